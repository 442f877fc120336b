// Clients that ask for a large file and then read nothing hold up nobody else,
// where the responder sends the bytes itself.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { after, before, describe, test } = require('node:test');
const { Scratch, waitFor } = require('../harness/scratch.js');
const { Connection, fastcgi } = require('../harness/fastcgi.js');
const { contentOf } = require('../harness/site.js');
const { request } = require('../harness/http.js');
const { DIRECT_PROXY, apacheVirtualHost } = require('./setups.js');

const SLOW_READERS = 20;
const OTHERS = 100;
const SIZE = 5 << 20;

// Four at a time; all the while no slow reader may be done with, or given up.
async function askBeside(slow, ask) {
  let ended = 0;
  for (const socket of slow) socket.once('close', () => { ended += 1; });
  const one = async () => {
    for (let count = 0; count < OTHERS / 4; count += 1) await ask();
  };
  await Promise.all([one(), one(), one(), one()]);
  assert.equal(ended, 0, 'the others were answered only behind slow readers');
}

describe('slow readers', () => {
  const scratch = new Scratch('slow');
  const content = contentOf('large.png', SIZE);
  let running;
  let socket;

  before(async () => {
    running = await apacheVirtualHost(scratch, DIRECT_PROXY);
    running.site.add('large.png', content);
    socket = scratch.path('run/postern/postern.sock');
  });
  after(() => scratch.close());

  const askEach = (ask) => async () => {
    const answers = [await ask('/img/plain.png'), await ask(running.site.url('/img/plain.png'))];
    assert.deepEqual(answers.map(({ status }) => status), [403, 200]);
    assert.ok(answers[1].body.equals(running.site.contents.get('plain.png')));
  };

  test('of the responder\'s own socket', async () => {
    const slow = Array.from({ length: SLOW_READERS }, () => new Connection(socket));
    const answers = slow.map((connection) => {
      connection.socket.pause();
      return connection.request(running.site.url('/img/large.png'));
    });
    await Promise.all(slow.map(({ connected }) => connected));
    await askBeside(slow.map((connection) => connection.socket), askEach((target) => fastcgi(socket, target)));
    slow.forEach((connection) => connection.socket.resume());
    for (const { status, body } of await Promise.all(answers)) {
      assert.equal(status, 200);
      assert.ok(body.equals(content), 'a slow reader did not get the whole file');
    }
  });

  test('behind a front server', async () => {
    const slow = Array.from({ length: SLOW_READERS }, () => {
      const client = net.connect(running.port, '127.0.0.1');
      client.pause();
      client.on('error', () => {});
      client.write(`GET ${running.site.url('/img/large.png')} HTTP/1.1\r\nHost: example.org\r\n\r\n`);
      return client;
    });
    // Each has its answer begun before the others ask.
    await Promise.all(slow.map((client) => waitFor('the first bytes', () => {
      client.read(0);
      return client.readableLength > 0;
    })));
    await askBeside(slow, askEach((target) => request(running.port, target)));
    slow.forEach((client) => client.destroy());
  });
});
