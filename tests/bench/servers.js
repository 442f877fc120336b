// Everything that can be measured: how it is started, what signs for it, and that
// it does its work.  Where Postern is concerned, and wherever it fits, the front
// servers run with the very files that people copy.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { createHash, createHmac } = require('node:crypto');
const { Scratch, kill, sleep } = require('../harness/scratch.js');
const { REPOSITORY, adapt, startApache, startLighttpd, startNginx } = require('../harness/front.js');
const { Site, contentOf, installProgram, now } = require('../harness/site.js');
const { freePort, request } = require('../harness/http.js');
const { FCGID, LIGHTTPD, NOT_REUSED, PROXY } = require('../servers/setups.js');
const { answer, installCgi, measureCgi } = require('./cgi.js');
const { measure, respondersOf } = require('./measure.js');
const { ACCEL, PROGRAM, ROOT, SECRET, go, installNull, node, nullBehind, php, postern, sendfile, socketOf } = require('./responders.js');

const LIFE = 24 * 3600; // seconds; longer than any run
const FILLED = 32; // processes of mod_fcgid
const FILL_LIMIT = 180000; // milliseconds
const MORE_REQUESTS = 8; // than processes, so that some find none idle

const SIZES = { small: 20480, large: 5 * 1024 * 1024 };
const NAMES = {
  small: Array.from({ length: 300 }, (_, at) => `picture-${String(at).padStart(3, '0')}.png`),
  large: ['large.png', 'larger.png'],
};

// The same files behind every set-up, as hard links.
class Files {
  constructor() {
    this.scratch = new Scratch('bench-files');
    for (const kind of Object.keys(NAMES)) {
      for (const name of NAMES[kind]) this.scratch.write(name, contentOf(name, SIZES[kind]).subarray(0, SIZES[kind]));
    }
  }

  linkInto(directory) {
    for (const name of Object.values(NAMES).flat()) fs.linkSync(this.scratch.path(name), path.join(directory, name));
  }
}

// ---- What signs a URL.

const bySite = ({ site }) => (name) => site.url(name, { expires: now() + LIFE });

// As others/responder.* verify it.
const byHmac = () => (name) => {
  const expires = now() + LIFE;
  return `${name}?expires=${expires}&sig=${createHmac('sha256', SECRET).update(`${name}\n${expires}`).digest('hex')}`;
};

const bySecureLink = () => (name) => {
  const expires = now() + LIFE;
  return `${name}?expires=${expires}&md5=${createHash('md5').update(`${expires}${name} ${SECRET}`).digest('base64url')}`;
};

// ---- Keys, files and configuration, as the shipped files expect them.

function prepare(scratch, files, ini, append = '') {
  const site = new Site(scratch, { root: ROOT.slice(1), keys: 'etc/postern/keys' });
  files.linkInto(site.root);
  scratch.write('etc/postern/postern.ini', `${adapt(ini, scratch, ['/etc/postern/keys', ROOT])}${append}`);
  return site;
}

// ---- nginx: postern.conf, with another location /img/ where others answer.

const STATIC = `alias @ROOT@/;
		disable_symlinks on from=@ROOT@/;
		gzip off;`;

const LOCATIONS = {
  php: `include /etc/nginx/fastcgi_params;
		fastcgi_param SCRIPT_FILENAME @SCRATCH@/responder.php;
		fastcgi_param BENCH_ROOT @ROOT@;
		fastcgi_param BENCH_SECRET @SECRET@;
		fastcgi_pass unix:@SOCKET@;`,
  go: `include /etc/nginx/fastcgi_params;
		fastcgi_pass unix:@SOCKET@;`,
  node: `proxy_pass http://node;
		proxy_http_version 1.1;
		proxy_set_header Connection "";
		proxy_set_header Host $host;`,
  static: STATIC,
  secureLink: `secure_link $arg_md5,$arg_expires;
		secure_link_md5 "$secure_link_expires$uri @SECRET@";
		if ($secure_link = "") { return 403; }
		if ($secure_link = "0") { return 410; }
		${STATIC}`,
};

const KEPT = 'upstream node { server unix:@SOCKET@; keepalive 64; }';

