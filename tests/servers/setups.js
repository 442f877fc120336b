// Every way of running Postern behind a front server, started from the very
// files that people copy.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Scratch, childrenOf, waitFor } = require('../harness/scratch.js');
const { REPOSITORY, adapt, startApache, startLighttpd, startNginx } = require('../harness/front.js');
const { Site, installProgram } = require('../harness/site.js');
const { canConnect, freePort } = require('../harness/http.js');

const PROGRAM = 'usr/lib/postern/postern.fcgi';
const INI = 'etc/postern/postern.ini';
const ROOT = '/srv/private/img';

// The other ways of carrying a credential, each on a route of its own below
// /img/, with the same files and the same delivery.
const WAYS = `
[route paths]
prefix = /img/t/
carrier = path
accept = native sealed jwt
allow = /img/t/{claim:file} /img/t/album/**

[route cookies]
prefix = /img/c/
carrier = cookie
accept = native sealed jwt
allow = /img/c/{claim:file} /img/c/album/**

[route headers]
prefix = /img/h/
carrier = header
accept = jwt
allow = /img/h/*
issuer = https://login.example.org/
audience = images

[route queries]
prefix = /img/q/
carrier = query cookie
accept = jwt sealed
allow = /img/q/*
exchange = 60s

[route nested]
prefix = /img/q/album/
carrier = query
accept = native

[route api]
prefix = /img/api/
role = api
accept = jwt
signs = images queries
`;

