// The API's limits: what is too much, what is malformed, and bodies that come
// in pieces, late, or never; none may hold up another.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const { execFileSync } = require('node:child_process');
const { after, before, test } = require('node:test');
const { childrenOf, waitFor } = require('../harness/scratch.js');
const { Connection, GUARD, record, requestBytes } = require('../harness/fastcgi.js');
const { now } = require('../harness/site.js');
const { ApiSite, assertProblem } = require('./api-site.js');

const api = new ApiSite();
let site;
before(async () => { await api.open('api-limits'); site = api.site; });
after(() => api.close());

test('there are three endpoints, spelled as they are', async () => {
  for (const name of ['', 'signs', 'sign/', 'Sign', 'sign/x', 'session/', 'claims', 'sign%2F']) assertProblem(await api.call('POST', `/api/${name}`), 404);
  const allowed = { sign: 'POST, OPTIONS', session: 'POST, DELETE, OPTIONS', claim: 'GET' };
  for (const [name, methods] of Object.entries(allowed)) {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'post', 'TRACE'].filter((one) => !methods.split(', ').includes(one))) {
      const answer = await api.call(method, `/api/${name}`, { more: { HTTP_SEC_FETCH_SITE: 'same-origin' } });
      assert.equal(answer.status, 405, `${method} ${name}`);
      assert.equal(answer.headers.allow, methods);
    }
  }
  assert.equal((await api.call('POST', '/api/s%69gn', { body: '{"paths":[]}' })).status, 200);
  assert.equal((await api.call('POST', '/api/../api/sign')).status, 405);
  assert.equal((await api.call('POST', '/img/plain.png', { body: '{}' })).status, 405);
});

test('a body is JSON, and says so', async () => {
  const body = '{"paths":["/img/plain.png"]}';
  const types = { 'application/json': 200, 'Application/JSON; charset=utf-8': 200, 'application/json ;x': 200, '': 415, 'text/plain': 415,
    'application/x-www-form-urlencoded': 415, 'application/jsonp': 415, 'application/json+x': 415, 'multipart/form-data; boundary=application/json': 415 };
  for (const [CONTENT_TYPE, status] of Object.entries(types)) {
    assert.equal((await api.call('POST', '/api/sign', { body, more: { CONTENT_TYPE } })).status, status, CONTENT_TYPE);
  }
  const bodies = { '{': /JSON/, '[]': /JSON/, '{"paths":[],"paths":[]}': /JSON/, '{"paths":"/a"}': /list/, '{}': /list/, '{"paths":[1]}': /list/,
    '{"paths":[],"ttl":0}': /ttl/, '{"paths":[],"ttl":"1"}': /ttl/, '{"paths":[],"ttl":1.5}': /ttl/, '{"paths":[],"path":[]}': /nothing else/, ' ': /JSON/,
    [`{"paths":${'['.repeat(500)}${']'.repeat(500)}}`]: /JSON|list/, '{"paths":["\\ud800"]}': /JSON/, '{"paths":["\\u0000"]}': /JSON/ };
  for (const [text, detail] of Object.entries(bodies)) assertProblem(await api.call('POST', '/api/sign', { body: text }), 400, detail);
  assertProblem(await api.call('POST', '/api/sign', { more: { CONTENT_TYPE: 'application/json' } }), 400, /missing/);
  assertProblem(await api.call('POST', '/api/sign', { body: Buffer.from([0x7b, 0xff, 0x7d]) }), 400, /JSON/);
});

test('problems repeat nothing of the call', async () => {
  for (const body of ['{"paths":["/canary"],"canary":1}', 'canary', '{"paths":["/canary"', '{"paths":"canary"}']) {
    const answer = await api.call('POST', '/api/sign', { body, jwt: site.jwt({ canary: 1 }), more: { HTTP_ORIGIN: 'https://app.example' } });
    assert.ok(!answer.body.includes('canary') && !JSON.stringify(answer.headers).includes('canary'));
  }
});

const long = (count, length) => Array.from({ length: count }, (_, i) => `/img/users/kim/${i}-${'x'.repeat(length)}.png`);

test('a thousand paths are signed in one call, and no more', async () => {
  const paths = long(1000, 210);
  const body = JSON.stringify({ paths });
  assert.ok(body.length > 230000 && body.length < 262144);
  const urls = JSON.parse((await api.call('POST', '/api/sign', { body })).body).urls;
  assert.deepEqual(urls.map(({ path }) => path), paths);
  assert.equal(new Set(urls.map(({ url }) => url)).size, 1000);
  assert.ok(urls.every(({ url, path }, i) => url.startsWith(`${path}?st=1.k1.`) && url === `${paths[i]}?st=${url.split('=')[1]}`));
  assertProblem(await api.sign([...long(1000, 10), '/img/plain.png']), 413, /more paths/);
  assert.equal((await api.sign(['/a', '/b'], { api: '/small/' })).status, 200);
  assertProblem(await api.sign(['/a', '/b', '/c'], { api: '/small/' }), 413, /more paths/);
});

