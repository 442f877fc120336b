// The other ways: tokens in paths, cookies and headers; JWT and sealed tokens; the API.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { randomBytes } = require('node:crypto');
const { field, now } = require('../../harness/site.js');

const NAME = '__Host-postern';
const nextMinute = () => Math.ceil((now() + 600) / 60) * 60;
const cookie = (token, name = NAME) => ({ headers: { Cookie: `a=1; ${name}=${token}; b=2` } });
const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
const isPlain = (c, response) => {
  assert.equal(response.status, 200);
  assert.equal(response.header('content-type'), 'image/png');
  assert.ok(response.body.equals(c.site.contents.get('plain.png')), 'other bytes than the image\'s');
};

// [name, what is asked for: (site) => [target, options], status]; the image is plain.png.
const ASKED = [
  // In the path.
  ['path: native', (s) => [`/img/t/${s.token('/img/t/plain.png')}/plain.png`], 200],
  ['path: sealed, and no more', (s) => [`/img/t/${s.sealed('/img/t/', 'plain.png')}`], 200],
  ['path: sealed, with the name', (s) => [`/img/t/${s.sealed('/img/t/', 'plain.png')}/plain.png`], 200],
  ['path: sealed, another name', (s) => [`/img/t/${s.sealed('/img/t/', 'plain.png')}/photo.jpg`], 403],
  ['path: sealed for another route', (s) => [`/img/t/${s.sealed('/img/c/', 'plain.png')}`], 403],
  ['path: sealed, expired', (s) => [`/img/t/${s.sealed('/img/t/', 'plain.png', { expires: now() - 60 })}`], 410],
  ['path: sealed, another key', (s) => [`/img/t/${s.sealed('/img/t/', 'plain.png',
    { key: { ...s.sealKey, secret: randomBytes(64) } })}`], 403],
  ['path: JWT', (s) => [`/img/t/${s.jwt({ file: 'plain.png' })}/plain.png`], 200],
  ['path: JWT with blanks in its header', (s) => [`/img/t/${s.jwt({ file: 'plain.png' }, { indent: 1 })}/plain.png`], 200],
  ['path: sealed, and short', (s) => [`/img/t/${s.sealed('/img/t/', 'plain.png', { expires: nextMinute() })}`], 200],
  ['path: JWT for another file', (s) => [`/img/t/${s.jwt({ file: 'photo.jpg' })}/plain.png`], 403],
  ['path: no token', () => ['/img/t/plain.png'], 403],
  ['path: a token in the query', (s) => [`/img/t/plain.png?st=${s.token('/img/t/plain.png')}`], 403],
  ['path: native, changed', (s) => [`/img/t/${s.token('/img/t/plain.png').replace(/.$/, '!')}/plain.png`], 403],
  // In a cookie.
  ['cookie: native', (s) => ['/img/c/plain.png', cookie(s.token('/img/c/plain.png'))], 200],
  ['cookie: native, a prefix', (s) => ['/img/c/plain.png', cookie(s.token('/img/c/', { fields: [field.prefix('/img/c/')] }))],
    200],
  ['cookie: sealed, a prefix', (s) => ['/img/c/plain.png', cookie(s.sealed('/img/c/', ''))], 200],
  ['cookie: sealed, another prefix', (s) => ['/img/c/plain.png', cookie(s.sealed('/img/c/', 'album/'))], 403],
  ['cookie: sealed', (s) => ['/img/c/plain.png', cookie(s.sealed('/img/c/', 'plain.png'))], 200],
  ['cookie: JWT', (s) => ['/img/c/plain.png', cookie(s.jwt({ file: 'plain.png' }))], 200],
  ['cookie: JWT, expired', (s) => ['/img/c/plain.png', cookie(s.jwt({ file: 'plain.png', exp: now() - 5 }))], 410],
  ['cookie: JWT for another file', (s) => ['/img/c/plain.png', cookie(s.jwt({ file: '*' }))], 403],
  ['cookie: with its key id', (s) => ['/img/c/plain.png', cookie(s.jwt({ file: 'plain.png' }), `${NAME}.login`)], 200],
  ['cookie: with another key id', (s) => ['/img/c/plain.png', cookie(s.jwt({ file: 'plain.png' }), `${NAME}.k1`)], 403],
  ['cookie: two, one of them right', (s) => ['/img/c/plain.png', { headers: {
    Cookie: `${NAME}=${s.token('/img/c/photo.jpg')}; ${NAME}.login=${s.jwt({ file: 'plain.png' })}` } }], 200],
  ['cookie: the same twice', (s) => ['/img/c/plain.png', { headers: {
    Cookie: `${NAME}=${s.jwt({ file: 'plain.png' })}; ${NAME}=${s.jwt({ file: 'plain.png' })}` } }], 403],
  ['cookie: of another name', (s) => ['/img/c/plain.png', cookie(s.jwt({ file: 'plain.png' }), 'postern')], 403],
  // In the header.
  ['header: JWT', (s) => ['/img/h/plain.png', bearer(s.jwt())], 200],
  ['header: another issuer', (s) => ['/img/h/plain.png', bearer(s.jwt({ iss: 'https://login.example.com/' }))], 403],
  ['header: another audience', (s) => ['/img/h/plain.png', bearer(s.jwt({ aud: ['mail'] }))], 403],
  ['header: one of several audiences', (s) => ['/img/h/plain.png', bearer(s.jwt({ aud: ['mail', 'images'] }))], 200],
  ['header: alg none', (s) => ['/img/h/plain.png', bearer(s.jwt({}, { header: { alg: 'none' } }))], 403],
  ['header: another key', (s) => ['/img/h/plain.png', bearer(s.jwt({}, {
    key: { kid: 'login', secret: randomBytes(32) } }))], 403],
  ['header: no expiry', (s) => ['/img/h/plain.png', bearer(s.jwt({ exp: undefined }))], 403],
  ['header: native is not accepted', (s) => ['/img/h/plain.png', bearer(s.token('/img/h/plain.png'))], 403],
  ['header: Basic', (s) => ['/img/h/plain.png', { headers: { Authorization: `Basic ${s.jwt()}` } }], 403],
  // In two places.
  ['query and cookie', (s) => [`/img/q/plain.png?st=${s.jwt()}`, cookie(s.jwt())], 403],
  ['query: sealed', (s) => [`/img/q/?st=${s.sealed('/img/q/', 'plain.png')}`], 200],
  ['query: sealed, on the path itself', (s) => [`/img/q/plain.png?st=${s.sealed('/img/q/', 'plain.png')}`], 200],
  ['query: sealed, on another path', (s) => [`/img/q/photo.jpg?st=${s.sealed('/img/q/', 'plain.png')}`], 403],
  ['query: JWT of no file', (s) => [`/img/q/album/one.png?st=${s.jwt()}`], 403],
];
const asked = ASKED.map(([name, ask, status]) => [name, async (c) => {
  const [target, options] = ask(c.site);
  if (status !== 200) return c.denied(target, status, options);
  return isPlain(c, await c.fetch(target, options));
}]);

