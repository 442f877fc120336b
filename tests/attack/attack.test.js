// Hostile requests against real front servers, unsigned and with right
// signatures.  Nothing may leak, inject, split, hang, or be answered with 5xx,
// and what is protected stays so.  ATTACK=all fires all of the corpora that
// stand beside the checkout; else a sample, and always the paths in hostile.js.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { test } = require('node:test');
const { spawn } = require('node:child_process');
const { AUTHORIZERS, SETUPS, startSetup } = require('../servers/setups.js');
const { REPOSITORY } = require('../harness/front.js');
const { hostilePaths } = require('./hostile.js');
const { signRaw } = require('./sign.js');

const SHARED = path.resolve(REPOSITORY, '../shared/attack');
const ALL = process.env.ATTACK === 'all';
const MARKER = 'the-secret-outside-of-the-root';
const ATTACKED = ['Apache mod_fcgid', 'lighttpd FastCGI', 'nginx'];

// Whatever comes back until it is silent for a minute.
function fire(port, target, signal) {
  return new Promise((resolve) => {
    const received = [];
    let state = 'ok';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n`, 'latin1')));
    socket.setTimeout(60000, () => { state = 'hang'; socket.destroy(); });
    socket.on('data', (data) => received.push(data));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ state, text: Buffer.concat(received).toString('latin1') }));
    signal?.addEventListener('abort', () => socket.destroy());
  });
}

function faultsOf({ state, text }, { marker, benign, mayServe }) {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
  const head = text.split('\r\n\r\n', 1)[0];
  const faults = [];
  if (state === 'hang') faults.push('HANG');
  if (state === 'ok' && text === '') faults.push('SILENCE');
  if (text.includes(marker) || text.includes('root:x:0:0:')) faults.push('LEAK');
  if (status >= 500 && ![501, 505].includes(status)) faults.push(`5XX ${status}`);
  if (/^x-injected/im.test(head)) faults.push('INJECT');
  if ((text.match(/^HTTP\/1\.[01] \d{3} /gm) ?? []).length > 1) faults.push('SPLIT');
  if (/^(x-sendfile|x-accel-redirect|x-litespeed-location):/im.test(head)) faults.push('COMMAND');
  if (!mayServe && text.includes(benign)) faults.push('BYPASS');
  return { status, faults };
}

async function fireAll(port, shots, known) {
  const found = [];
  const statuses = {};
  const queue = [...shots];
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let shot = queue.pop(); shot; shot = queue.pop()) {
      const { status, faults } = faultsOf(await fire(port, shot.target), { ...known, mayServe: shot.mayServe });
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (faults.length > 0) found.push(`${faults} for ${JSON.stringify(shot.target.slice(0, 200))}`);
    }
  }));
  return { found, statuses };
}

function runPython(args) {
  return new Promise((resolve) => {
    const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, SHOW: '40' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { output += data; });
    child.on('close', (code) => resolve({ code, output }));
  });
}

// The driver and the corpora that are shared between machines, where they are.
async function corpora({ port, site, scratch, secret }) {
  const keyFile = path.join(site.keys, 'k1.jwk');
  const signer = ['node', path.join(__dirname, 'sign.js'), site.name, keyFile].join(' ');
  const sample = ALL ? [] : ['--max', '60', '--signed-max', '100', '--seed', String(Math.floor(Date.now() / 86400000))];
  return runPython([path.join(SHARED, 'attack.py'), '--base', `http://127.0.0.1:${port}`, '--host', 'example.org', '--prefix', '/img/',
    '--docroot', site.root, '--secret', secret, '--signer', signer, '--benign', 'plain.png',
    '--corpora', path.join(SHARED, 'corpora'), '--json', scratch.path('attack.json'), ...sample]);
}

for (const setup of [...SETUPS.filter(({ name }) => ATTACKED.includes(name)), ...AUTHORIZERS]) {
  test(`attacks on ${setup.name}`, async (t) => {
    const running = await startSetup(setup);
    try {
      const { port, site, scratch } = running;
      const secret = path.join(scratch.mkdir('outside'), 'secret.txt');
      fs.writeFileSync(secret, `${MARKER}\n`);
      const known = { marker: MARKER, benign: site.contents.get('plain.png').toString('latin1', 0, 64) };

      await t.test('the marks are seen where they are', () => {
        const text = `HTTP/1.1 500 No\r\nX-Injected: 1\r\nX-Sendfile: /\r\n\r\n${MARKER}${known.benign}\nHTTP/1.1 200 OK\r\n`;
        assert.deepEqual(faultsOf({ state: 'hang', text }, known).faults,
          ['HANG', 'LEAK', '5XX 500', 'INJECT', 'SPLIT', 'COMMAND', 'BYPASS']);
        assert.deepEqual(faultsOf({ state: 'ok', text: '' }, known).faults, ['SILENCE']);
      });

      const steps = path.relative(secret, site.root).split('/').length;
      const paths = hostilePaths('/img/', 'plain.png', path.relative('/', secret), steps);
      await t.test(`${paths.length} hostile paths, unsigned`, async () => {
        const { found } = await fireAll(port, paths.map((target) => ({ target })), known);
        assert.deepEqual(found, []);
      });

      await t.test('the same paths with right signatures', async () => {
        const shots = paths.map((raw) => signRaw(site.name, site.key, raw)).filter(Boolean)
          // Some are harmless once signed: "/img/plain.png?" names the file itself.
          .map((target) => ({ target, mayServe: /^\/img\/plain\.png\?/.test(target) }));
        assert.ok(shots.length > paths.length / 2);
        const { found, statuses } = await fireAll(port, shots, known);
        assert.deepEqual(found, []);
        assert.ok(statuses[400] > 100, JSON.stringify(statuses));
      });

      if (fs.existsSync(path.join(SHARED, 'attack.py'))) {
        await t.test(ALL ? 'all of the corpora' : 'a sample of the corpora', async () => {
          const { code, output } = await corpora({ port, site, scratch, secret });
          t.diagnostic(output.trim().split('\n').at(-1));
          t.diagnostic(output.trim().split('\n').find((line) => line.startsWith('requests')) ?? '');
          assert.equal(code, 0, output);
        });
      }
    } finally {
      await running.stop();
    }
  });
}
