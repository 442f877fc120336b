// Encrypted tokens made now, with keys of their own, behind real front servers:
// JWE by npm's jose, PASETO (v4.public too) by npm's paseto-ts.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const { webcrypto } = require('node:crypto');
const jose = require('jose');
const { changed, describeFronts, route } = require('./front.js');

globalThis.crypto ??= webcrypto; // Node 18, for paseto-ts

const ISSUER = 'https://login.example.org/';
const minutes = (number) => new Date(Date.now() + number * 60000).toISOString();

// [key id, alg, enc, whether the key file names enc]; dir's key is enc's.
const SHARED = [
  ['dir-a256gcm', 'dir', 'A256GCM', true],
  ['dir-a128cbc', 'dir', 'A128CBC-HS256', true],
  ['dir-a128gcm', 'dir', 'A128GCM', true],
  ['dir-a256cbc', 'dir', 'A256CBC-HS512', true],
  ['kw256', 'A256KW', 'A256GCM', false],
  ['kw256', 'A256KW', 'A128CBC-HS256', false],
  ['kw256-cbc', 'A256KW', 'A256CBC-HS512', true],
  ['kw128', 'A128KW', 'A128GCM', false],
];
// [key id, alg, enc, form of the key file]
const PUBLIC = [
  ['oaep256', 'RSA-OAEP-256', 'A256GCM', 'jwk'],
  ['oaep256-pem', 'RSA-OAEP-256', 'A128CBC-HS256', 'pem'],
  ['oaep', 'RSA-OAEP', 'A128GCM', 'jwk'],
];

const keys = {}; // { own, stranger } by key id
let signer;
let forger;
let paseto;

async function writeShared(files) {
  for (const [kid, alg, enc, isNamed] of SHARED.filter(([id]) => !keys[id])) {
    const make = () => jose.generateSecret(alg === 'dir' ? enc : alg, { extractable: true });
    keys[kid] = { own: await make(), stranger: await make() };
    files[`${kid}.jwk`] = JSON.stringify({ ...await jose.exportJWK(keys[kid].own), kid, alg, ...(isNamed && { enc }) });
  }
}

async function writePublic(files) {
  await Promise.all(PUBLIC.map(async ([kid, alg, , form]) => {
    const make = () => jose.generateKeyPair(alg, { extractable: true });
    const [own, stranger] = await Promise.all([make(), make()]);
    keys[kid] = { own: own.publicKey, stranger: stranger.publicKey };
    if (form === 'pem') files[`${kid}.${alg}.pem`] = await jose.exportPKCS8(own.privateKey);
    else files[`${kid}.jwk`] = JSON.stringify({ ...await jose.exportJWK(own.privateKey), kid, alg });
  }));
}

async function writeSigner(files) {
  [signer, forger] = await Promise.all([1, 2].map(() => jose.generateKeyPair('ES256')));
  files['es.jwk'] = JSON.stringify({ ...await jose.exportJWK(signer.publicKey), kid: 'es', alg: 'ES256' });
}

async function writePaseto(files) {
  paseto = await import('paseto-ts/v4');
  const raw = (paserk) => paserk.split('.')[2];
  const pairs = [1, 2].map(() => paseto.generateKeys('public'));
  const [local, strange] = [1, 2].map(() => paseto.generateKeys('local'));
  keys['v4.local'] = { own: local, stranger: strange };
  keys['v4.public'] = { own: pairs[0].secretKey, stranger: pairs[1].secretKey };
  files['local.jwk'] = JSON.stringify({ kty: 'oct', kid: 'local', alg: 'v4.local', k: raw(local) });
  files['public.jwk'] = JSON.stringify({
    kty: 'OKP', crv: 'Ed25519', kid: 'public', alg: 'v4.public', x: raw(pairs[0].publicKey) });
}

async function options() {
  const files = {};
  await Promise.all([writeShared, writePublic, writeSigner, writePaseto].map((write) => write(files)));
  const asked = `issuer = ${ISSUER}\naudience = images`;
  return {
    keys: files,
    routes: () => [
      route('jwe', (prefix) => `accept = jwe jwt\n${asked}\nallow = ${prefix}{sub}`),
      route('paseto', (prefix) => `accept = paseto\n${asked}\nallow = ${prefix}{sub}`),
      // It writes milliseconds, and what it made now would be of the next second.
      route('timed', (prefix) => `accept = paseto\nleeway = 1s\nallow = ${prefix}{sub}`),
      route('bound', (prefix) => `accept = paseto\nassertion = example.org\nallow = ${prefix}{sub}`),
    ].join(''),
  };
}

