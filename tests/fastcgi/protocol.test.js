// The responder on its own socket, with peers that no web server is: half
// records, wrong lengths, silence, slow bodies.  None may hold up another.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const { after, before, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Scratch, childrenOf, waitFor } = require('../harness/scratch.js');
const { Connection, GUARD, fastcgi, record, requestBytes } = require('../harness/fastcgi.js');
const { Site, contentOf, installProgram } = require('../harness/site.js');
const { canConnect } = require('../harness/http.js');

const BEGIN = record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
const END_OF_PARAMS = record(4);
const END_OF_STDIN = record(5);

let scratch;
let site;
let socket;
let responder;

before(async () => {
  scratch = new Scratch('protocol');
  installProgram(scratch, 'postern.fcgi');
  site = new Site(scratch, { root: 'root', keys: 'keys' });
  site.add('large.png', contentOf('large.png', 5000000));
  scratch.write('postern.ini', `[postern]\nsite = ${site.name}\nkeys = ${site.keys}\nlog = stderr\n
[route images]\nprefix = /img/\nroot = ${site.root}\naccept = native\ndelivery = direct\n`);
  socket = `${scratch.mkdir('run', { owned: true })}/socket`;
  responder = scratch.start('postern', scratch.path('postern.fcgi'),
    ['--config', scratch.path('postern.ini'), '--listen', `unix:${socket}`, '--workers', '2'], { asAccount: true });
  await waitFor('the responder', () => canConnect(socket));
});

after(async () => {
  await scratch.stop(responder);
  scratch.remove();
});

const good = () => fastcgi(socket, site.url('/img/plain.png'));

async function assertServes() {
  const answer = await good();
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, site.contents.get('plain.png'));
}

// Connects, says something, and stays.
function open(bytes = Buffer.alloc(0)) {
  return new Promise((resolve, reject) => {
    const peer = net.connect(socket, () => { peer.write(bytes, () => resolve(peer)); });
    peer.on('error', reject);
    peer.isClosed = new Promise((settle) => { peer.on('close', () => settle(!peer.hung)); });
    peer.setTimeout(GUARD, () => { peer.hung = true; peer.destroy(); });
    peer.resume();
  });
}

const lengthOf = (number) => { const four = Buffer.alloc(4); four.writeUInt32BE((number | 0x80000000) >>> 0); return four; };

const HOSTILE = {
  'a name of 2 GiB': record(4, Buffer.concat([lengthOf(0x7ffffffe), lengthOf(5), Buffer.from('A')])),
  'a value of 1 GiB': record(4, Buffer.concat([Buffer.from([4]), lengthOf(0x40000000), Buffer.from('NAME')])),
  'the largest lengths': record(4, Buffer.concat([lengthOf(0x7fffffff), lengthOf(0x7fffffff)])),
  'a pair that ends too early': record(4, Buffer.from([4, 9, 78, 65])),
  'a length cut off': record(4, Buffer.from([0xff, 0xff])),
  'a name without a byte': record(4, Buffer.from([0, 1, 65])),
  'a NUL in a value': record(4, Buffer.concat([Buffer.from([11, 3]), Buffer.from('REQUEST_URI/\0x', 'latin1')])),
};

for (const [name, params] of Object.entries(HOSTILE)) {
  test(`${name} is closed at once, and nobody dies`, async () => {
    const workers = childrenOf(responder.pid);
    const peer = await open(Buffer.concat([BEGIN, params, END_OF_PARAMS, END_OF_STDIN]));
    assert.ok(await peer.isClosed);
    await assertServes();
    assert.deepEqual(childrenOf(responder.pid), workers);
  });
}