async function nginx(scratch, files, { answers, location, http = '', append, shipped = 'nginx/postern' }) {
  const port = await freePort();
  const site = prepare(scratch, files, `${shipped}.ini`, append);
  const fill = (text) => text.replaceAll('@SOCKET@', socketOf(scratch)).replaceAll('@SECRET@', SECRET)
    .replaceAll('@SCRATCH@', scratch.root).replaceAll('@ROOT@', scratch.path(ROOT));
  let text = adapt(`${shipped}.conf`, scratch, ['/run/postern', ROOT, '/var/log/nginx', '/var/www/html'],
    [['listen 80;', `listen 127.0.0.1:${port};`]]);
  if (location) {
    const [block] = /^\tlocation \^~ \/img\/ \{\n[^]*?^\t\}\n/m.exec(text);
    text = text.replace(block, () => `\tlocation ^~ /img/ {\n\t\t${fill(location)}\n\t}\n`);
  }
  const include = scratch.write('etc/postern.conf', text);
  scratch.mkdir('var/log/nginx');
  await answers?.(scratch);
  await startNginx(scratch, port, { include, http: fill(http), workers: 1 });
  return { port, site };
}

// ---- lighttpd and Apache start what they find as postern.fcgi themselves.

const shippedProgram = (scratch) => installProgram(scratch, PROGRAM);
const nullProgram = (scratch) => installNull(scratch, sendfile(scratch));

async function lighttpd(scratch, files, { program }) {
  const port = await freePort();
  const site = prepare(scratch, files, 'lighttpd/postern.ini');
  program(scratch);
  // One process, as everywhere else here.
  const include = scratch.write('etc/postern.conf', adapt(LIGHTTPD.conf, scratch,
    ['/usr/lib/postern', '/etc/postern', ROOT, ...LIGHTTPD.defaults], [['"max-procs" => 2', '"max-procs" => 1']]));
  await startLighttpd(scratch, port, { include });
  return { port, site };
}

// A thread for each connection that is loaded, or Apache's event closes kept ones
// without a word when it has none left.
const THREADS = 'ThreadsPerChild 64\nMaxRequestWorkers 128\n';

async function apache(scratch, files, { kind, answers, program, others = [] }) {
  const port = await freePort();
  const site = prepare(scratch, files, kind.ini);
  program?.(scratch);
  const virtualHost = adapt(kind.conf, scratch, [...kind.defaults, ROOT, '/var/www/html'],
    [['*:80', `127.0.0.1:${port}`], ...others]);
  const include = scratch.write('etc/postern.conf', `${THREADS}${virtualHost}`);
  await answers?.(scratch);
  await startApache(scratch, port, { modules: kind.modules, include });
  return { port, site };
}

// The shipped settings, with room for as many processes as are filled.
function roomy() {
  const shipped = fs.readFileSync(path.join(REPOSITORY, FCGID.conf), 'utf8');
  const [text, most] = /^\s*(FcgidMaxProcessesPerClass (\d+))$/m.exec(shipped).slice(1);
  return Number(most) >= FILLED ? [] : [[text, `FcgidMaxProcessesPerClass ${FILLED}`]];
}

/*
 * mod_fcgid starts a process only for a request that finds none idle, so all of
 * them are held, by signals, while there are more requests than processes.  Not
 * for long: after ten seconds mod_fcgid would give them up.
 */
async function fill({ port, scratch, sign }) {
  const end = Date.now() + FILL_LIMIT;
  while (respondersOf(scratch).length < FILLED) {
    if (Date.now() > end) throw new Error(`mod_fcgid has no ${FILLED} processes after ${FILL_LIMIT} ms`);
    const held = new Set();
    const hold = () => {
      for (const pid of respondersOf(scratch)) if (!held.has(pid) && kill(pid, 'SIGSTOP')) held.add(pid);
    };
    hold();
    const asked = Array.from({ length: FILLED + MORE_REQUESTS }, () => request(port, sign(`/img/${NAMES.small[0]}`)));
    const settled = Promise.allSettled(asked);
    for (let round = 0; round < 60 && held.size < FILLED; round += 1) {
      await sleep(50);
      hold();
    }
    held.forEach((pid) => kill(pid, 'SIGCONT'));
    await settled;
  }
}

// ---- No front server at all.

function cgi(scratch, files, { built }) {
  const site = prepare(scratch, files, 'apache/postern.ini');
  return { site, program: installCgi(scratch, built) };
}

const start = (front, settings, sign = bySite) => ({ front, settings, sign });
const byNginx = (settings, sign) => start(nginx, settings, sign);

