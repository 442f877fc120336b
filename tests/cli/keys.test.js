// Listing keys, and importing those that others have made.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, beforeEach, afterEach } = require('node:test');
const { createPublicKey, createSecretKey, generateKeyPairSync, randomBytes } = require('node:crypto');
const { Site, run } = require('./command.js');

let site;
beforeEach(() => { site = new Site({ keys: [] }); });
afterEach(() => site.remove());

const files = () => fs.readdirSync(site.keyDirectory).sort();
const modeOf = (file) => fs.statSync(file).mode & 0o7777;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key, type = 'spki') => key.export({ type, format: 'pem' });

function list() {
  const { code, out, err } = site.run('keys list');
  assert.equal(code, 0, err);
  return out.trimEnd().split('\n').map((line) => line.split(/ {2,}/));
}

// Imports it, and returns the file's name.
function imports(input, ...args) {
  const { code, out, err } = site.run('keys import', [...args], { input });
  assert.equal(code, 0, err);
  assert.ok(!(out + err).includes(String(input).trim()), 'the key is shown');
  const file = out.trimEnd();
  assert.equal(path.dirname(file), site.keyDirectory);
  assert.equal(modeOf(file), 0o600);
  return path.basename(file);
}

function refuses(input, args, reason, code = 1) {
  const before = files();
  const result = site.run('keys import', [...args], { input });
  assert.deepEqual([result.code, result.out], [code, ''], result.err);
  assert.match(result.err, reason);
  if (String(input).trim() !== '') assert.ok(!result.err.includes(String(input).trim()), 'the key is shown');
  assert.deepEqual(files(), before);
}

test('keys are listed with what they are, and without what is secret', () => {
  site.writeKey({ kid: 'web' });
  site.writeKey({ kid: 'past', postern: { retired_after: 1000000000 } });
  site.writeKey({ kid: 'soon', postern: { retired_after: 99999999999, not_before: 99999999998 } });
  site.writeKey({ kid: 'both', postern: { schemes: ['native', 'jwt'] }, file: 'a.json' });
  imports(pem(ec.publicKey), '--id', 'mobile');
  assert.deepEqual(list(), [
    ['both', 'HS256', 'native,jwt', 'a.json'],
    ['mobile', 'ES256', 'jwt', 'mobile.pem'],
    ['past', 'HS256', 'native', 'past.jwk', 'retired after 2001-09-09T01:46:40Z'],
    ['soon', 'HS256', 'native', 'soon.jwk', 'retires after 5138-11-16T09:46:39Z', 'good from 5138-11-16T09:46:38Z'],
    ['web', 'HS256', 'native', 'web.jwk'],
  ]);
});

test('where there is no key, that is said', () => {
  const { code, out, err } = site.run('keys list');
  assert.deepEqual([code, out], [0, '']);
  assert.match(err, /there is no key in /);
});

test('a directory that is refused is not listed', () => {
  site.writeKey({ kid: 'open', mode: 0o644 });
  const { code, out, err } = site.run('keys list');
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /open\.jwk is refused: others may read it/);
  const elsewhere = run(['keys', 'list', '--directory', '/nowhere']);
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.err, /\/nowhere cannot be read/);
});

test('a secret is imported without the end of its line', () => {
  const secret = randomBytes(24).toString('base64');
  assert.equal(imports(`${secret}\n`, '--id', 'web', '--alg', 'HS256'), 'web.jwk');
  const { k, ...rest } = JSON.parse(fs.readFileSync(path.join(site.keyDirectory, 'web.jwk'), 'utf8'));
  assert.deepEqual(rest, { kty: 'oct', kid: 'web', alg: 'HS256' });
  assert.equal(Buffer.from(k, 'base64url').toString(), secret);
});

test('a secret of bytes is imported as it is', () => {
  const secret = Buffer.concat([Buffer.from([0, 255]), randomBytes(61), Buffer.from('\n')]);
  imports(secret, '--id', 's', '--alg', 'A256SIV');
  const { k } = JSON.parse(fs.readFileSync(path.join(site.keyDirectory, 's.jwk'), 'utf8'));
  assert.deepEqual(Buffer.from(k, 'base64url'), secret);
});

test('what an application has is imported with its scope', () => {
  imports(`${'x'.repeat(32)}\n`, '--id', 'api', '--alg', 'HS256', '--scheme', 'jwt', '--scheme', 'native',
    '--prefix', '/img/', '--prefix', '/docs/', '--longest-lifetime', '1h');
  const { postern } = JSON.parse(fs.readFileSync(path.join(site.keyDirectory, 'api.jwk'), 'utf8'));
  assert.deepEqual(postern, { schemes: ['jwt', 'native'], prefixes: ['/img/', '/docs/'], longest_lifetime: 3600 });
  imports(`base64:${randomBytes(32).toString('base64')}\n`, '--id', 'laravel', '--alg', 'AES-256-CBC');
  imports(randomBytes(32), '--id', 'jwe', '--alg', 'dir', '--enc', 'A256GCM');
  assert.deepEqual(list().map((row) => row.slice(0, 3)), [
    ['api', 'HS256', 'jwt,native'], ['jwe', 'dir', 'jwe'], ['laravel', 'AES-256-CBC', 'laravel-encrypt']]);
});

