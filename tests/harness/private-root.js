// Runs scripts as root on a private copy of this machine
// (tests/servers/private-root.sh), and reads what curl prints there.
// SPDX-License-Identifier: ISC
'use strict';

const path = require('node:path');
const { spawn } = require('node:child_process');

const PRIVATE_ROOT = path.resolve(__dirname, '../servers/private-root.sh');

// { code, stdout, stderr } of a script of bash; it starts in the repository.
function runPrivately(script) {
  const [command, ...args] = [...(process.getuid() === 0 ? [] : ['sudo', '-n', '--preserve-env=BUILD']), PRIVATE_ROOT];
  return new Promise((resolve, reject) => {
    // The make that may run us is none of the paster's business.
    const { MAKEFLAGS, MFLAGS, MAKELEVEL, ...env } = process.env;
    const child = spawn(command, args, { env: { ...env, LANG: 'C.UTF-8' } });
    const output = { stdout: '', stderr: '' };
    for (const name of Object.keys(output)) child[name].on('data', (data) => { output[name] += data; });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
    child.stdin.on('error', () => {});
    child.stdin.end(script);
  });
}

// The HTTP heads that `curl -sI` printed.
const headsOf = (stdout) => stdout.replaceAll('\r', '').split(/^(?=HTTP\/1\.1 )/m).slice(1)
  .map((text) => ({ status: Number(text.split(' ')[1]), text }));

// What only the front server may see.
const NOTHING_SENT = /^(x-sendfile|x-accel-redirect|x-litespeed-location|location):/im;

module.exports = { NOTHING_SENT, headsOf, runPrivately };