test('the worst that fits is answered, and the worst that does not is refused', async () => {
  const escaped = JSON.stringify({ paths: Array.from({ length: 1000 }, () => '/img/users/kim/\u0001\u0002\u0003'.padEnd(50, '\u0004')) });
  assert.ok(escaped.length < 262144);
  assert.equal(JSON.parse((await api.call('POST', '/api/sign', { body: escaped })).body).urls.length, 1000);
  const one = `/img/users/kim/${'é'.repeat(130000)}`;
  assert.deepEqual(await api.signed([one]), [{ path: one, error: 'refused' }]);
  const many = `{"paths":[${'1,'.repeat(130000)}1]}`;
  assertProblem(await api.call('POST', '/api/sign', { body: many }), 413);
  const deep = `{"paths":${'['.repeat(2000)}`;
  assertProblem(await api.call('POST', '/api/sign', { body: deep }), 400);
});

test('a body may be as long as the limit', async () => {
  const padded = (length) => '{"paths":[]}'.padEnd(length, ' ');
  for (const [target, limit] of [['/api/sign', 262144], ['/small/sign', 1024]]) {
    for (const recordSize of [65535, 32768, 1000]) {
      assert.equal((await api.call('POST', target, { body: padded(limit), recordSize })).status, 200);
      assertProblem(await api.call('POST', target, { body: padded(limit + 1), recordSize }), 413);
    }
    assertProblem(await api.call('POST', target, { body: padded(limit * 10) }), 413);
    assertProblem(await api.call('POST', target, { body: padded(limit + 1), more: { CONTENT_LENGTH: '' } }), 413);
  }
});

test('a body that is not as long as it was said to be is refused', async () => {
  for (const CONTENT_LENGTH of ['11', '13', '0', '-12', 'x']) {
    assertProblem(await api.call('POST', '/api/sign', { body: '{"paths":[]}', more: { CONTENT_LENGTH } }), 400, /cut short/);
  }
  assertProblem(await api.call('POST', '/api/sign', { body: '{"paths":[]}', more: { CONTENT_LENGTH: '300000' } }), 413);
});

// -------------------------------------------------------- one at a time

const headers = () => ({ HTTP_AUTHORIZATION: `Bearer ${site.jwt()}`, CONTENT_TYPE: 'application/json' });
const asked = (body, options) => requestBytes('/api/sign', { method: 'POST', body, more: headers(), ...options });

async function assertServes() {
  assert.equal((await api.get(site.url('/img/plain.png'))).status, 200);
  assert.equal((await api.signed(['/img/plain.png'])).length, 1);
}

function open() {
  return new Promise((resolve, reject) => {
    const peer = net.connect(api.socket, () => resolve(peer));
    peer.setTimeout(GUARD, () => peer.destroy(new Error('silence')));
    peer.received = [];
    peer.isClosed = new Promise((settle) => { peer.on('close', settle); });
    peer.on('data', (data) => peer.received.push(data)).on('error', reject);
  });
}

test('a body that comes in small pieces is waited for', async () => {
  const bytes = asked(JSON.stringify({ paths: long(500, 200) }), { recordSize: 4000 });
  const peer = await open();
  for (let at = 0; at < bytes.length; at += 3000) {
    await new Promise((resolve) => { peer.write(bytes.subarray(at, at + 3000), resolve); });
    if (at % 30000 === 0) await assertServes();
  }
  await peer.isClosed;
  assert.match(Buffer.concat(peer.received).toString('latin1', 8, 40), /^Status: 200 OK/);
});

test('a kept connection takes one long call behind the other', async () => {
  const connection = new Connection(api.socket);
  for (const count of [1000, 1, 700, 1000, 2]) {
    const body = JSON.stringify({ paths: long(count, 200) });
    const answer = await connection.request('/api/sign', { method: 'POST', keep: true, body, more: headers() });
    assert.equal(JSON.parse(answer.body).urls.length, count);
    assert.equal((await connection.request(site.url('/img/plain.png'), { keep: true })).status, 200);
  }
  connection.close();
});