function withClaims(jwt, { audience = 'images', expires = '10m', subject = 'plain.png' } = {}) {
  return jwt.setSubject(subject).setIssuer(ISSUER).setAudience(audience).setIssuedAt().setExpirationTime(expires);
}

function encryptClaims(kid, alg, enc, { key = keys[kid].own, header = {}, ...claims } = {}) {
  return withClaims(new jose.EncryptJWT({}), claims).setProtectedHeader({ alg, enc, kid, ...header }).encrypt(key);
}

// A signed JWT in an encrypted one.
async function encryptSigned(kid, alg, enc, { key = keys[kid].own, signedBy = signer, ...claims } = {}) {
  const signed = await withClaims(new jose.SignJWT({}), claims).setProtectedHeader({ alg: 'ES256', kid: 'es' }).sign(signedBy.privateKey);
  return new jose.CompactEncrypt(new TextEncoder().encode(signed)).setProtectedHeader({ alg, enc, kid, cty: 'JWT' }).encrypt(key);
}

// What holds for every way of making one.
async function opensAndRefuses(front, name, make) {
  const good = await make();
  await front.opens(name, good);
  await front.refuses(name, good, 'no-rule', { file: 'photo.jpg' });
  await front.refuses(name, await make({ audience: 'mail' }), 'wrong-audience');
  return good;
}

describeFronts(options, (front) => {
  for (const [kid, alg, enc] of SHARED) {
    for (const [what, encrypt] of [['claims', encryptClaims], ['a signed JWT', encryptSigned]]) {
      test(`${alg}, ${enc}, ${kid}: ${what}`, async () => {
        const make = (more) => encrypt(kid, alg, enc, more);
        await front().refuses('jwe', changed(await opensAndRefuses(front(), 'jwe', make)), 'bad-signature');
        await front().refuses('jwe', await make({ key: keys[kid].stranger }), 'bad-signature');
        await front().refuses('jwe', await make({ expires: '-1s' }), 'expired', { status: 410 });
      });
    }
  }

  for (const [kid, alg, enc] of PUBLIC) {
    test(`${alg}, ${enc}, ${kid}: a signed JWT, never claims`, async () => {
      const make = (more) => encryptSigned(kid, alg, enc, more);
      await front().refuses('jwe', changed(await opensAndRefuses(front(), 'jwe', make)), 'bad-signature');
      await front().refuses('jwe', await make({ key: keys[kid].stranger }), 'bad-signature');
      await front().refuses('jwe', await make({ signedBy: forger }), 'bad-signature');
      await front().refuses('jwe', await make({ expires: '-1s' }), 'expired', { status: 410 });
      await front().refuses('jwe', await encryptClaims(kid, alg, enc), 'malformed');
    });
  }

  test('an encryption that the key does not name', async () => {
    await front().refuses('jwe', await encryptClaims('kw256-cbc', 'A256KW', 'A256GCM'), 'wrong-algorithm');
    await front().refuses('jwe', await encryptClaims('kw256', 'A256GCMKW', 'A256GCM'), 'wrong-algorithm');
  });

  const makers = {
    'v4.local': (...args) => paseto.encrypt(...args),
    'v4.public': (...args) => paseto.sign(...args),
  };
  for (const [version, make] of Object.entries(makers)) {
    const kid = version.split('.')[1];
    const token = ({ key = keys[version].own, audience = 'images', expires = 10, ...more } = {}) => make(key,
      { sub: 'plain.png', iss: ISSUER, aud: audience, iat: minutes(-2), exp: minutes(expires) },
      { footer: { kid }, validatePayload: false, addIat: false, addExp: false, ...more });

    test(`PASETO ${version}`, async () => {
      const good = await opensAndRefuses(front(), 'paseto', token);
      const [head, purpose, body, footer] = good.split('.');
      await front().refuses('paseto', `${changed([head, purpose, body].join('.'))}.${footer}`, 'bad-signature');
      await front().refuses('paseto', token({ key: keys[version].stranger }), 'bad-signature');
      await front().refuses('paseto', token({ expires: -1 }), 'expired', { status: 410 });
    });

    test(`PASETO ${version} without a footer, and with the library's own times`, async () => {
      await front().opens('paseto', token({ footer: '' }));
      await front().opens('timed', make(keys[version].own, { sub: 'plain.png' }, { footer: { kid } }));
    });

    test(`PASETO ${version} with an implicit assertion`, async () => {
      await front().opens('bound', token({ assertion: 'example.org' }));
      await front().refuses('bound', token({ assertion: 'example.com' }), 'bad-signature');
      await front().refuses('bound', token(), 'bad-signature');
      await front().refuses('paseto', token({ assertion: 'example.org' }), 'bad-signature');
    });
  }
});