// Tokens that were encoded without need, or stand where none belongs: whatever
// comes of them, no log may have them.
const STRAY = [
  (s) => `/img/t/${s.token('/img/t/plain.png').replaceAll('.', '%2e')}/plain.png`,
  (s) => `/img/t/%65${s.jwt({ file: 'plain.png' }).slice(1)}/plain.png`,
  (s) => `/img/plain.png%3Fst=${s.token('/img/plain.png')}`,
  (s) => `/img/plain.png%3fst%3d${s.token('/img/plain.png')}`,
  (s) => `/img/plain.png;${s.token('/img/plain.png')}`,
  (s) => `/img/album/one.png%3Fst=${s.jwt()}`,
  (s) => `/img/album/${s.sealed('/img/t/', 'plain.png', { expires: nextMinute() })}`,
  (s) => `/img/none/${s.jwt({}, { indent: 1 })}`,
];

const checks = [
  ...asked,
  ['tokens that have gone astray', async (c) => {
    for (const stray of STRAY) assert.ok((await c.fetch(stray(c.site))).status < 500);
  }],
  ['a token does not lead to another route', async (c) => {
    const sealed = c.site.sealed('/img/q/', 'album/one.png');
    await c.denied(`/img/q/?st=${sealed}`, 403);
    await c.denied(`/img/q/album/one.png?st=${sealed}`, 403);
  }],
  ['cookie: what the URL does not say, no cache may keep for others', async (c) => {
    const shared = c.site.token('/img/c/plain.png', { fields: [field.shared] });
    for (const token of [shared, c.site.jwt({ file: 'plain.png' })]) {
      const response = await c.fetch('/img/c/plain.png', cookie(token));
      isPlain(c, response);
      assert.equal(response.header('cache-control'), 'private, no-cache');
    }
  }],
  ['query: a JWT is exchanged for a short-lived signed URL', async (c) => {
    const response = await c.fetch(`/img/q/plain.png?st=${c.site.jwt()}`, { mayRedirect: true });
    assert.equal(response.status, 302);
    assert.equal(response.header('cache-control'), 'no-store');
    assert.equal(response.header('referrer-policy'), 'no-referrer');
    const location = response.header('location');
    assert.match(location, /^\/img\/q\/\?st=[\w-]+$/);
    c.site.issued.add(location.split('=')[1]);
    isPlain(c, await c.fetch(location));
  }],
  ['API: a JWT becomes URLs', async (c) => {
    const response = await c.fetch('/img/api/sign', {
      method: 'POST',
      body: JSON.stringify({ paths: ['/img/q/plain.png', '/img/q/album/one.png', '/img/q/missing.png', '/img/c/plain.png'] }),
      headers: { ...bearer(c.site.jwt()).headers, 'Content-Type': 'application/json' },
    });
    assert.equal(response.status, 200);
    const { urls } = JSON.parse(response.body);
    for (const { url } of urls) if (url) c.site.issued.add(url.split('=')[1]);
    // The rules say what is signed, the file system does not.
    assert.deepEqual(urls.map(({ path, error }) => [path, error]), [
      ['/img/q/plain.png', undefined], ['/img/q/album/one.png', 'refused'],
      ['/img/q/missing.png', undefined], ['/img/c/plain.png', 'refused']]);
    isPlain(c, await c.fetch(urls[0].url));
    await c.denied(urls[2].url, 404);
  }],
  ['API: a JWT becomes a cookie, which opens the gallery, and goes', async (c) => {
    const opened = await c.fetch('/img/api/session', { method: 'POST', ...bearer(c.site.jwt({ file: 'plain.png' })) });
    assert.equal(opened.status, 200);
    const [pair] = opened.header('set-cookie').split(';');
    assert.match(opened.header('set-cookie'), /; Path=\/; /);
    assert.match(opened.header('set-cookie'), /; Secure; HttpOnly; SameSite=Lax/);
    isPlain(c, await c.fetch('/img/c/plain.png', { headers: { Cookie: pair } }));
    const closed = await c.fetch('/img/api/session', { method: 'DELETE', headers: { 'Sec-Fetch-Site': 'same-origin' } });
    assert.equal(closed.status, 204);
    assert.match(closed.header('set-cookie'), /^__Host-postern=; .*Max-Age=0/);
  }],
  ['API: without a token', async (c) => {
    const response = await c.fetch('/img/api/sign', {
      method: 'POST', body: '{"paths":["/img/c/plain.png"]}', headers: { 'Content-Type': 'application/json' } });
    assert.equal(response.status, 401);
    assert.equal(response.header('www-authenticate'), 'Bearer');
    assert.equal(response.header('content-type'), 'application/problem+json');
  }],
];

module.exports = { checks };
