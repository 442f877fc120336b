// What answers behind the front servers, each started on a Unix socket: Postern,
// the null responder, and what people would write themselves.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');
const { account, waitFor } = require('../harness/scratch.js');
const { BUILD, installProgram } = require('../harness/site.js');
const { canConnect } = require('../harness/http.js');
const { startResponder } = require('../servers/setups.js');

const ROOT = '/srv/private/img';
const PROGRAM = 'usr/lib/postern/postern.fcgi';
const SECRET = randomBytes(32).toString('hex');
const CHILDREN = 4; // of PHP-FPM

function installNull(scratch, header) {
  const program = scratch.path(PROGRAM);
  fs.mkdirSync(path.dirname(program), { recursive: true });
  fs.copyFileSync(path.join(BUILD, 'bench/null'), program);
  fs.chmodSync(program, 0o755);
  scratch.write(`${PROGRAM}.header`, `${header}\n`);
  return program;
}

const ACCEL = 'X-Accel-Redirect: /_postern/';
const sendfile = (scratch) => `X-Sendfile: ${scratch.path(ROOT)}/`;

const socketOf = (scratch) => path.join(scratch.mkdir('run/postern', { owned: true }), 'postern.sock');

async function listening(scratch, name, command, args, options) {
  const child = scratch.start(name, command, args, { asAccount: true, ...options });
  await waitFor(name, () => {
    if (child.hasEnded) throw new Error(`${name} ended\n${scratch.tail()}`);
    return canConnect(socketOf(scratch));
  });
}

const postern = async (scratch) => {
  installProgram(scratch, PROGRAM);
  await startResponder(scratch, { workers: 1 });
};

const nullBehind = (header, threads = 1) => (scratch) => listening(scratch, 'null',
  installNull(scratch, typeof header === 'function' ? header(scratch) : header),
  ['--listen', socketOf(scratch), '--threads', String(threads)]);

async function php(scratch) {
  fs.copyFileSync(path.join(__dirname, 'others/responder.php'), scratch.path('responder.php'));
  const pool = scratch.write('etc/fpm.conf', `
[global]
daemonize = no
error_log = ${scratch.path('log/fpm.log')}
pid = ${scratch.path('run/fpm.pid')}
[bench]
${account ? `user = ${account.name}\ngroup = ${account.group}\nlisten.owner = ${account.name}\nlisten.group = ${account.group}` : ''}
listen = ${socketOf(scratch)}
pm = static
pm.max_children = ${CHILDREN}
`);
  await listening(scratch, 'php-fpm', 'php-fpm8.2', ['-y', pool, '-d', 'opcache.enable=1'], { asAccount: false });
}

function go(scratch) {
  fs.copyFileSync(path.join(BUILD, 'bench/go-responder'), scratch.path('go-responder'));
  fs.chmodSync(scratch.path('go-responder'), 0o755);
  return listening(scratch, 'go', scratch.path('go-responder'), [socketOf(scratch), scratch.path(ROOT), SECRET]);
}

// The program is copied: the account may not be able to read the checkout.
function node(scratch) {
  fs.copyFileSync(path.join(__dirname, 'others/responder.js'), scratch.path('responder.js'));
  return listening(scratch, 'node', process.execPath,
    [scratch.path('responder.js'), socketOf(scratch), scratch.path(ROOT), SECRET]);
}

module.exports = {
  ACCEL, CHILDREN, PROGRAM, ROOT, SECRET, go, installNull, node, nullBehind, php, postern, sendfile, socketOf,
};
