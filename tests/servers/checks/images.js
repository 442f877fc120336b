// What a right credential gives: the image, whole or in part, with its headers.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { NAMES, contentOf, field, now, typeOf } = require('../../harness/site.js');

const MODIFIED = 'Tue, 14 Nov 2023 22:13:20 GMT'; // what site.js gives every file
const EARLIER = 'Mon, 13 Nov 2023 22:13:20 GMT';

// Names whose reserved characters may also stand in a URL as they are.
const UNENCODED = ['a+b.png', 'semi;colon.png', "it's.png", 'rock&roll.png', 'a=b.png', 'one,two.png', '(1).png',
  'me@home.png', '12:30.png', 'tilde~.png'];

function assertImage(response, site, name, expires, type = typeOf(name)) {
  assert.equal(response.status, 200);
  assert.ok(response.body.equals(site.contents.get(name)), 'the body is not the file');
  assertHeaders(response, name, expires, type);
}

function assertHeaders(response, name, expires, type) {
  assert.equal(response.header('content-type'), type);
  assert.match(response.header('etag'), /^"[\x21\x23-\x7e]+"$/);
  assert.equal(response.header('last-modified'), MODIFIED);
  assert.equal(response.header('x-content-type-options'), 'nosniff');
  assert.equal(response.header('referrer-policy'), 'no-referrer');
  assertCaching(response.header('cache-control'), expires);
}

// The cache may keep the image as long as the URL is good, and no longer.
function assertCaching(value, expires, scope = 'private') {
  const [, given, age] = /^(\w+), max-age=(\d+)$/.exec(value) ?? [];
  assert.equal(given, scope, `Cache-Control: ${value}`);
  const left = expires - now();
  assert.ok(Number(age) >= left && Number(age) <= left + 3, `max-age=${age}, but the URL is good for ${left} s`);
}

const whole = NAMES.map((name) => [`GET ${name}`, async (c) => {
  const expires = now() + 600;
  // nginx itself sees no extension behind dots alone.
  const isTypeless = c.setup.name === 'nginx auth_request' && /^[.]+[^.]*$/.test(name);
  assertImage(await c.get(`/img/${name}`, { expires }), c.site, name, expires,
    isTypeless ? 'application/octet-stream' : typeOf(name));
}]);

// The same headers as GET (RFC 9110 §9.3.2).
const headed = NAMES.map((name) => [`HEAD ${name}`, async (c) => {
  const target = c.site.url(`/img/${name}`);
  const [got, headed] = [await c.fetch(target), await c.fetch(target, { method: 'HEAD' })];
  assert.equal(headed.status, 200);
  assert.equal(headed.header('content-length'), c.setup.hidesLength ? undefined : String(got.body.length));
  assert.deepEqual(c.steady(headed), c.steady(got));
}]);

const unencoded = UNENCODED.map((name) => [`GET ${name}, not percent-encoded`, async (c) => {
  const expires = now() + 600;
  assertImage(await c.get(`/img/${name}`, { expires, encoded: `/img/${name}` }), c.site, name, expires);
}]);

// Every byte as %XX is the same path once decoded.
const spelled = ['plain.png', 'album/one.png'].map((name) => [`GET ${name}, all of it percent-encoded`, async (c) => {
  const encoded = `/img/${name.replace(/[^/]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`;
  const expires = now() + 600;
  const response = await c.get(`/img/${name}`, { expires, encoded });
  // To an authorizer, what is not spelled as any server would spell it is hostile.
  if (c.setup.kind === 'authorizer') return assert.equal(response.status, 403);
  return assertImage(response, c.site, name, expires);
}]);

// Range --> status, and the part [from, to) of 3000 bytes or so.
const RANGES = [
  ['bytes=0-99', 206, 0, 100],
  ['bytes=0-0', 206, 0, 1],
  ['bytes=100-', 206, 100, Infinity],
  ['bytes=-50', 206, -50, Infinity],
  ['bytes=200-99999', 206, 200, Infinity],
  ['bytes=99999-', 416],
];
const ranges = RANGES.map(([range, status, from, to]) => [`Range: ${range}`, async (c) => {
  const content = c.site.contents.get('my cat.png');
  const response = await c.get('/img/my cat.png', { headers: { Range: range } });
  assert.equal(response.status, status);
  if (status === 416) return;
  const part = content.subarray(from, Math.min(to, content.length));
  const first = from < 0 ? content.length + from : from;
  assert.ok(response.body.equals(part), `got ${response.body.length} bytes`);
  assert.equal(response.header('content-range'), `bytes ${first}-${first + part.length - 1}/${content.length}`);
  assert.equal(response.header('content-type'), 'image/png');
  assert.equal(response.header('x-content-type-options'), 'nosniff');
}]);

