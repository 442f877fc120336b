// URI Signing for CDNI (RFC 9246): tokens that jose makes, and the cookies that
// Postern renews them by.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { createHash, createSecretKey, randomBytes } = require('node:crypto');
const { SignJWT, jwtVerify } = require('jose');
const { describeFronts } = require('./front.js');
const { delivers, inSeconds, linkRoute, makePair, opensOnly, originOf, publicFile, refuses, secretFile } = require('./links.js');

const PACKAGE = 'URISigningPackage';
const secret = randomBytes(32);
const rsa = makePair('rsa');
const ec = makePair('ec');
const KEYS = {
  HS256: createSecretKey(secret),
  ES256: ec.privateKey,
  RS256: rsa.privateKey,
};

const options = () => ({
  keys: {
    ...secretFile('HS256', 'HS256', secret, ['rfc9246']),
    ...publicFile('ES256', 'ES256', ec.publicKey, ['rfc9246']),
    ...publicFile('RS256', 'RS256', rsa.publicKey, ['rfc9246']),
  },
  routes: () => [
    linkRoute('cdni', 'accept = rfc9246\nissuer = csp\naudience = cdn'),
    linkRoute('player', 'accept = rfc9246\nrfc9246.same_site = None'),
  ].join(''),
});

const hash = (uri) => `hash:sha-256;${createHash('sha256').update(uri).digest('base64url')}`;

function sign(claims, { alg = 'HS256', seconds = 600 } = {}) {
  return new SignJWT({ iss: 'csp', aud: 'cdn', cdniv: 1, ...claims })
    .setProtectedHeader({ alg, kid: alg }).setExpirationTime(inSeconds(seconds)).sign(KEYS[alg]);
}

async function link(front, target, claims, settings) {
  const uri = originOf(front) + target;
  const token = await sign({ cdniuc: hash(uri), ...claims }, settings);
  return `${uri}${target.includes('?') ? '&' : '?'}${PACKAGE}=${token}`;
}

// An expression for everything below a directory of this front server.
const below = (front, directory) => `regex:${originOf(front).replaceAll('.', '\\.')}${directory}.*`;

// { token, attributes } of the one cookie that an answer sets.
function cookieOf(response) {
  const [, token, attributes] = new RegExp(`^${PACKAGE}=([^;]+); (.*)$`).exec(response.header('set-cookie')) ?? [];
  assert.ok(token, `no cookie: ${response.header('set-cookie')}`);
  return { token, attributes };
}

describeFronts(options, (front) => {
  for (const alg of Object.keys(KEYS)) {
    test(`${alg}: one file, and no other`, async () => {
      const url = await link(front(), '/img/cdni/plain.png', {}, { alg });
      await opensOnly(front(), url, PACKAGE, { elsewhere: 'outside-grant', spoil: (token) => token.replace(/.{4}$/, 'AAAA') });
    });
  }

  test('a directory, by an expression', async () => {
    const token = await sign({ cdniuc: below(front(), '/img/cdni/album/') });
    await delivers(front(), `/img/cdni/album/one.png?${PACKAGE}=${token}`, { file: 'album/one.png' });
    await refuses(front(), `/img/cdni/plain.png?${PACKAGE}=${token}`, 'outside-grant');
  });

  test('names of every kind, and what else is in the query', async () => {
    for (const file of ['my cat.png', 'a+b.png', '100%.png', "it's.png", '(1).png', 'rock&roll.png', '猫.png', 'why?.png']) {
      await delivers(front(), await link(front(), `/img/cdni/${encodeURIComponent(file)}`), { file });
    }
    const url = await link(front(), '/img/cdni/plain.png?width=300');
    await delivers(front(), url);
    await refuses(front(), url.replace('300', '301'), 'outside-grant');
    await refuses(front(), `${url}&height=1`, 'outside-grant');
  });

  test('over, of another issuer, for one use, from elsewhere', async () => {
    const target = '/img/cdni/plain.png';
    await refuses(front(), await link(front(), target, {}, { seconds: -1 }), 'expired');
    await refuses(front(), await link(front(), target, { iss: 'others' }), 'wrong-issuer');
    await refuses(front(), await link(front(), target, { aud: 'others' }), 'wrong-audience');
    await refuses(front(), await link(front(), target, { jti: 'once' }), 'uses-uncounted');
    await refuses(front(), await link(front(), target, { cdniip: '192.0.2.1' }), 'wrong-client');
    await delivers(front(), await link(front(), target, { cdniip: '127.0.0.0/8' }));
  });

  test('each token brings the next', async () => {
    const claims = { cdniuc: below(front(), '/img/cdni/'), cdnistt: 1, cdniets: 30, cdnistd: 2 };
    const first = await sign(claims);
    let response = await delivers(front(), `/img/cdni/plain.png?${PACKAGE}=${first}`, { secrets: [first] });
    for (const file of ['album/one.png', 'my cat.png']) {
      const { token, attributes } = cookieOf(response);
      assert.equal(attributes, 'Path=/img/cdni; Max-Age=30; Secure; HttpOnly; SameSite=Lax');
      assert.equal(response.header('cache-control'), 'no-store');
      const { payload } = await jwtVerify(token, KEYS.HS256, { issuer: 'csp', audience: 'cdn' });
      const { exp, ...others } = payload;
      assert.ok(Math.abs(exp - inSeconds(30)) <= 2, `it ends at ${exp}`);
      assert.deepEqual(others, { iss: 'csp', aud: 'cdn', cdniv: 1, ...claims });
      response = await delivers(front(), `/img/cdni/${encodeURI(file)}`, { file, cookies: { [PACKAGE]: token }, secrets: [token] });
    }
    await refuses(front(), '/img/cdni/photo.jpg', 'bad-signature', { cookies: { [PACKAGE]: first.replace(/.{4}$/, 'AAAA') } });
  });

  test('no answer but a good one brings a token, nor does a public key', async () => {
    const claims = { cdniuc: below(front(), '/img/'), cdnistt: 1, cdniets: 30 };
    const denied = await refuses(front(), `/img/cdni/missing.png?${PACKAGE}=${await sign(claims)}`, 'not-found', { status: 404 });
    assert.equal(denied.header('set-cookie'), undefined);
    const unsigned = await delivers(front(), `/img/cdni/plain.png?${PACKAGE}=${await sign(claims, { alg: 'ES256' })}`);
    assert.equal(unsigned.header('set-cookie'), undefined);
    assert.match(unsigned.header('cache-control'), /^private, max-age=\d+$/);
  });

  test('for players on pages of other sites', async () => {
    const token = await sign({ cdniuc: below(front(), '/img/player/'), cdnistt: 1, cdniets: 30 });
    const response = await delivers(front(), `/img/player/plain.png?${PACKAGE}=${token}`, { secrets: [token] });
    const next = cookieOf(response);
    assert.equal(next.attributes, 'Path=/; Max-Age=30; Secure; HttpOnly; SameSite=None');
    await delivers(front(), '/img/player/plain.png', { cookies: { [PACKAGE]: next.token }, secrets: [next.token] });
  });
});
