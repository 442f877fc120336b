// JWTs that npm's jose signs now, with keys of its own, behind nginx,
// lighttpd and Apache: every algorithm, every form of key file, every place.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const jose = require('jose');
const { changed, describeFronts, route } = require('./front.js');

const ISSUER = 'https://login.example.org/';
const SECRETS = ['HS256', 'HS384', 'HS512'];
const PAIRS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const SCOPE = { schemes: ['jwt'] }; // HS256 is for native tokens otherwise

// { own, stranger } by algorithm, each { privateKey, publicKey }.
const keys = {};

async function makePair(alg) {
  if (!SECRETS.includes(alg)) return jose.generateKeyPair(alg, { extractable: true });
  const secret = await jose.generateSecret(alg, { extractable: true });
  return { privateKey: secret, publicKey: secret };
}

async function publicJwk(alg, kid) {
  return { ...await jose.exportJWK(keys[alg].own.publicKey), kid, alg, use: 'sig' };
}

// The same key in each form, under an id that says which.
async function writeKeys() {
  const files = {};
  const set = (algorithms) => Promise.all(algorithms.map((alg) => publicJwk(alg, `${alg}-set`)));
  await Promise.all([...SECRETS, ...PAIRS].map(async (alg) => {
    const [own, stranger] = await Promise.all([makePair(alg), makePair(alg)]);
    keys[alg] = { own, stranger };
  }));
  files['issuer.json'] = JSON.stringify({ keys: await set(PAIRS) });
  files['shared.json'] = JSON.stringify({ keys: await set(SECRETS), postern: SCOPE });
  for (const alg of [...SECRETS, ...PAIRS]) {
    const jwk = await publicJwk(alg, `${alg}-jwk`);
    files[`${alg}.jwk`] = JSON.stringify(SECRETS.includes(alg) ? { ...jwk, postern: SCOPE } : jwk);
  }
  for (const alg of PAIRS) files[`${alg}-pem.${alg}.pem`] = await jose.exportSPKI(keys[alg].own.publicKey);
  return files;
}

function sign(alg, kid, { key = keys[alg].own.privateKey, header = {}, claims = {}, ...times } = {}) {
  const jwt = new jose.SignJWT({ name: 'Kim', ...claims })
    .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
    .setSubject(times.subject ?? 'kim')
    .setIssuer(times.issuer ?? ISSUER)
    .setAudience(times.audience ?? 'images')
    .setIssuedAt()
    .setJti('a1b2');
  if (times.notBefore) jwt.setNotBefore(times.notBefore);
  return jwt.setExpirationTime(times.expires ?? '10m').sign(key);
}

const options = async () => ({
  keys: await writeKeys(),
  routes: () => [
    route('jwt', (prefix) => `accept = jwt\nissuer = ${ISSUER}\naudience = images gallery\nallow = ${prefix}**`),
    route('few', (prefix) => `accept = jwt\nallow = ${prefix}*\nkeys = ES256-pem RS256-set RS256-jwk HS384-jwk`),
  ].join(''),
});

describeFronts(options, (front) => {
  for (const alg of [...SECRETS, ...PAIRS]) {
    for (const form of SECRETS.includes(alg) ? ['set', 'jwk'] : ['set', 'jwk', 'pem']) {
      const kid = `${alg}-${form}`;
      test(`${alg}, key in a ${form}`, async () => {
        const good = await sign(alg, kid);
        await front().opens('jwt', good);
        await front().opens('jwt', good, { file: 'album/with space/é+%.png' });
        await front().refuses('jwt', changed(good), 'bad-signature');
        await front().refuses('jwt', await sign(alg, kid, { expires: '-1s' }), 'expired', { status: 410 });
        await front().refuses('jwt', await sign(alg, kid, { audience: 'mail' }), 'wrong-audience');
        await front().refuses('jwt', await sign(alg, kid, { key: keys[alg].stranger.privateKey }), 'bad-signature');
      });
    }
  }

  test('no key id: the only key of the algorithm', async () => {
    await front().opens('few', await sign('ES256', undefined));
    await front().opens('few', await sign('HS384', undefined));
    await front().refuses('few', await sign('RS256', undefined), 'unknown-key');
    await front().refuses('few', await sign('ES384', undefined), 'unknown-key');
  });

  test('an id of no key, or of one for another route', async () => {
    await front().refuses('jwt', await sign('ES256', 'ES256'), 'unknown-key');
    await front().refuses('few', await sign('ES512', 'ES512-pem'), 'unknown-key');
  });

  test('one of several audiences; another issuer; not yet', async () => {
    await front().opens('jwt', await sign('ES256', 'ES256-set', { audience: ['mail', 'gallery'] }));
    await front().refuses('jwt', await sign('ES256', 'ES256-set', { issuer: `${ISSUER}x` }), 'wrong-issuer');
    await front().refuses('jwt', await sign('ES256', 'ES256-set', { notBefore: '1m' }), 'not-yet-valid');
  });

  test('no expiry', async () => {
    const jwt = await new jose.SignJWT({ sub: 'kim', aud: 'images', iss: ISSUER })
      .setProtectedHeader({ alg: 'ES256', kid: 'ES256-set' }).sign(keys.ES256.own.privateKey);
    await front().refuses('jwt', jwt, 'claim-missing');
  });

  // The oldest trick: the public key, which everybody has, as the secret of HMAC.
  test('a public key is nobody\'s secret', async () => {
    const secret = new TextEncoder().encode(await jose.exportSPKI(keys.RS256.own.publicKey));
    for (const form of ['set', 'jwk', 'pem']) {
      await front().refuses('jwt', await sign('HS256', `RS256-${form}`, { key: secret }), 'wrong-algorithm');
    }
  });

  test('RS256 where the key is for PS256, and the other way round', async () => {
    await front().refuses('jwt', await sign('RS256', 'PS256-set', { key: keys.PS256.own.privateKey }), 'wrong-algorithm');
    await front().refuses('jwt', await sign('PS256', 'RS256-set', { key: keys.RS256.own.privateKey }), 'wrong-algorithm');
  });

  test('a token that brings its own key', async () => {
    const { stranger } = keys.ES256;
    const jwk = await jose.exportJWK(stranger.publicKey);
    await front().refuses('jwt', await sign('ES256', 'ES256-set', { key: stranger.privateKey, header: { jwk } }), 'malformed');
    await front().refuses('jwt', await sign('ES256', 'ES256-set', {
      key: stranger.privateKey, header: { jku: 'https://evil.example/keys.json' } }), 'malformed');
  });

  test('an unsigned token', async () => {
    const jwt = new jose.UnsecuredJWT({ sub: 'kim' }).setIssuer(ISSUER).setAudience('images').setExpirationTime('10m').encode();
    await front().refuses('jwt', jwt, 'wrong-algorithm');
  });
});
