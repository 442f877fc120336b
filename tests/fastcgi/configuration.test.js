// Which configuration judges a request, where the front server may name one.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { Scratch, waitFor } = require('../harness/scratch.js');
const { fastcgi } = require('../harness/fastcgi.js');
const { Site, installProgram } = require('../harness/site.js');
const { canConnect } = require('../harness/http.js');

let scratch;
let site;
let open;
let guarded;

before(() => {
  scratch = new Scratch('configuration');
  installProgram(scratch, 'postern.fcgi');
  site = new Site(scratch, { root: 'root', keys: 'keys' });
  const text = (mode) => `[postern]\nsite = ${site.name}\nkeys = ${site.keys}\n
[route images]\nprefix = /img/\nroot = ${site.root}\ndelivery = direct\nmode = ${mode}\n`;
  open = scratch.write('open.ini', text('off'));
  guarded = scratch.write('.htpostern.ini', text('enforce'));
});

after(() => scratch.remove());

// One worker, so that every request comes after the one before it.
async function withResponder(name, env, use) {
  const socket = `${scratch.mkdir(name, { owned: true })}/socket`;
  const responder = scratch.start(name, scratch.path('postern.fcgi'), ['--listen', `unix:${socket}`, '--workers', '1'],
    { env: { POSTERN_CONFIG: '', ...env }, asAccount: true });
  try {
    await waitFor('the responder', () => canConnect(socket));
    await use(async (more) => (await fastcgi(socket, '/img/plain.png', { more })).status);
  } finally {
    await scratch.stop(responder);
  }
}

test('a configuration holds for the request that names it, and for no other', () =>
  withResponder('follows', {}, async (status) => {
    assert.equal(await status({}), 403);
    assert.equal(await status({ POSTERN_CONFIG: open }), 200);
    assert.equal(await status({}), 403);
    assert.equal(await status({ REDIRECT_POSTERN_CONFIG: open }), 200);
    assert.equal(await status({ REDIRECT_POSTERN_CONFIG: open, POSTERN_CONFIG: guarded }), 403);
  }));

test('no request names another one than the environment of the process', () =>
  withResponder('pinned', { POSTERN_CONFIG: guarded }, async (status) => {
    assert.equal(await status({ POSTERN_CONFIG: open }), 403);
    assert.equal(await status({ REDIRECT_POSTERN_CONFIG: open }), 403);
  }));
