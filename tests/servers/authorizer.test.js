// Front servers that ask for a yes or a no and send the file by themselves: what
// lighttpd says, that nginx keeps its connections, that no credential may name
// another file than the URL, and which of Apache's ways are closed.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { describe, test } = require('node:test');
const { Scratch, childrenOf, kill, waitFor } = require('../harness/scratch.js');
const { request } = require('../harness/http.js');
const { contentOf, field, now } = require('../harness/site.js');
const { APACHE_CHECKER, AUTHORIZERS, apacheChecker, startSetup } = require('./setups.js');

const PLAIN = '/img/plain.png';
const NAMED = `
[route named]
prefix = /img/q/
carrier = query
accept = sealed
types = images
`;

async function withSetup(setup, run) {
  const running = await startSetup({ ...setup, with: { ...setup.with, append: NAMED } });
  try {
    await run(running);
  } finally {
    await running.stop();
  }
}

for (const setup of [...AUTHORIZERS, APACHE_CHECKER]) {
  test(`${setup.name}: a credential that names another file than the URL is refused`, () => withSetup(setup, async ({ port, site }) => {
    const sealed = site.sealed('/img/q/', 'plain.png');
    const own = await request(port, `/img/q/plain.png?st=${sealed}`);
    assert.equal(own.status, 200);
    assert.ok(own.body.equals(site.contents.get('plain.png')));
    for (const path of ['/img/q/', '/img/q/photo.jpg', '/img/q/album/one.png', '/img/q/./plain.png', '/img/q/%70lain.png']) {
      const response = await request(port, `${path}?st=${sealed}`);
      assert.ok([400, 401, 403].includes(response.status), `${path}: ${response.status}`);
    }
  }));
}

const [NGINX, LIGHTTPD] = AUTHORIZERS;

// Inodes of a process's sockets.
const socketsOf = (pid) => fs.readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
  try {
    return fs.readlinkSync(`/proc/${pid}/fd/${name}`).match(/^socket:.*/) ?? [];
  } catch {
    return [];
  }
});

test('nginx keeps its connections behind yes and no', () => withSetup(NGINX, async ({ port, site, responder }) => {
  const all = () => childrenOf(responder.pid).flatMap(socketsOf).sort();
  const targets = [PLAIN, site.url(PLAIN), site.url('/img/missing.png'), site.url(PLAIN, { expires: now() - 9 })];
  const ask = async () => {
    const statuses = [];
    for (const target of targets) statuses.push((await request(port, target)).status);
    assert.deepEqual(statuses, [403, 200, 404, 410]);
  };
  await ask();
  const before = all();
  for (let round = 0; round < 20; round += 1) await ask();
  // One process of nginx may have asked for the first time since.
  const after = new Set(all());
  assert.ok(before.every((socket) => after.has(socket)), 'a connection was closed');
  assert.ok(after.size <= before.length + 2, `${after.size} sockets, ${before.length} before`);

  // Nobody notices that the other ends of them are gone.
  const old = childrenOf(responder.pid);
  for (const pid of old) kill(pid, 'SIGKILL');
  await waitFor('new workers', () => childrenOf(responder.pid).filter((pid) => !old.includes(pid)).length === old.length);
  for (let round = 0; round < 5; round += 1) await ask();
}));

test('nginx says the file\'s name to who signed one', () => withSetup(NGINX, async ({ port, site }) => {
  const signed = site.url(PLAIN, { fields: [field.attachment('me.png')] });
  assert.equal((await request(port, signed)).header('content-disposition'), 'attachment; filename="me.png"');
}));