// [header, from the first answer, status]
const CONDITIONS = [
  ['If-None-Match, the same tag', (first) => ({ 'If-None-Match': first.header('etag') }), 304],
  ['If-None-Match, the same tag, weak', (first) => ({ 'If-None-Match': `W/${first.header('etag')}` }), 304],
  ['If-None-Match, the same tag in a list', (first) => ({ 'If-None-Match': `"a", ${first.header('etag')}, "b"` }), 304],
  ['If-None-Match, another tag', () => ({ 'If-None-Match': '"another"' }), 200],
  ['If-None-Match, Apache\'s constant tag', () => ({ 'If-None-Match': '"0"' }), 200],
  ['If-None-Match, any tag', () => ({ 'If-None-Match': '*' }), 304],
  ['If-Modified-Since, the same date', () => ({ 'If-Modified-Since': MODIFIED }), 304],
  ['If-Modified-Since, an earlier date', () => ({ 'If-Modified-Since': EARLIER }), 200],
  ['If-Range, the same tag', (first) => ({ 'If-Range': first.header('etag'), Range: 'bytes=5-9' }), 206],
  ['If-Range, another tag', () => ({ 'If-Range': '"another"', Range: 'bytes=5-9' }), 200],
  ['If-Range, the same date', () => ({ 'If-Range': MODIFIED, Range: 'bytes=5-9' }), 206],
  ['If-Range, an earlier date', () => ({ 'If-Range': EARLIER, Range: 'bytes=5-9' }), 200],
];
const conditions = CONDITIONS.map(([name, headers, status]) => [name, async (c) => {
  const expires = now() + 600;
  const target = c.site.url('/img/café.png', { expires });
  const content = c.site.contents.get('café.png');
  const first = await c.fetch(target);
  const response = await c.fetch(target, { headers: headers(first) });
  assert.equal(response.status, status);
  if (status === 200) assertImage(response, c.site, 'café.png', expires);
  if (status === 206) assert.ok(response.body.equals(content.subarray(5, 10)));
  if (status === 304) assertCaching(response.header('cache-control'), expires);
}]);

const others = [
  ['an image that was replaced by one of the same size is not 304', async (c) => {
    c.site.add('replaced.png', contentOf('one.png'));
    const target = c.site.url('/img/replaced.png');
    const tag = (await c.fetch(target)).header('etag');
    c.site.add('replaced.png', contentOf('two.png'));
    fs.utimesSync(path.join(c.site.root, 'replaced.png'), 1700000100, 1700000100);
    const response = await c.fetch(target, { headers: { 'If-None-Match': tag } });
    assert.equal(response.status, 200);
    assert.ok(response.body.equals(contentOf('two.png')));
  }],
  ['SVG can run no script', async (c) => {
    const response = await c.get('/img/drawing.svg');
    assert.equal(response.header('content-security-policy'), "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  }],
  ['PNG needs no sandbox', async (c) => {
    assert.equal((await c.get('/img/plain.png')).header('content-security-policy'), undefined);
  }],
  ['other sites may not embed the image', async (c) => {
    assert.equal((await c.get('/img/plain.png')).header('cross-origin-resource-policy'), 'same-site');
  }],
  ['no name was signed: no Content-Disposition', async (c) => {
    assert.equal((await c.get('/img/plain.png')).header('content-disposition'), undefined);
  }],
  ['a signed name to save under', async (c) => {
    const response = await c.get('/img/plain.png', { fields: [field.attachment('Kätzchen "1".png')] });
    assert.match(response.header('content-disposition'),
      /^attachment; filename=.*; filename\*=UTF-8''K%C3%A4tzchen%20%221%22\.png$/);
  }],
  ['a signed name to show under', async (c) => {
    const response = await c.get('/img/plain.png', { fields: [field.inline('cat.png')] });
    assert.equal(response.header('content-disposition'), 'inline; filename="cat.png"');
  }],
  ['shared caches, where the signer says so', async (c) => {
    const expires = now() + 600;
    const response = await c.get('/img/plain.png', { expires, fields: [field.shared] });
    assertCaching(response.header('cache-control'), expires, 'public');
  }],
  ['a large image', async (c) => {
    c.site.add('large.png', contentOf('large.png', 3 << 20));
    const expires = now() + 600;
    assertImage(await c.get('/img/large.png', { expires }), c.site, 'large.png', expires);
  }],
  ['many requests on one connection stay apart', (c) => c.keptConnection()],
  ['a URL of the command line opens, and is what the test signs', (c) => c.commandLine()],
  ['a path in a query that is not Postern\'s own changes nothing', async (c) => {
    const target = `/img/plain.png?path=/img/photo.jpg&st=${c.site.token('/img/plain.png')}&X-Sendfile=/etc/passwd`;
    assert.ok((await c.fetch(target)).body.equals(c.site.contents.get('plain.png')));
  }],
];

module.exports = { checks: [...whole, ...headed, ...unencoded, ...spelled, ...ranges, ...conditions, ...others] };
