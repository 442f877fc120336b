// Plain CGI: what it takes to start a process for one request, beside a program
// that says hello and nothing else.  spawn.c starts them; no front server has a
// part in it.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFile, spawnSync } = require('node:child_process');
const { promisify } = require('node:util');
const { BUILD } = require('../harness/site.js');

const STARTS = 100; // a second of load elsewhere

const environment = (scratch, target) => ({
  GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'GET', REQUEST_URI: target, REMOTE_ADDR: '127.0.0.1',
  POSTERN_CONFIG: scratch.path('etc/postern/postern.ini'),
});

// One file for both programs of `make static`, or the hello of tests/bench.
function installCgi(scratch, built) {
  const program = scratch.path('cgi');
  fs.copyFileSync(path.join(BUILD, built), program);
  fs.chmodSync(program, 0o755);
  return program;
}

// What a program says for a target: its status, and the file that it names.
function answer({ scratch, program }, target) {
  const { stdout, status, stderr } = spawnSync(program, { env: environment(scratch, target), stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  assert.equal(status, 0, `it ended with ${status}: ${stderr}`);
  return { status: Number(/^Status: (\d+)/im.exec(stdout)?.[1] ?? 200), file: /^X-Sendfile: (.*?)\r?$/im.exec(stdout)?.[1] };
}

// Microseconds that spawn.c has printed: the first program's median.
function readSpawn(output) {
  const found = /^\s*(\d+) us\s+least/m.exec(output);
  if (!found) throw new Error(`not what spawn prints: ${output}`);
  return Number(found[1]);
}

async function measureCgi({ scratch, program, sign }, target, seconds) {
  const count = STARTS * seconds;
  const { stdout } = await promisify(execFile)(path.join(BUILD, 'bench/spawn'), [String(count), program],
    { env: environment(scratch, sign(target)) });
  const microseconds = readSpawn(stdout);
  return { requests: count, rate: 1e6 / microseconds, p50: microseconds / 1e3, errors: {} };
}

module.exports = { answer, installCgi, measureCgi, readSpawn };