// What runs; `open` ones verify nothing, by design.
const SERVERS = {
  static: { ...byNginx({ location: LOCATIONS.static }), open: true },
  postern: byNginx({ answers: postern }),
  auth: byNginx({ answers: postern, shipped: 'nginx/postern-auth' }),
  off: { ...byNginx({ answers: postern, append: '\nmode = off\n' }), open: true },
  null: { ...byNginx({ answers: nullBehind(ACCEL) }), open: true },
  php: byNginx({ answers: php, location: LOCATIONS.php }, byHmac),
  go: byNginx({ answers: go, location: LOCATIONS.go }, byHmac),
  node: byNginx({ answers: node, location: LOCATIONS.node, http: KEPT }, byHmac),
  secureLink: byNginx({ location: LOCATIONS.secureLink }, bySecureLink),
  lighttpd: start(lighttpd, { program: shippedProgram }),
  lighttpdNull: { ...start(lighttpd, { program: nullProgram }), open: true },
  proxy: start(apache, { kind: PROXY, answers: postern }),
  // A kept connection would hold a thread of plain libfcgi for itself.
  proxyNull: { ...start(apache, { kind: PROXY, answers: nullBehind(sendfile, 4), others: NOT_REUSED }), open: true },
  fcgid: start(apache, { kind: FCGID, program: shippedProgram }),
  fcgidNull: { ...start(apache, { kind: FCGID, program: nullProgram }), open: true },
  fcgid32: { ...start(apache, { kind: FCGID, program: shippedProgram, others: roomy() }), beforeRound: fill },
  cgi: { ...start(cgi, { built: 'static/postern.fcgi' }), check: checkCgi, measure: measureStart },
  cgiHello: { ...start(cgi, { built: 'bench/hello' }), check: () => {}, measure: measureStart },
};

// Who starts one closes its scratch.
async function startServer(name, files) {
  const { front, settings, sign, ...rest } = SERVERS[name];
  const scratch = new Scratch(`bench-${name}`);
  try {
    const running = { ...rest, scratch, ...await front(scratch, files, settings) };
    running.sign = sign(running);
    return running;
  } catch (error) {
    await scratch.close();
    throw error;
  }
}

// One round: by wrk, with a target a line.
function measureLoad(server, { files, connections }, seconds) {
  const targets = server.scratch.write(`targets-${files}`, NAMES[files].map((name) => `${server.sign(`/img/${name}`)}\n`).join(''));
  return measure(server, { targets, size: SIZES[files], connections }, seconds);
}

function measureStart(server, { files }, seconds) {
  return measureCgi(server, `/img/${NAMES[files][0]}`, seconds);
}

// What nobody may be given a file for.
function tamperedWith(sign) {
  const signed = sign(`/img/${NAMES.small[0]}`);
  const changed = signed.at(-6) === 'a' ? 'b' : 'a';
  return {
    'the signature of another file': signed.replace(NAMES.small[0], NAMES.small[1]),
    'a signature changed in one character': signed.slice(0, -6) + changed + signed.slice(-5),
    'no signature': signed.split('?')[0],
  };
}

/*
 * Nobody is timed who does not do the work: the right file for a signed URL,
 * and 403 for another file's signature, a changed one, and none at all.
 */
async function checkServer(server) {
  const { port, site, sign, open } = server;
  await server.beforeRound?.(server);
  for (const [name] of Object.values(NAMES)) {
    const received = await request(port, sign(`/img/${name}`));
    assert.equal(received.status, 200, `a signed URL: status ${received.status}`);
    assert.equal(received.header('content-type'), 'image/png');
    assert.ok(received.body.equals(fs.readFileSync(path.join(site.root, name))), 'not the file that was asked for');
  }
  for (const [what, target] of Object.entries(tamperedWith(sign))) {
    const { status } = await request(port, target);
    assert.equal(status, open ? 200 : 403, `${what}: status ${status}`);
  }
}

function checkCgi(server) {
  const [name] = NAMES.small;
  const expected = { status: 200, file: path.join(server.site.root, name) };
  assert.deepEqual(answer(server, server.sign(`/img/${name}`)), expected);
  for (const [what, target] of Object.entries(tamperedWith(server.sign))) {
    assert.deepEqual(answer(server, target), { status: 403, file: undefined }, what);
  }
}

module.exports = { FILLED, SERVERS, Files, checkServer, measureLoad, startServer };
