// The API of a route with role = api: what it signs and for whom, which
// cookies it sets, and what it tells whom.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { field, now } = require('../harness/site.js');
const { APP, ApiSite, assertProblem } = require('./api-site.js');

const api = new ApiSite();
let site;
before(async () => { await api.open('api'); site = api.site; });
after(() => api.close());

// ------------------------------------------------------------------- sign

test('each path gets a URL that opens it, in the order of the paths', async () => {
  const paths = ['/img/plain.png', '/img/album/one.png', '/i/plain.png', '/img/plain.png'];
  const urls = await api.signed(paths);
  assert.deepEqual(urls.map(({ path }) => path), paths);
  for (const { path, url, expires_at: expires } of urls) {
    assert.ok(url.startsWith('/') && /^[!-~]+$/.test(url), url);
    assert.ok(expires >= now() + 500 && expires <= now() + 900);
    const answer = await api.get(url);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, site.contents.get(path.replace(/^\/\w+\//, '')));
  }
  assert.match(urls[2].url, /^\/i\/\?st=[\w-]+$/);
  assert.equal(urls[0].url, urls[3].url);
});

test('paths are plain text: what they hold is encoded in the URL', async () => {
  const names = ['my cat 100%.png', 'why?.png', 'a#b.png', 'é/猫.png', 'a%41.png', '"quoted".png', "it's.png", 'a\u2028b.png'];
  for (const name of names) site.add(`users/kim/${name}`);
  const paths = names.map((name) => `/img/users/kim/${name}`);
  const urls = await api.signed(paths);
  for (const [i, { path, url }] of urls.entries()) {
    assert.equal(path, paths[i]);
    assert.ok(/^[!-~]+$/.test(url) && !/["<>\\^`{|}#]/.test(url), url);
    const answer = await api.get(url);
    assert.deepEqual(answer.body, site.contents.get(`users/kim/${names[i]}`), url);
  }
});

const REFUSED = ['/img/users/jo/a.png', '/img/albums/x/a.png', '/img/LOUD.PNG', '/links/plain.png', '/api/sign', '/elsewhere/a.png',
  '/img/users/kim/../jo/a.png', '/img/users/kim/./a.png', '/img/users/kim//a.png', '/img/users/kim/a\\b.png', '/img/users/kim',
  'img/plain.png', '', '/', '/img', '/img/', 'https://example.org/img/plain.png', '//example.org/img/plain.png',
  '/img/plain.png\n', '/img/plain.png\u0001', '/img/plain.png?st=x', '/img/plain.png#a', '/img/%70lain.png', '/i/t/plain.png',
  `/img/users/kim/${'x'.repeat(9000)}.png`, `/img/users/kim/${'é'.repeat(3000)}.png`];

test('every refusal looks the same', async () => {
  const urls = await api.signed(REFUSED);
  assert.deepEqual(urls, REFUSED.map((path) => ({ path, error: 'refused' })));
});

test('an answer does not tell whether there is a file', async () => {
  site.add('users/kim/there.png');
  const shape = (urls) => urls.map(({ path, url, ...rest }) => ({ ...rest, url: url && url.replace(/(there|other).*/, '') }));
  const there = await api.signed(['/img/users/kim/there.png', '/img/users/jo/there.png']);
  const other = await api.signed(['/img/users/kim/other.png', '/img/users/jo/other.png']);
  assert.deepEqual(shape(there), shape(other));
  assert.equal((await api.get(there[0].url)).status, 200);
  assert.equal((await api.get(other[0].url)).status, 404);
});

test('the rules are those of the signed route, with the claims of the caller', async () => {
  const paths = ['/img/users/kim/a.png', '/img/users/jo/a.png', '/img/albums/x/a.png', '/img/albums/y/a.png', '/i/jo/a.png'];
  const opened = async (claims) => (await api.signed(paths, { jwt: site.jwt(claims) })).map(({ url }) => Number(url !== undefined));
  assert.deepEqual(await opened({}), [1, 0, 0, 0, 0]);
  assert.deepEqual(await opened({ sub: 'jo' }), [0, 1, 0, 0, 1]);
  assert.deepEqual(await opened({ sub: 'x', albums: ['x', 'y'] }), [0, 0, 1, 1, 0]);
  assert.deepEqual(await opened({ sub: 'kim/..', albums: ['*', '**', 'x/', '/x', 'x/../y'] }), [0, 0, 0, 0, 0]);
});

test('URLs stay the same for a while, live as long as asked for and not longer than the token', async () => {
  const expiry = async (options) => (await api.signed(['/img/plain.png'], options))[0].expires_at;
  const long = site.jwt({ exp: now() + 100000 });
  assert.equal(await expiry({ jwt: long }) % 300, 0);
  const hour = await expiry({ jwt: long, ttl: 3600 });
  assert.ok(hour % 300 === 0 && hour > now() + 3300 && hour <= now() + 3600);
  assert.equal(await expiry({ jwt: long, ttl: 10 ** 9 }), hour);
  assert.ok(await expiry({ jwt: long, ttl: 1 }) <= now() + 301);
  const soon = now() + 20;
  assert.equal(await expiry({ jwt: site.jwt({ exp: soon }), ttl: 3600 }), soon - 1);
  const [first, second] = [await api.signed(['/img/plain.png'], { jwt: long }), await api.signed(['/img/plain.png'], { jwt: site.jwt({ exp: now() + 90000 }) })];
  assert.equal(first[0].url, second[0].url);
  const small = await expiry({ api: '/small/', jwt: long });
  assert.ok(small >= now() + 29 && small <= now() + 30);
});

// ------------------------------------------------------------ who may call

test('a token that is wrong is refused alike, whatever is wrong with it', async () => {
  const good = site.jwt();
  const tokens = [null, 'x', `${good}x`, site.jwt({ exp: now() - 5 }), site.jwt({ nbf: now() + 60 }), site.jwt({ aud: 'others' }),
    site.jwt({}, { header: { alg: 'none' } }), site.jwt({}, { header: { kid: 'k1' } }), site.jwt({}, { header: { kid: 'nobody' } }),
    good.replace(/\.[^.]*$/, '.'), site.token('/api/sign'), site.sealed('/i/', 'plain.png')];
  const answers = [];
  for (const jwt of tokens) {
    const answer = await api.sign(['/img/plain.png'], { jwt });
    assertProblem(answer, 401);
    assert.equal(answer.headers['www-authenticate'], 'Bearer');
    answers.push(JSON.stringify([answer.headers, answer.body.toString()]));
    assertProblem(await api.call('POST', '/api/session', { jwt }), 401);
  }
  assert.equal(new Set(answers).size, 1);
  assertProblem(await api.call('POST', `/api/sign?st=${good}`, { jwt: null, body: '{"paths":[]}' }), 401);
  const cookie = { HTTP_COOKIE: `__Host-postern=${good}`, HTTP_SEC_FETCH_SITE: 'same-origin' };
  assertProblem(await api.sign(['/img/plain.png'], { jwt: null, more: cookie }), 401);
});

test('a cookie may call where the API says so, from its own pages alone', async () => {
  const cookie = { HTTP_COOKIE: `__Host-small=${site.jwt()}` };
  const status = async (more) => (await api.sign([], { api: '/small/', jwt: null, more: { ...cookie, ...more } })).status;
  assert.equal(await status({ HTTP_SEC_FETCH_SITE: 'same-origin' }), 200);
  assert.equal(await status({ HTTP_ORIGIN: APP }), 200);
  assert.equal(await status({}), 401);
  assert.equal(await status({ HTTP_SEC_FETCH_SITE: 'cross-site' }), 403);
  assert.equal(await status({ HTTP_ORIGIN: 'https://evil.example' }), 403);
  assertProblem(await api.call('POST', '/small/session', { jwt: null, more: { ...cookie, HTTP_ORIGIN: APP } }), 401);
  assertProblem(await api.sign([], { api: '/small/', more: { ...cookie, HTTP_ORIGIN: APP } }), 401);
});

const ORIGINS = [
  [{}, 1, 0], [{ HTTP_ORIGIN: APP }, 1, 1], [{ HTTP_ORIGIN: APP, HTTP_SEC_FETCH_SITE: 'cross-site' }, 1, 1],
  [{ HTTP_ORIGIN: 'https://evil.example' }, 0, 0], [{ HTTP_ORIGIN: 'null' }, 0, 0], [{ HTTP_ORIGIN: `${APP}.evil.example` }, 0, 0],
  [{ HTTP_ORIGIN: 'https://img.example', HTTP_HOST: 'img.example' }, 1, 1],
  [{ HTTP_ORIGIN: 'https://img.example', HTTP_HOST: 'img.example', HTTP_SEC_FETCH_SITE: 'cross-site' }, 0, 0],
  [{ HTTP_ORIGIN: 'https://img.example', HTTP_HOST: 'other.example' }, 0, 0],
  [{ HTTP_SEC_FETCH_SITE: 'same-origin' }, 1, 1], [{ HTTP_SEC_FETCH_SITE: 'same-site' }, 0, 0],
  [{ HTTP_SEC_FETCH_SITE: 'cross-site' }, 0, 0], [{ HTTP_SEC_FETCH_SITE: 'none' }, 0, 0],
];

test('pages of other origins are refused, and a browser that does not say cannot log out', async () => {
  for (const [more, posts, deletes] of ORIGINS) {
    const statuses = [await api.sign([], { more }), await api.call('POST', '/api/session', { more }), await api.call('DELETE', '/api/session', { jwt: null, more })];
    assert.deepEqual(statuses.map(({ status }) => status), [posts ? 200 : 403, posts ? 200 : 403, deletes ? 204 : 403], JSON.stringify(more));
    for (const answer of statuses.filter(({ status }) => status === 403)) assertProblem(answer, 403);
    const allowed = more.HTTP_ORIGIN === APP ? APP : undefined;
    for (const { headers } of statuses) {
      assert.equal(headers['access-control-allow-origin'], allowed);
      assert.equal(headers['access-control-allow-credentials'], allowed && 'true');
      assert.equal(headers.vary, 'Origin');
    }
  }
});

test('a preflight allows what pages of listed origins need', async () => {
  const ask = (origin, method) => api.call('OPTIONS', '/api/sign', { jwt: null, more: { HTTP_ORIGIN: origin, HTTP_ACCESS_CONTROL_REQUEST_METHOD: method } });
  const { status, headers } = await ask(APP, 'POST');
  assert.equal(status, 204);
  assert.equal(headers['access-control-allow-origin'], APP);
  assert.equal(headers['access-control-allow-methods'], 'POST, DELETE');
  assert.equal(headers['access-control-allow-headers'], 'Authorization, Content-Type');
  assert.equal(headers['access-control-allow-credentials'], 'true');
  const refused = await ask(APP, 'PUT');
  assertProblem(refused, 405);
  assert.equal(refused.headers.allow, 'GET, POST, DELETE, OPTIONS');
  assertProblem(await ask('https://evil.example', 'POST'), 405);
});

// --------------------------------------------------------------- sessions

test('a session is the token in a cookie, which opens what the token does', async () => {
  const jwt = site.jwt();
  const answer = await api.call('POST', '/api/session', { jwt, more: { HTTP_SEC_FETCH_SITE: 'same-origin' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const { expires_at: expires } = JSON.parse(answer.body);
  const [, age] = /; Max-Age=(\d+);/.exec(answer.headers['set-cookie']);
  assert.equal(answer.headers['set-cookie'], `__Host-postern=${jwt}; Path=/; Max-Age=${age}; Secure; HttpOnly; SameSite=Lax`);
  assert.ok(age > 590 && age < 600 && expires > now() + 590 && expires <= now() + Number(age));
  const cookie = { HTTP_COOKIE: answer.headers['set-cookie'].split(';')[0] };
  assert.equal((await api.get('/img/album/one.png', cookie)).status, 200);
  assert.equal((await api.get('/img/LOUD.PNG', cookie)).status, 403);

  const end = await api.call('DELETE', '/api/session', { jwt: null, more: { ...cookie, HTTP_SEC_FETCH_SITE: 'same-origin' } });
  assert.equal(end.status, 204);
  assert.equal(end.body.length, 0);
  assert.equal(end.headers['set-cookie'], '__Host-postern=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax');
});

test('a cookie has the name, the life and the attributes that the route says', async () => {
  const jwt = site.jwt();
  const answer = await api.call('POST', '/small/session', { jwt });
  assert.equal(answer.headers['set-cookie'], `__Host-small=${jwt}; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=None; Partitioned`);
  assert.ok(JSON.parse(answer.body).expires_at <= now() + 60);
});

test('a token that no browser would keep is refused', async () => {
  const padded = (length) => {
    const token = (pad) => site.jwt({ pad: 'x'.repeat(pad) });
    const rest = token(0).length;
    return token(Math.floor((length - rest) / 4) * 3);
  };
  const [fits, long] = [padded(3780), padded(3850)];
  assert.ok(fits.length <= 3800 && long.length > 3800 && long.length < 4096);
  assert.equal((await api.call('POST', '/api/session', { jwt: fits })).status, 200);
  assertProblem(await api.call('POST', '/api/session', { jwt: long }), 413);
  assert.equal((await api.sign([], { jwt: long })).status, 200);
});

// ------------------------------------------------------------------ claim

const claim = (parameters, more) => api.get(`/api/claim?${parameters}`, more);
const prefix = (path) => ({ fields: [field.prefix(path)] });

test('a signed link becomes a cookie and a clean URL', async () => {
  for (const [token, open] of [[site.token('/img/album/', prefix('/img/album/')), '/img/album/one.png'],
    [site.sealed('/i/', 'album/'), '/i/album/one.png'], [site.sealed('/i/', 'plain.png'), '/i/plain.png']]) {
    const { status, headers, body } = await claim(`st=${token}&to=/gallery/`);
    assert.equal(status, 303);
    assert.equal(headers.location, '/gallery/');
    assert.match(headers['set-cookie'], new RegExp(`^__Host-postern=${token.replaceAll('.', '\\.')}; Path=/; Max-Age=(59\\d|600); Secure; HttpOnly; SameSite=Lax$`));
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(body.length, 0);
    assert.equal((await api.get(open, { HTTP_COOKIE: `__Host-postern=${token}` })).status, 200);
  }
  const exact = site.token('/img/my cat.png');
  assert.equal((await claim(`st=${exact}&path=/img/my%20cat.png&to=/`)).status, 303);
  assert.equal((await claim(`st=${exact}&path=%2Fimg%2Fmy%20cat.png&to=/`)).status, 303);
  assert.equal((await claim(`st=${exact}&to=/`)).status, 403);
  assert.equal((await claim(`st=${exact}&path=/img/other.png&to=/`)).status, 403);
});

test('a link that is wrong is answered as everywhere', async () => {
  const good = site.token('/img/album/', prefix('/img/album/'));
  const rows = [['', 403], [`st=${good}x`, 403], [`st=${good}&st=${good}`, 403], [`st=${good}&ST=${good}`, 403], [`s%74=${good}`, 403],
    [`st=${site.jwt()}`, 403], [`st=${site.token('/img/album/', { ...prefix('/img/album/'), expires: now() - 5 })}`, 410],
    [`st=${site.token('/links/', prefix('/links/'))}`, 403], [`st=${site.token('/other/', prefix('/other/'))}`, 403],
    [`st=${site.sealed('/i/', 'plain.png', { expires: now() - 60 })}`, 410], [`st=${site.sealed('/img/', 'plain.png')}`, 403],
    [`st=${site.token('/img/album/', { fields: [field.prefix('/img/album/'), field.client('198.51.100.1')] })}`, 403],
    [`st=${site.token('/img/album/', { key: site.thumbsKey, ...prefix('/img/album/') })}`, 403]];
  for (const [query, status] of rows) {
    const answer = await claim(`${query}&to=/gallery/`);
    assert.equal(answer.status, status, query);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.headers.location, undefined);
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  }
});

const AWAY = ['', '//evil.example/', '/%2Fevil.example', '%2F%2Fevil.example', '/%5Cevil.example', '/a%5C', '%0d%0aLocation:%20//evil.example',
  '/%0D%0ASet-Cookie:%20a=b', '/%09/evil.example', '/%00', 'https://evil.example/', 'https:%2F%2Fevil.example', 'javascript:alert(1)', 'data:,x',
  'evil.example', '%20//evil.example', '/https://evil.example/', '/..//evil.example', '/a%25zz', `/${'x'.repeat(2048)}`];

test('a claim leads to this site alone', async () => {
  const token = site.token('/img/album/', prefix('/img/album/'));
  for (const to of AWAY) {
    const answer = await claim(`st=${token}&to=${to}`);
    assert.equal(answer.status, 400, to);
    assert.equal(answer.headers.location, undefined);
    assert.equal(answer.headers['set-cookie'], undefined);
  }
  for (const query of [`st=${token}`, `st=${token}&to=/a&to=/b`, `st=${token}&TO=/a`]) assert.equal((await claim(query)).status, 400, query);
  const here = { '/a?b=c%26d': '/a?b=c&d', '%2Fa%20b%2F%23top': '/a%20b/#top', '/caf%C3%A9': '/caf%C3%A9' };
  for (const [to, location] of Object.entries(here)) assert.equal((await claim(`st=${token}&to=${to}`)).headers.location, location);
});

// ------------------------------------------------------ a JWT in the query

test('a JWT in the query is exchanged for a short-lived signed URL', async () => {
  const jwt = site.jwt();
  for (const method of ['GET', 'HEAD']) {
    const { status, headers } = await api.call(method, `/img/album/one.png?st=${jwt}&v=2`, { jwt: null });
    assert.equal(status, 302);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.match(headers.location, /^\/img\/album\/one\.png\?st=1\.k1\.\d+\.[\w-]{22}$/);
    assert.ok(Number(headers.location.split('.')[3]) <= now() + 60);
    const file = await api.get(headers.location);
    assert.equal(file.status, 200);
    assert.match(file.headers['cache-control'], /^private, max-age=\d+$/);
  }
  assert.equal((await api.get(`/img/LOUD.PNG?st=${jwt}`)).status, 403);
  assert.equal((await api.get('/img/album/one.png', { HTTP_COOKIE: `__Host-postern=${jwt}` })).status, 200);
});

test('without exchange the file is kept by no cache', async () => {
  const jwt = site.jwt();
  const exposed = await api.get(`/links/plain.png?st=${jwt}`);
  assert.equal(exposed.status, 200);
  assert.equal(exposed.headers['cache-control'], 'no-store');
  assert.equal(exposed.headers['referrer-policy'], 'no-referrer');
  assert.equal((await api.get(`/i/t/${jwt}/plain.png`)).headers['cache-control'], 'no-store');
  const cookie = await api.get('/i/plain.png', { HTTP_COOKIE: `__Host-postern=${jwt}` });
  assert.equal(cookie.headers['cache-control'], 'private, no-cache');
});