// Further routes for what not every site has, `append` among them, which are
// given root and delivery; and for "direct", which needs no front server's help,
// a configuration without it.
function writeIni(scratch, name, text, { direct = false, append = '', ways: others = WAYS }) {
  let routes = text;
  if (direct) routes = text.replace(/^delivery = .*/m, 'delivery = direct').replace(/^(encoding|accel) = .*\n/gm, '');
  const [, images] = routes.split('[route images]');
  const shared = images.replace(/^prefix = .*/m, 'prefix = /img/shared/')
    .replace(/^root = (.*)/m, 'root = $1/shared')
    .replace(/^accel = (.*)/m, 'accel = $1shared/');
  // Root, delivery, encoding and accel are as the file that people copy has them.
  const places = images.match(/^(role|root|delivery|encoding|accel) = .*$/gm).join('\n');
  const placesOf = (section) => (ROLE.test(text) ? places.replace(/^root = .*/m, `$&/${/^prefix = \/img\/(.*)\/$/m.exec(section)[1]}`) : places);
  const ways = `${others}${append}`.split(/^(?=\[)/m)
    .map((section) => (/^carrier = /m.test(section) && !/^role = api$/m.test(section) ? `${section.trimEnd()}\n${placesOf(section)}\n\n` : section))
    .join('');
  return scratch.write(name,
    `${routes}\n[route shared]${shared}\norigins = https://www.example.net\n${ways}`);
}

// An authorizer's front server has one directory for all of a location, so that
// each of these routes has a folder of its own in it.
const ROLE = /^role = authorizer$/m;
function copyForWays(site) {
  for (const folder of ['c', 'h', 'q']) {
    for (const name of ['plain.png', 'photo.jpg', 'album/one.png']) site.add(`${folder}/${name}`, site.contents.get(name));
  }
}

// Installs program, configuration, keys and images where the files expect them.
function install(scratch, { ini, direct, append, ways }, places = {}) {
  const { program = PROGRAM, config = INI, root = ROOT.slice(1), keys = 'etc/postern/keys',
    defaults = ['/etc/postern/keys', ROOT] } = places;
  installProgram(scratch, program);
  const site = new Site(scratch, { root, keys });
  site.addAwkward();
  const text = adapt(ini, scratch, defaults);
  if (ROLE.test(text)) copyForWays(site);
  writeIni(scratch, config, text, { direct, append, ways });
  return site;
}

// Postern on its own, as systemd would run it.
async function startResponder(scratch, { config = INI, program = PROGRAM, workers = 2 } = {}) {
  const socket = path.join(scratch.mkdir('run/postern', { owned: true }), 'postern.sock');
  const child = scratch.start('postern', scratch.path(program),
    ['--config', scratch.path(config), '--listen', `unix:${socket}`, '--workers', String(workers)],
    { asAccount: true });
  try {
    await waitFor('the responder', () => {
      if (child.hasEnded) throw new Error('the responder ended');
      return childrenOf(child.pid).length === workers && canConnect(socket);
    });
  } catch (error) {
    error.message += `\n${scratch.tail()}`;
    throw error;
  }
  return { child, socket };
}

async function apacheVirtualHost(scratch, { conf, ini, modules, defaults, others = [], ownResponder, direct, append }) {
  const port = await freePort();
  const site = install(scratch, { ini, direct, append });
  const include = scratch.write('etc/postern.conf',
    adapt(conf, scratch, [...defaults, ROOT, '/var/www/html'], [['*:80', `127.0.0.1:${port}`], ...others]));
  const started = ownResponder ? await startResponder(scratch) : {};
  await startApache(scratch, port, { modules, include });
  return { port, site, responder: started.child, config: scratch.path(INI) };
}

// public_html as on shared hosting: only .htaccess files, of which the host's
// administrator knows nothing.
async function apacheHtaccess(scratch, { folder, modules, ini, places, adapted }) {
  const port = await freePort();
  const home = 'home/you/public_html';
  const site = install(scratch, { ini }, places);
  fs.cpSync(path.join(REPOSITORY, folder), scratch.path(home),
    { recursive: true, filter: (from) => !from.endsWith('.ini') });
  for (const [file, defaults, others] of adapted) {
    scratch.write(`${home}/${file}`, adapt(`${folder}/${file}`, scratch, defaults, others));
  }
  await startApache(scratch, port, { modules, htaccessRoot: scratch.path(home) });
  return { port, site, config: scratch.path(places.config) };
}

async function lighttpd(scratch, { conf, ini = 'lighttpd/postern.ini', defaults, direct, append, ways }) {
  const port = await freePort();
  const site = install(scratch, { ini, direct, append, ways });
  const include = scratch.write('etc/postern.conf',
    adapt(conf, scratch, ['/usr/lib/postern', '/etc/postern', ROOT, ...defaults]));
  await startLighttpd(scratch, port, { include });
  return { port, site, config: scratch.path(INI) };
}

async function nginx(scratch, { conf = 'nginx/postern.conf', ini = 'nginx/postern.ini', direct, append, ways } = {}) {
  const port = await freePort();
  const site = install(scratch, { ini, direct, append, ways });
  const include = scratch.write('etc/postern.conf',
    adapt(conf, scratch, ['/run/postern', ROOT, '/var/log/nginx', '/var/www/html'],
      [['listen 80;', `listen 127.0.0.1:${port};`]]));
  scratch.mkdir('var/log/nginx');
  const { child } = await startResponder(scratch);
  await startNginx(scratch, port, { include });
  return { port, site, responder: child, config: scratch.path(INI) };
}

const FCGID = {
  conf: 'apache/postern-fcgid.conf', ini: 'apache/postern.ini',
  modules: ['fcgid', 'xsendfile'], defaults: ['/usr/lib/postern', '/etc/postern'],
};
const CGI = { ...FCGID, conf: 'apache/postern-cgi.conf', modules: ['cgid', 'xsendfile'] };
const PROXY = {
  conf: 'apache/postern-proxy.conf', ini: 'apache/postern.ini', ownResponder: true,
  modules: ['proxy', 'proxy_fcgi', 'xsendfile'], defaults: ['/run/postern'],
};
const DIRECT_PROXY = { ...PROXY, direct: true };
const HTACCESS_XSENDFILE = {
  folder: 'apache/htaccess/xsendfile',
  ini: 'apache/htaccess/xsendfile/.htpostern.ini',
  modules: ['fcgid', 'xsendfile'],
  places: {
    program: 'home/you/postern/postern.fcgi',
    config: 'home/you/postern/.htpostern.ini',
    keys: 'home/you/postern/keys',
    root: 'home/you/public_html/img/.private',
    defaults: ['/home/you'],
  },
  adapted: [['img/.htaccess', ['/home/you']]],
};
const HTACCESS_REDIRECT = {
  folder: 'apache/htaccess/local-redirect',
  ini: 'apache/htaccess/local-redirect/img/.htpostern.ini',
  modules: ['fcgid', 'rewrite'],
  places: {
    program: 'home/you/public_html/img/postern.fcgi',
    config: 'home/you/public_html/img/.htpostern.ini',
    keys: 'home/you/postern/keys',
    root: 'home/you/public_html/img-private',
    defaults: ['/home/you'],
  },
  adapted: [],
};
const HTACCESS_REDIRECT_CGI = {
  ...HTACCESS_REDIRECT,
  modules: ['cgid', 'rewrite'],
  adapted: [['img/.htaccess', [], [['fcgid-script', 'cgi-script'], ['mod_fcgid.c', 'mod_cgid.c']]]],
};
const LIGHTTPD = { conf: 'lighttpd/postern.conf', defaults: ['/run/lighttpd', '/var/log/lighttpd'] };
const LIGHTTPD_CGI = { conf: 'lighttpd/postern-cgi.conf', defaults: ['/var/log/lighttpd'] };
// An authorizer's front server looks for the file under the URL's own path: what
// names it otherwise, and the API, take one of the other ways.
const AUTHORIZED_WAYS = WAYS.split(/^(?=\[)/m)
  .filter((section) => !/^\[route (paths|queries|nested|api)\]/.test(section)).join('');
const NOT_AUTHORIZED = ['path: native', 'path: sealed', 'path: JWT', 'path: no token', 'path: a token', 'query: sealed',
  'query: a JWT', 'query: JWT', 'query and cookie', 'tokens that have gone astray', 'a token does not lead', 'API: '];
const NGINX_AUTH = { conf: 'nginx/postern-auth.conf', ini: 'nginx/postern-auth.ini', ways: AUTHORIZED_WAYS };
const NOT_REUSED = [['enablereuse=on', 'enablereuse=off']];

// `server`, `kind`: whose own refusals a check has to expect; `hasResponder`:
// Postern runs on its own, not as the front server's child; `hidesLength`: Apache
// (since 2.4.59) drops the Content-Length of what is neither a file nor mod_fcgid's.
const SETUPS = [
  { name: 'Apache mod_fcgid', server: 'apache', start: apacheVirtualHost, with: FCGID },
  {
    name: 'Apache .htaccess with mod_xsendfile', server: 'apache', kind: 'htaccess',
    start: apacheHtaccess, with: HTACCESS_XSENDFILE,
  },
  {
    name: 'Apache .htaccess with a local redirect', server: 'apache', kind: 'htaccess',
    start: apacheHtaccess, with: HTACCESS_REDIRECT,
  },
  {
    name: 'Apache .htaccess with a local redirect, CGI', server: 'apache', kind: 'htaccess',
    start: apacheHtaccess, with: HTACCESS_REDIRECT_CGI,
  },
  {
    name: 'Apache mod_proxy_fcgi, connections reused', server: 'apache', hasResponder: true,
    start: apacheVirtualHost, with: PROXY,
  },
  {
    name: 'Apache mod_proxy_fcgi, connections not reused', server: 'apache', hasResponder: true,
    start: apacheVirtualHost, with: { ...PROXY, others: NOT_REUSED },
  },
  { name: 'Apache CGI', server: 'apache', start: apacheVirtualHost, with: CGI },
  { name: 'lighttpd FastCGI', server: 'lighttpd', start: lighttpd, with: LIGHTTPD },
  { name: 'lighttpd CGI', server: 'lighttpd', start: lighttpd, with: LIGHTTPD_CGI },
  { name: 'nginx', server: 'nginx', hasResponder: true, start: nginx },
  {
    name: 'nginx auth_request', server: 'nginx', kind: 'authorizer', hasResponder: true, without: NOT_AUTHORIZED,
    start: nginx, with: NGINX_AUTH,
  },
  { name: 'direct, Apache mod_fcgid', server: 'apache', start: apacheVirtualHost, with: { ...FCGID, direct: true } },
  {
    name: 'direct, Apache mod_proxy_fcgi', server: 'apache', hidesLength: true, hasResponder: true,
    start: apacheVirtualHost, with: DIRECT_PROXY,
  },
  {
    name: 'direct, Apache CGI', server: 'apache', hidesLength: true,
    start: apacheVirtualHost, with: { ...CGI, direct: true },
  },
  { name: 'direct, lighttpd FastCGI', server: 'lighttpd', start: lighttpd, with: { ...LIGHTTPD, direct: true } },
  { name: 'direct, nginx', server: 'nginx', hasResponder: true, start: nginx, with: { direct: true } },
];

// lighttpd says the same headers whatever it is told, which is why the table of
// checks is not for it: authorizer.test.js is.
const LIGHTTPD_AUTH = {
  name: 'lighttpd authorizer', server: 'lighttpd', kind: 'authorizer', start: lighttpd,
  with: { ...LIGHTTPD, conf: 'lighttpd/postern-auth.conf', ini: 'lighttpd/postern-auth.ini', ways: AUTHORIZED_WAYS },
};
const AUTHORIZERS = [SETUPS.find(({ with: files }) => files === NGINX_AUTH), LIGHTTPD_AUTH];

// Apache with lines in the <Directory> of the images, as apache/README.md has them;
// `other` takes the program's place.
async function apacheChecker(scratch, { lines = 'Require all granted\nFcgidAccessChecker PROGRAM', other, append }) {
  const port = await freePort();
  const site = install(scratch, { ini: 'nginx/postern-auth.ini', ways: '', append });
  const program = scratch.path(PROGRAM);
  if (other) fs.writeFileSync(program, other);
  const include = scratch.write('etc/postern.conf', `
Alias /img/ ${site.root}/
FcgidInitialEnv POSTERN_CONFIG ${scratch.path(INI)}
<Directory ${site.root}>
Options None
AllowOverride None
${lines.replaceAll('PROGRAM', program)}
</Directory>
`);
  await startApache(scratch, port, { modules: ['fcgid', 'auth_basic', 'authn_core', 'authz_user'], include });
  return { port, site };
}
const APACHE_CHECKER = { name: 'Apache FcgidAccessChecker', server: 'apache', kind: 'authorizer', start: apacheChecker, with: {} };

// Who starts one stops it.
async function startSetup(setup) {
  const scratch = new Scratch(setup.server);
  try {
    return { ...await setup.start(scratch, setup.with), scratch, stop: () => scratch.close() };
  } catch (error) {
    await scratch.close();
    throw error;
  }
}

module.exports = {
  APACHE_CHECKER, AUTHORIZERS, CGI, DIRECT_PROXY, FCGID, HTACCESS_REDIRECT, HTACCESS_XSENDFILE, LIGHTTPD, NGINX_AUTH, NOT_REUSED, PROXY, SETUPS,
  apacheChecker, apacheHtaccess, apacheVirtualHost, install, lighttpd, nginx, startResponder, startSetup,
};