describe('lighttpd', () => {
  test('what it sends, and what it does not', () => withSetup(LIGHTTPD, async ({ port, site }) => {
    const ask = (target, options) => request(port, target, options);
    const whole = await ask(site.url(PLAIN));
    assert.equal(whole.status, 200);
    assert.ok(whole.body.equals(site.contents.get('plain.png')));
    for (const [name, value] of [['content-type', 'image/png'], ['cache-control', 'private, no-cache'],
      ['x-content-type-options', 'nosniff'], ['cross-origin-resource-policy', 'same-site'], ['referrer-policy', 'no-referrer']]) {
      assert.equal(whole.header(name), value);
    }
    const head = await ask(site.url(PLAIN), { method: 'HEAD' });
    assert.deepEqual([head.status, head.header('content-length')], [200, String(whole.body.length)]);
    const part = await ask(site.url(PLAIN), { headers: { Range: 'bytes=5-9' } });
    assert.deepEqual([part.status, part.body], [206, whole.body.subarray(5, 10)]);
    assert.equal((await ask(site.url(PLAIN), { headers: { 'If-None-Match': whole.header('etag') } })).status, 304);
    assert.match((await ask(site.url('/img/drawing.svg'))).header('content-security-policy'), /sandbox/);

    const denials = [[PLAIN, 403], [site.url('/img/missing.png'), 404], [site.url(PLAIN, { expires: now() - 9 }), 410],
      [site.url('/img/page.php'), 403], [site.url('/img/in-truth-a-png.jpg'), 403], [site.url('/img/way-in.png'), 404],
      [site.url('/img/folder.png'), 404], [site.url(PLAIN, { fields: [field.attachment('me.png')] }), 403]];
    for (const [target, status] of denials) {
      const response = await ask(target);
      assert.equal(response.status, status, target);
      assert.equal(response.header('etag'), undefined);
      assert.match(response.body.toString(), /^(This URL|There is)/);
    }
    assert.equal((await ask(site.url(PLAIN), { method: 'POST', body: 'x' })).status, 405);
  }));

  test('without the responder, nothing is sent', () => withSetup(LIGHTTPD, async ({ port, site, scratch }) => {
    const sockets = () => fs.readdirSync(scratch.path('run/lighttpd')).filter((name) => name.startsWith('postern.sock'));
    await waitFor('both processes', () => sockets().length === 2); // "max-procs"
    for (const name of sockets()) fs.rmSync(scratch.path('run/lighttpd', name));
    assert.ok((await request(port, site.url(PLAIN))).status >= 500);
  }));
});

// What stands in the <Directory> of the images, and who gets plain.png: with a
// signature, without one, with one that has expired.  "open" is what
// apache/README.md warns of.
const ALL = 'Require all granted\n';
const BASIC = 'AuthType Basic\nAuthName x\nRequire valid-user\n';
const APACHE = [
  ['FcgidAccessChecker', `${ALL}FcgidAccessChecker PROGRAM`, [200, 401, 401], 'closed'],
  ['FcgidAccessChecker that dies', `${ALL}FcgidAccessChecker PROGRAM`, [500, 500, 500], 'closed', '#!/bin/sh\nexit 1\n'],
  ['FcgidAccessChecker, FcgidAccessCheckerAuthoritative Off', `${ALL}FcgidAccessChecker PROGRAM\nFcgidAccessCheckerAuthoritative Off`,
    [200, 403, 410], 'open'],
  ['FcgidAuthorizer', `${ALL}FcgidAuthorizer PROGRAM`, [200, 200, 200], 'open'],
  ['FcgidAuthenticator', `${ALL}FcgidAuthenticator PROGRAM`, [200, 200, 200], 'open'],
  ['FcgidAuthenticator, for a user', `${BASIC}FcgidAuthenticator PROGRAM`, [401, 401, 401], 'closed'],
];

describe('Apache', () => {
  for (const [name, lines, statuses, state, program] of APACHE) {
    test(`${name} is ${state}`, async () => {
      const scratch = new Scratch('checker');
      try {
        const { port, site } = await apacheChecker(scratch, { lines, other: program });
        const targets = [site.url(PLAIN), PLAIN, site.url(PLAIN, { expires: now() - 9 })];
        const answers = [];
        for (const target of targets) {
          answers.push(await request(port, target, { headers: lines.includes('Basic') ? { Authorization: 'Basic YTpi' } : {} }));
        }
        assert.deepEqual(answers.map(({ status }) => status), statuses);
        const image = contentOf('plain.png');
        assert.equal(answers.slice(1).some(({ received }) => received.includes(image)), state === 'open');
        if (state === 'closed' && statuses[0] === 200) {
          assert.ok(answers[0].body.equals(image));
          assert.equal(answers[0].header('x-content-type-options'), 'nosniff');
          assert.match(answers[0].header('cache-control'), /^private, max-age=/);
        }
      } finally {
        await scratch.close();
      }
    });
  }
});
