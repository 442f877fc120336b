// Apache, lighttpd and nginx on a free port with a main configuration of the
// test's own, which includes the configuration that Postern ships.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { account, waitFor } = require('./scratch.js');
const { canConnect } = require('./http.js');

const REPOSITORY = path.resolve(__dirname, '../..');

/*
 * The only edit that tests make to a file that people copy: each documented
 * default in `defaults` becomes the same path beneath the test's directory, and
 * each [from, to] in `others` (the port, a switch that the file's own comment
 * describes) is replaced.  Every one of them has to occur in the file's
 * settings, so that no test can pass by not using what it names.
 */
function adapt(file, scratch, defaults, others = []) {
  const edits = new Map([...defaults.map((name) => [name, scratch.root + name]), ...others]);
  const escaped = [...edits.keys()].map((from) => from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const unused = new Set(edits.keys());
  const text = fs.readFileSync(path.join(REPOSITORY, file), 'utf8').replace(/^(?!\s*[#;]).*$/gm, (line) =>
    line.replace(new RegExp(escaped.join('|'), 'g'), (from) => {
      unused.delete(from);
      return edits.get(from);
    }));
  assert.deepEqual([...unused], [], `${file} does not mention what the test replaces`);
  return text;
}

const APACHE_MODULES = ['mpm_event', 'authz_core', 'alias', 'mime', 'dir', 'env', 'setenvif'];

// As Debian's own apache2.conf, but for the places.
function apacheMain(scratch, port, { modules, include, htaccessRoot }) {
  const load = [...APACHE_MODULES, ...modules]
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n');
  const has = (name, lines) => (modules.includes(name) ? lines : '');
  return `
ServerRoot ${scratch.root}
DefaultRuntimeDir ${scratch.path('run')}
PidFile ${scratch.path('run/apache.pid')}
Mutex file:${scratch.path('run')} default
Listen 127.0.0.1:${port}
ServerName localhost
${account ? `User ${account.name}\nGroup ${account.group}` : ''}
${load}
LogLevel warn core:crit
ErrorLog ${scratch.path('log/apache-error.log')}
ErrorLogFormat "[%{u}t] [%-m:%l] [pid %P:tid %T] %7F: %E: [client\\ %a] %M"
LogFormat "%h \\"%m %U %H\\" %>s" path
# A host's own log has every path, and with it the tokens that stand in paths,
# which nobody can change by .htaccess: apache/README.md says so.
CustomLog ${scratch.path('log/apache-access.log')} path "expr=!(%{REQUEST_URI} =~ m#^/img/t/|st=|;1[.]|/ey[A-Za-z0-9_-]{8}|[A-Za-z0-9_-]{27}#)"
KeepAliveTimeout 5
Timeout 20
StartServers 1
ServerLimit 2
ThreadsPerChild 25
MaxRequestWorkers 50
MinSpareThreads 1
MaxSpareThreads 50
TypesConfig /etc/mime.types
${has('fcgid', `FcgidIPCDir ${scratch.path('run/fcgid')}\nFcgidProcessTableFile ${scratch.path('run/fcgid.shm')}`)}
${has('cgid', `ScriptSock ${scratch.path('run/cgisock')}`)}
<Directory />
	Options FollowSymLinks
	AllowOverride None
	Require all denied
</Directory>
<FilesMatch "^\\.ht">
	Require all denied
</FilesMatch>
<Directory ${scratch.path('var/www')}>
	Require all granted
</Directory>
${htaccessRoot ? `
DocumentRoot ${htaccessRoot}
<Directory ${htaccessRoot}>
	AllowOverride All
	Require all granted
</Directory>` : ''}
${include ? `Include ${include}` : ''}
`;
}

async function startApache(scratch, port, settings) {
  for (const name of ['run', 'run/fcgid']) scratch.mkdir(name, { owned: true });
  scratch.mkdir('var/www/html');
  const main = scratch.write('etc/apache.conf', apacheMain(scratch, port, settings));
  return startServer(scratch, port, 'apache2', ['-DFOREGROUND', '-f', main],
    { env: { APACHE_LOG_DIR: scratch.path('log') } });
}

async function startLighttpd(scratch, port, { include }) {
  scratch.mkdir('run/lighttpd', { owned: true });
  scratch.mkdir('var/log/lighttpd', { owned: true });
  scratch.mkdir('var/www/html');
  const main = scratch.write('etc/lighttpd.conf', `
server.modules = ( "mod_indexfile", "mod_access", "mod_alias", "mod_redirect" )
server.document-root = "${scratch.path('var/www/html')}"
server.upload-dirs = ( "${scratch.mkdir('run/uploads', { owned: true })}" )
server.errorlog = "${scratch.path('log/lighttpd-error.log')}"
server.pid-file = "${scratch.path('run/lighttpd/lighttpd.pid')}"
${account ? `server.username = "${account.name}"\nserver.groupname = "${account.group}"` : ''}
server.bind = "127.0.0.1"
server.port = ${port}
server.http-parseopts = (
  "header-strict"           => "enable",
  "host-strict"             => "enable",
  "host-normalize"          => "enable",
  "url-normalize-unreserved"=> "enable",
  "url-normalize-required"  => "enable",
  "url-ctrls-reject"        => "enable",
  "url-path-2f-decode"      => "enable",
  "url-path-dotseg-remove"  => "enable",
)
mimetype.assign = ( ".png" => "image/png", "" => "application/octet-stream" )
include "${include}"
server.modules += ( "mod_dirlisting", "mod_staticfile" )
`);
  return startServer(scratch, port, 'lighttpd', ['-D', '-f', main]);
}

async function startNginx(scratch, port, { include, http = '', workers = 2 }) {
  scratch.mkdir('run', { owned: true });
  scratch.mkdir('var/www/html');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${scratch.mkdir(`run/${name}`, { owned: true })};`).join('\n');
  const main = scratch.write('etc/nginx.conf', `
daemon off;
${account ? `user ${account.name} ${account.group};` : ''}
worker_processes ${workers};
pid ${scratch.path('run/nginx.pid')};
error_log ${scratch.path('log/nginx-error.log')};
events { worker_connections 768; }
http {
sendfile on;
tcp_nopush on;
types_hash_max_size 2048;
include /etc/nginx/mime.types;
default_type application/octet-stream;
access_log off;
gzip on;
${temporary}
${http}
${include ? `include ${include};` : ''}
}
`);
  return startServer(scratch, port, 'nginx',
    ['-p', scratch.root, '-e', scratch.path('log/nginx-error.log'), '-c', main]);
}

async function startServer(scratch, port, command, args, options) {
  const child = scratch.start(command, command, args, options);
  try {
    await waitFor(`${command} on port ${port}`, async () => {
      if (child.hasEnded) throw new Error(`${command} ended: ${JSON.stringify(await child.ended)}`);
      return canConnect({ port, host: '127.0.0.1' });
    });
  } catch (error) {
    error.message += `\n${scratch.tail()}`;
    throw error;
  }
  return child;
}

module.exports = { REPOSITORY, adapt, startApache, startLighttpd, startNginx };
