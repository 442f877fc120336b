// Tokens that other languages make now, behind real front servers: JWTs by
// Python's PyJWT and by plain PHP, and what Laravel encrypts, cookies too.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { execFileSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { COOKIE, changed, describeFronts, route } = require('./front.js');
const { now } = require('../harness/token.js');

// The Python that Debian's packages are for, whatever else is in $PATH.
const PYTHON = '/usr/bin/python3';
const ISSUER = 'https://login.example.org/';
const claims = { sub: 'kim', iss: ISSUER, aud: 'images' };

const run = (program, script, jobs) => JSON.parse(execFileSync(program, [path.join(__dirname, script)],
  { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 1 << 24 }));

// What becomes of a token, by what is wrong with it: [reason, status].
const CASES = {
  good: [],
  expired: ['expired', 410],
  audience: ['wrong-audience', 403],
  stranger: ['bad-signature', 403],
};

const tokens = {}; // by client and case

// PyJWT: a key of each algorithm, its public part as PyJWT itself writes it.
function signByPython(files) {
  const jobs = ['HS256', 'RS256', 'ES256', 'EdDSA'].flatMap((alg) => Object.keys(CASES).map((name) => ({
    alg, kid: `python-${alg}`, name,
    claims: { ...claims, ...(name === 'audience' && { aud: ['mail'] }) },
    lifetime: name === 'expired' ? -1 : 600,
    stranger: name === 'stranger',
  })));
  const made = run(PYTHON, 'pyjwt_sign.py', jobs);
  Object.assign(files, made.keys);
  jobs.forEach(({ alg, name }, i) => { (tokens[`PyJWT ${alg}`] ??= {})[name] = made.tokens[i]; });
}

function signByPhp(files, secret) {
  const made = run('php', 'jwt.php', Object.keys(CASES).map((name) => ({
    secret: (name === 'stranger' ? randomBytes(32) : secret).toString('hex'), kid: 'php',
    claims: { ...claims, exp: now() + (name === 'expired' ? -1 : 600), ...(name === 'audience' && { aud: 'mail' }) },
  })));
  files['php.jwk'] = JSON.stringify({
    kty: 'oct', kid: 'php', alg: 'HS256', k: secret.toString('base64url'), postern: { schemes: ['jwt'] } });
  tokens['PHP HS256'] = Object.fromEntries(Object.keys(CASES).map((name, i) => [name, made[i]]));
}

/* ---------------------------------------------------------------- Laravel */

const CIPHERS = ['AES-256-CBC', 'AES-256-GCM', 'AES-128-CBC', 'AES-128-GCM'];
// Payloads; "JWT" stands for one that PHP signs.
const IMAGE = { image: 'album/one.png', jwt: 'JWT' };
const LARAVEL = {
  encrypt: ['encrypt', IMAGE],
  encryptString: ['encryptString', IMAGE],
  jwt: ['encryptString', 'JWT'],
  cookie: ['cookie', 'JWT'],
  expired: ['encrypt', IMAGE, { exp: 1 }],
  endless: ['encrypt', IMAGE, { exp: undefined }],
  stranger: ['encrypt', IMAGE, {}, { key: 'another' }],
  otherName: ['cookie', 'JWT', {}, { name: 'laravel_session' }],
};

// The keys are APP_KEYs, each cipher's own and one that nobody here knows.
function encryptByLaravel(files, secret) {
  const made = run('php', 'laravel.php', CIPHERS.flatMap((cipher) => [{ cipher }, { cipher }]));
  const jobs = CIPHERS.flatMap((cipher, i) => {
    files[`app${i}.jwk`] = JSON.stringify({ kty: 'oct', kid: `app${i}`, alg: cipher, k: Buffer.from(made[2 * i]).toString('base64url') });
    return Object.values(LARAVEL).map(([how, payload, more = {}, { key, name = COOKIE } = {}]) => ({
      cipher, how, payload, name, key: made[2 * i + (key ? 1 : 0)], secret: secret.toString('hex'),
      header: { kid: 'php' }, claims: { ...claims, exp: now() + 600, ...more },
    }));
  });
  const encrypted = run('php', 'laravel.php', jobs);
  for (const cipher of CIPHERS) {
    tokens[cipher] = Object.fromEntries(Object.keys(LARAVEL).map((name) => [name, encrypted.shift()]));
  }
}