test('fifty bodies that never end, and twenty answers that nobody reads, hold nobody up', async () => {
  const whole = asked(JSON.stringify({ paths: long(1000, 200) }));
  const halves = await Promise.all(Array.from({ length: 50 }, open));
  for (const [i, peer] of halves.entries()) peer.write(whole.subarray(0, 20000 + 4000 * i));
  const deaf = await Promise.all(Array.from({ length: 20 }, open));
  for (const peer of deaf) { peer.pause(); peer.write(whole); }
  for (let i = 0; i < 10; i += 1) await assertServes();
  for (const peer of [...halves, ...deaf]) peer.destroy();
});

test('who hangs up in the middle of a body is forgotten', async () => {
  const whole = asked(JSON.stringify({ paths: long(1000, 200) }));
  for (const cut of [300, 1000, 100000, 200000, whole.length - 8, whole.length - 1]) {
    const peer = await open();
    await new Promise((resolve) => { peer.write(whole.subarray(0, cut), resolve); });
    peer.end();
    await peer.isClosed;
    if (peer.received.length > 0) assert.match(Buffer.concat(peer.received).toString('latin1', 8, 40), /^Status: 400 /);
  }
  await assertServes();
});

test('a body among records of other kinds is closed', async () => {
  const bytes = asked('{"paths":[]}');
  const begun = bytes.subarray(0, bytes.length - 8);
  for (const wrong of [record(4, 'x'), record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])), record(2), Buffer.from('GET / HTTP/1.1\r\n')]) {
    const peer = await open();
    peer.write(begun);
    peer.write(wrong);
    await peer.isClosed;
    assert.equal(peer.received.length, 0);
  }
  await assertServes();
});

test('memory and descriptors do not grow', async () => {
  const [worker] = childrenOf(api.responder.pid);
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${worker}/status`, 'utf8'))[1]);
  const descriptors = () => fs.readdirSync(`/proc/${worker}/fd`).length;
  const body = JSON.stringify({ paths: long(1000, 200) });
  const ask = async (times) => { for (let i = 0; i < times; i += 1) await api.call('POST', '/api/sign', { body }); };
  await ask(20);
  const kilobytes = resident();
  await ask(100);
  assert.ok(resident() < kilobytes + 1024, `${resident()} kB after ${kilobytes} kB`);
  await waitFor('few descriptors', () => descriptors() < 20);
});

// ------------------------------------------------------------------- CGI

// As a web server starts it: the body on standard input.
function cgi(target, { method = 'POST', body = '', said = Buffer.byteLength(body), more = {} } = {}) {
  const output = execFileSync(api.scratch.path('postern.fcgi'), [], { input: body, stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^[A-Z]+SAN_OPTIONS$/.test(name))),
      POSTERN_CONFIG: api.scratch.path('postern.ini'), GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: method, REQUEST_URI: target,
      REMOTE_ADDR: '127.0.0.1', CONTENT_LENGTH: String(said), ...headers(), ...more }, maxBuffer: 2 ** 24 });
  const end = output.indexOf('\r\n\r\n');
  return { status: parseInt(/^Status: (\d+)/.exec(output.toString('latin1', 0, end))[1], 10), body: output.subarray(end + 4).toString() };
}

test('the API works as a CGI program', () => {
  const body = JSON.stringify({ paths: long(1000, 200) });
  const answer = cgi('/api/sign', { body });
  assert.equal(answer.status, 200);
  assert.equal(JSON.parse(answer.body).urls.filter(({ expires_at: at }) => at > now()).length, 1000);
  assert.equal(cgi('/api/session').status, 200);
  assert.equal(cgi('/api/sign', { body: body.padEnd(262145, ' ') }).status, 413);
  assert.equal(cgi('/api/sign', { body, said: body.length - 1 }).status, 400);
  assert.equal(cgi('/api/sign', { body, said: body.length + 1 }).status, 400);
  assert.equal(cgi('/api/sign', { body: '' }).status, 400);
  assert.equal(cgi('/img/plain.png', { body }).status, 405);
});

// An openssl.cnf that the environment names holds; that of the system is not read: tests/unit/test_start_once.c.
test('a CGI program obeys OPENSSL_CONF', () => {
  const insisting = 'openssl_conf = start\n[start]\nalg_section = algorithms\n[algorithms]\ndefault_properties = fips=yes\n';
  const more = { OPENSSL_CONF: api.scratch.write('openssl.cnf', insisting) };
  assert.equal(cgi('/api/session').status, 200);
  assert.throws(() => cgi('/api/session', { more }), { status: 2 });
  assert.equal(cgi('/api/session', { more: { OPENSSL_CONF: api.scratch.write('openssl.cnf', '') } }).status, 200);
});