test('public keys are imported from PEM and JWK', () => {
  assert.equal(imports(pem(rsa.publicKey), '--id', 'auth0', '--alg', 'RS256'), 'auth0.RS256.pem');
  assert.equal(imports(pem(ec.publicKey), '--id', 'mobile'), 'mobile.pem');
  const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  assert.equal(imports(JSON.stringify(ed), '--id', 'https://example.org/keys/1'), 'https___example.org_keys_1.jwk');
  assert.equal(imports(JSON.stringify({ ...ed, kid: 'own', alg: 'v4.public' })), 'own.jwk');
  assert.equal(imports(pem(rsa.privateKey, 'pkcs8'), '--id', 'sealed', '--alg', 'RSA-OAEP-256'), 'sealed.RSA-OAEP-256.pem');
  assert.deepEqual(list().map((row) => row.slice(0, 3)), [
    ['auth0', 'RS256', 'jwt'], ['https://example.org/keys/1', 'EdDSA', 'jwt'], ['mobile', 'ES256', 'jwt'],
    ['own', 'v4.public', 'paseto'], ['sealed', 'RSA-OAEP-256', 'jwe']]);
});

test('a private key is refused where the public one will do', () => {
  refuses(pem(rsa.privateKey, 'pkcs8'), ['--id', 'a', '--alg', 'RS256'], /openssl pkey -pubout/);
  refuses(JSON.stringify(ec.privateKey.export({ format: 'jwk' })), ['--id', 'a'], /take "d".* out/);
});

test('what is no key, or too weak a one, is refused', () => {
  refuses('', ['--id', 'a', '--alg', 'HS256'], /it is empty/);
  refuses('too short\n', ['--id', 'a', '--alg', 'HS256'], /shorter than 16 bytes/);
  refuses('0123456789abcdef\n', ['--id', 'a', '--alg', 'HS256', '--scheme', 'jwt'], /shorter than 32 bytes/);
  refuses('0123456789abcdef\n', ['--id', 'a'], /say its algorithm/);
  refuses('0123456789abcdef\n', ['--alg', 'HS256'], /say the key's id/);
  refuses('0123456789abcdef\n', ['--id', 'a', '--alg', 'none'], /no such algorithm/);
  refuses('x'.repeat(65537), ['--id', 'a', '--alg', 'HS256'], /larger than 64 KiB/);
  refuses(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey), ['--id', 'a', '--alg', 'RS256'], /2048/);
  refuses(pem(rsa.publicKey), ['--id', 'a'], /ID\.RS256\.pem/);
  refuses(pem(rsa.publicKey), ['--id', 'a', '--alg', 'HS256'], /takes no PEM/);
  refuses(pem(ec.privateKey, 'pkcs8'), ['--id', 'a', '--prefix', '/img/'], /no public key/);
  refuses('0g', ['--id', 'a', '--alg', 'HS256', '--encoding', 'hex'], /not in that encoding/);
  refuses(pem(ec.publicKey), ['--id', '../a'], /cannot be a file's name/);
  refuses('{"keys": []}', ['--id', 'a'], /keys fetch/);
});

test('an id that is taken is refused, and so is a file', () => {
  site.writeKey({ kid: 'web', file: 'old.json' });
  site.writeKey({ kid: 'other', file: 'free.jwk' });
  refuses('0123456789abcdef\n', ['--id', 'web', '--alg', 'HS256'], /there is a key web in /);
  refuses('0123456789abcdef\n', ['--id', 'free', '--alg', 'HS256'], /there is a file free\.jwk in /);
  refuses(JSON.stringify({ kid: 'web', ...createPublicKey(rsa.publicKey.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' }), alg: 'RS256' }),
    [], /there is a key web in /);
});

test('nothing is added to a directory that is refused', () => {
  site.scratch.write('keys/broken.jwk', '{', { mode: 0o600 });
  refuses('0123456789abcdef\n', ['--id', 'a', '--alg', 'HS256'], /broken\.jwk is refused/);
});

test('a secret on the command line is refused, and not shown', () => {
  const secret = randomBytes(16).toString('hex');
  refuses('', ['--id', 'a', '--alg', 'HS256', secret], /is read from the standard input/, 2);
  refuses('', ['--id', 'a', '--secret', secret], /there is no option --secret\n/, 2);
  refuses('', ['--id', 'a', `--secret=${secret}`], /there is no option --secret\n/, 2);
  const { err } = site.run('keys import', ['--id', 'a', '--alg', 'HS256', secret]);
  assert.ok(!err.includes(secret));
});

test('an imported key signs', () => {
  const jwk = createSecretKey(randomBytes(32)).export({ format: 'jwk' });
  imports(JSON.stringify(jwk), '--id', 'web', '--alg', 'HS256');
  assert.equal(site.verify(site.sign('/img/cat.png')).verdict, 'allow');
});