function options() {
  const files = {};
  const secret = randomBytes(32);
  signByPython(files);
  signByPhp(files, secret);
  encryptByLaravel(files, secret);
  return {
    keys: files,
    routes: () => [
      route('jwt', (prefix) => `accept = jwt\nissuer = ${ISSUER}\naudience = images\nallow = ${prefix}**`),
      route('laravel', (prefix) => `accept = laravel-encrypt\nallow = ${prefix}album/*`),
    ].join(''),
  };
}

describeFronts(options, (front) => {
  for (const client of ['PyJWT HS256', 'PyJWT RS256', 'PyJWT ES256', 'PyJWT EdDSA', 'PHP HS256']) {
    test(`${client}: opens`, async () => {
      await front().opens('jwt', tokens[client].good);
      await front().opens('jwt', tokens[client].good, { file: 'my cat.png' });
    });
    test(`${client}: a changed byte, expired, for others, by others`, async () => {
      await front().refuses('jwt', changed(tokens[client].good), 'bad-signature');
      for (const [name, [reason, status]] of Object.entries(CASES)) {
        if (reason) await front().refuses('jwt', tokens[client][name], reason, { status });
      }
    });
  }

  for (const cipher of CIPHERS) {
    const inUrl = { places: ['query', 'header', 'path'], file: 'album/one.png' };
    const inCookie = { places: ['cookie'], file: 'album/one.png' };

    test(`Laravel ${cipher}: encrypt() and encryptString() of an image and a JWT`, async () => {
      for (const how of ['encrypt', 'encryptString']) {
        const token = tokens[cipher][how];
        assert.match(token, /^eyJpdiI6/);
        await front().opens('laravel', token, { ...inUrl, namesFile: true });
        await front().refuses('laravel', token, 'outside-grant', { ...inUrl, file: 'album/with space/é+%.png' });
        await front().refuses('laravel', token, 'bad-signature', inCookie);
      }
    });

    test(`Laravel ${cipher}: a JWT alone, and in an encrypted cookie`, async () => {
      await front().opens('laravel', tokens[cipher].jwt, inUrl);
      await front().opens('laravel', tokens[cipher].cookie, inCookie);
      await front().refuses('laravel', tokens[cipher].jwt, 'no-rule', { ...inUrl, file: 'plain.png' });
      await front().refuses('laravel', tokens[cipher].cookie, 'no-rule', { ...inCookie, file: 'plain.png' });
    });

    test(`Laravel ${cipher}: a JWT that is over or never ends, another APP_KEY, another cookie`, async () => {
      await front().refuses('laravel', tokens[cipher].expired, 'expired', { ...inUrl, status: 410 });
      await front().refuses('laravel', tokens[cipher].endless, 'claim-missing', inUrl);
      await front().refuses('laravel', tokens[cipher].stranger, 'bad-signature', inUrl);
      await front().refuses('laravel', tokens[cipher].otherName, 'bad-signature', inCookie);
    });

    test(`Laravel ${cipher}: a changed byte`, async () => {
      const token = tokens[cipher].encrypt;
      const payload = JSON.parse(Buffer.from(token, 'base64'));
      const value = Buffer.from(payload.value, 'base64');
      value[20] ^= 1;
      const forged = Buffer.from(JSON.stringify({ ...payload, value: value.toString('base64') })).toString('base64');
      await front().refuses('laravel', forged, 'bad-signature', inUrl);
    });
  }
});