const FRAMES = {
  'not FastCGI': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  'another version': Buffer.concat([Buffer.from([2]), BEGIN.subarray(1)]),
  'an unknown role': record(1, Buffer.from([0, 9, 0, 0, 0, 0, 0, 0])),
  'the request id zero': Buffer.from([1, 1, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  'two beginnings': Buffer.concat([BEGIN, BEGIN]),
  'a question for values': record(9, Buffer.concat([Buffer.from([14, 0]), Buffer.from('FCGI_MAX_CONNS')])),
  'input before the parameters end': Buffer.concat([BEGIN, record(5, 'x'), END_OF_PARAMS]),
  'parameters without an end': Buffer.concat([BEGIN, ...Array(12).fill(record(4, Buffer.alloc(9000, 1)))]),
};

for (const [name, bytes] of Object.entries(FRAMES)) {
  test(`${name} is closed at once`, async () => {
    const peer = await open(bytes);
    assert.ok(await peer.isClosed);
    await assertServes();
  });
}

test('half a request that hangs up is closed at once', async () => {
  const bytes = requestBytes('/img/plain.png');
  for (const cut of [1, 7, 8, 15, 16, 20, 40, bytes.length - 17]) {
    const [waiting, peer] = [await open(bytes.subarray(0, cut)), await open(bytes.subarray(0, cut))];
    peer.end();
    // Who came before it and has not hung up still has time.
    assert.equal(await Promise.race([peer.isClosed, waiting.isClosed.then(() => 'the other')]), true);
    waiting.destroy();
  }
});

test('peers that say nothing, or half of it, hold nobody up', async () => {
  const bytes = requestBytes('/img/plain.png');
  const peers = await Promise.all(Array.from({ length: 200 }, (_, i) => open(bytes.subarray(0, i % 60))));
  try {
    for (let i = 0; i < 20; i += 1) await assertServes();
  } finally {
    for (const peer of peers) peer.destroy();
  }
});

test('a request that comes byte by byte is answered', async () => {
  const connection = new Connection(socket);
  await connection.connected;
  const answer = new Promise((resolve, reject) => { connection.settle = { resolve, reject }; });
  connection.socket.setNoDelay(true);
  for (const byte of requestBytes(site.url('/img/plain.png'))) {
    await new Promise((resolve) => { connection.socket.write(Buffer.from([byte]), resolve); });
  }
  assert.equal((await answer).status, 200);
  connection.close();
});

test('a kept connection serves on, and more of them than workers', async () => {
  const connections = Array.from({ length: 64 }, () => new Connection(socket));
  for (let round = 0; round < 3; round += 1) {
    for (const connection of connections) {
      assert.equal((await connection.request(site.url('/img/plain.png'), { keep: true })).status, 200);
      assert.equal((await connection.request('/img/plain.png', { keep: true })).status, 403);
    }
  }
  for (const connection of connections) connection.close();
});

test('a body that never ends is answered with 405 before its end', async () => {
  const whole = requestBytes('/img/plain.png', { method: 'POST', more: { CONTENT_LENGTH: '1000000' } });
  const peer = net.connect({ path: socket, allowHalfOpen: true });
  const errors = [];
  const received = [];
  peer.on('error', (error) => errors.push(error));
  peer.on('data', (data) => received.push(data));
  const ended = new Promise((resolve) => { peer.once('end', resolve); });
  peer.write(Buffer.concat([whole.subarray(0, whole.length - 8), record(5, 'x'.repeat(1000))]));
  await ended;
  assert.match(Buffer.concat(received).toString('latin1'), /^.{8}Status: 405 /s);
  // What it still sends is taken, so that no front server loses the answer.
  for (let i = 0; i < 100; i += 1) await new Promise((resolve) => { peer.write(record(5, Buffer.alloc(60000)), resolve); });
  assert.deepEqual(errors, []);
  await assertServes();
  peer.destroy();
});

test('20 readers that read nothing of 5 MB hold nobody up', async () => {
  const peers = await Promise.all(Array.from({ length: 20 }, () => open(requestBytes(site.url('/img/large.png')))));
  for (const peer of peers) peer.pause();
  try {
    for (let i = 0; i < 20; i += 1) await assertServes();
    const whole = await fastcgi(socket, site.url('/img/large.png'));
    assert.ok(whole.body.equals(site.contents.get('large.png')));
  } finally {
    for (const peer of peers) peer.destroy();
  }
});

test('ten thousand malformed requests: no worker dies', async () => {
  const workers = childrenOf(responder.pid);
  const base = requestBytes('/img/plain.png');
  let state = 12345;
  const random = (most) => { state = (state * 1103515245 + 12345) % 2147483648; return state % most; };
  for (let round = 0; round < 100; round += 1) {
    await Promise.all(Array.from({ length: 100 }, async () => {
      const bytes = Buffer.from(base);
      for (let flips = 1 + random(4); flips > 0; flips -= 1) bytes[random(bytes.length)] = random(256);
      const peer = await open(bytes.subarray(0, 1 + random(bytes.length)));
      peer.end();
      await peer.isClosed;
    }));
  }
  await assertServes();
  assert.deepEqual(childrenOf(responder.pid), workers);
});

test('without descriptors it waits, and serves again', async () => {
  const few = `${scratch.path('run')}/few`;
  const child = scratch.start('few', '/usr/bin/prlimit', ['--nofile=24:24', scratch.path('postern.fcgi'),
    '--config', scratch.path('postern.ini'), '--listen', `unix:${few}`, '--workers', '1'], { asAccount: true });
  // It listens before it forks.
  await waitFor('the responder', () => canConnect(few));
  await waitFor('its worker', () => childrenOf(child.pid).length === 1);
  const [worker] = childrenOf(child.pid);
  const ticks = () => fs.readFileSync(`/proc/${worker}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number);
  const peers = await Promise.all(Array.from({ length: 40 }, () => new Promise((resolve, reject) => {
    const peer = net.connect(few, () => resolve(peer));
    peer.on('error', reject);
  })));
  await waitFor('the complaint', () => /no descriptor is left/.test(scratch.logs().map(({ text }) => text).join('')));
  const before = ticks();
  await sleep(600);
  const spent = ticks().reduce((sum, count, i) => sum + count - before[i], 0);
  assert.ok(spent < 20, `${spent} ticks of work while there was nothing to do`);
  for (const peer of peers) peer.destroy();
  assert.equal((await fastcgi(few, site.url('/img/plain.png'))).status, 200);
  await scratch.stop(child);
});

test('file descriptors and memory do not grow', async () => {
  const worker = childrenOf(responder.pid)[0];
  const count = () => fs.readdirSync(`/proc/${worker}/fd`).length;
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${worker}/status`, 'utf8'))[1]);
  const ask = async (times) => {
    for (let i = 0; i < times; i += 1) await fastcgi(socket, i % 2 ? site.url('/img/plain.png') : '/img/none.png');
  };
  await ask(500);
  const kilobytes = resident();
  await ask(2000);
  // Listener, epoll, signals, log, root and the like: it was not asked by two thousand.
  await waitFor('few descriptors', () => count() < 20);
  assert.ok(resident() < kilobytes + 512, `${resident()} kB after ${kilobytes} kB`);
});
