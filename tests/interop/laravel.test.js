// Laravel's own Encrypter and cookies (Debian's packages) make tokens with keys
// of their own, now; the command line and the responder judge them.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { execFileSync, spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { Scratch } = require('../harness/scratch.js');

const BUILD = path.resolve(__dirname, '../..', process.env.BUILD ?? 'build');
const PROGRAM = path.join(BUILD, 'postern');
const COOKIE = 'postern_images';
const FILES = ['cat.png', 'my cat.png', 'users/42/caf\u00e9 \u732b.png', 'users/43/dog.png', '100%.png'];
const CIPHERS = ['AES-256-CBC', 'AES-256-GCM', 'AES-128-CBC', 'aes-128-gcm'];

const now = () => Math.floor(Date.now() / 1000);
const encode = (decoded) => decoded.split('/').map(encodeURIComponent).join('/');
const inQuery = (token, file = 'cat.png') => ({ url: `/img/${encode(file)}?st=${encodeURIComponent(token)}` });
const inHeader = (token, file = 'cat.png') => ({ url: `/img/${encode(file)}`, authorization: `Bearer ${token}` });
const inPath = (token, file = 'cat.png') => ({ url: `/img/t/${token.replace(/=+$/, '')}/${encode(file)}` });
const inCookie = (value, file = 'cat.png', name = COOKIE) => ({ url: `/img/${encode(file)}`, cookie: `a=1; ${name}=${value}; b=2` });

// One PHP process makes them all.
function php(jobs) {
  return JSON.parse(execFileSync('php', [path.join(__dirname, 'laravel.php')], { input: JSON.stringify(jobs), encoding: 'utf8' }));
}

let site;
before(() => { site = makeSite(); });
after(() => site.scratch.remove());

function makeSite() {
  const scratch = new Scratch('laravel');
  const at = (...names) => scratch.path(...names);
  const keys = {};
  const secret = randomBytes(32);
  fs.mkdirSync(at('keys'), { mode: 0o700 });
  for (const file of FILES) {
    fs.mkdirSync(path.dirname(at('img', file)), { recursive: true });
    fs.writeFileSync(at('img', file), '\x89PNG\r\n\x1a\n', 'latin1');
  }
  fs.writeFileSync(at('postern.ini'), `[postern]\nsite = example.org\nkeys = ${at('keys')}\nlog = ${at('log', 'postern.log')}\n
[route images]\nprefix = /img/\nroot = ${at('img')}\ndelivery = direct\naccept = laravel-encrypt
carrier = query cookie header path\nsegment = t\ncookie = ${COOKIE}
allow = /img/* /img/users/{sub}/**\n`);
  // As docs/laravel.md says: the line of .env, read from the standard input.
  const importKey = (id, algorithm, text, ...more) => execFileSync(PROGRAM,
    ['keys', 'import', '--config', at('postern.ini'), '--id', id, '--alg', algorithm, ...more], { input: text, stdio: 'pipe' });
  php(CIPHERS.map((cipher) => ({ cipher }))).forEach((key, i) => {
    keys[CIPHERS[i]] = { key, cipher: CIPHERS[i] };
    importKey(`app${i}`, CIPHERS[i].toUpperCase(), `${key}\n`);
  });
  keys.raw = { key: randomBytes(16).toString('hex'), cipher: 'AES-256-CBC' };
  importKey('raw', 'AES-256-CBC', `${keys.raw.key}\n`);
  keys.foreign = { key: `base64:${randomBytes(32).toString('base64')}`, cipher: 'AES-256-CBC' };
  importKey('jwt1', 'HS256', secret, '--scheme', 'jwt');
  return { scratch, at, keys, secret: secret.toString('hex') };
}

// A job for PHP; the JWT is good for ten minutes, unless it says otherwise.
function job(how, payload, { key = 'AES-256-CBC', claims = {}, ...more } = {}) {
  return { ...site.keys[key], how, payload, secret: site.secret, claims: { sub: '42', exp: now() + 600, ...claims }, ...more };
}
const token = (...args) => php([job(...args)])[0];
const cookie = (payload, options) => token('cookie', payload, { name: COOKIE, ...options });

function verify({ url, authorization, cookie: cookies }, ...more) {
  const { stdout, stderr } = spawnSync(PROGRAM, ['verify', '--config', site.at('postern.ini'), '--json',
    ...(authorization ? ['--header', `Authorization: ${authorization}`] : []),
    ...(cookies ? ['--header', `Cookie: ${cookies}`] : []), ...more, '--', url], { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

// The responder's HTTP status for one CGI request.
function ask({ url, authorization, cookie: cookies }) {
  const env = { REQUEST_METHOD: 'GET', REQUEST_URI: url, REMOTE_ADDR: '127.0.0.1',
    ...(authorization && { HTTP_AUTHORIZATION: authorization }), ...(cookies && { HTTP_COOKIE: cookies }) };
  const { stdout } = spawnSync(path.join(BUILD, 'postern.fcgi'), ['--config', site.at('postern.ini')], { env, input: '', encoding: 'latin1' });
  return Number(/^Status: (\d{3}) /.exec(stdout)?.[1]);
}

function opens(request) {
  const { verdict, reason } = verify(request);
  assert.deepEqual([verdict, reason], ['allow', 'ok'], JSON.stringify(request));
  assert.equal(ask(request), 200);
}

function refused(request, reason, status = 403) {
  const json = verify(request);
  assert.deepEqual([json.verdict, json.reason], ['deny', reason], JSON.stringify(request));
  assert.equal(ask(request), status);
}

const PAYLOAD = { image: 'cat.png', jwt: 'JWT' };

describe('every cipher and every place', () => {
  for (const cipher of [...CIPHERS, 'raw']) {
    test(`${cipher}: encrypt() and encryptString()`, () => {
      for (const how of ['encrypt', 'encryptString']) {
        const made = token(how, PAYLOAD, { key: cipher });
        for (const place of [inQuery, inHeader, inPath]) opens(place(made));
        refused(inQuery(made, 'my cat.png'), 'outside-grant');
      }
    });

    test(`${cipher}: a cookie`, () => {
      const value = cookie('JWT', { key: cipher });
      for (const file of FILES.filter((name) => !name.includes('43'))) opens(inCookie(value, file));
      refused(inCookie(value, 'users/43/dog.png'), 'no-rule');
      refused(inHeader(decodeURIComponent(value)), 'malformed');
    });
  }

  test('twenty of each, so that every padding and every iv comes up', () => {
    const jobs = Array.from({ length: 20 }, (_, i) => job('encrypt', { ...PAYLOAD, filler: 'x'.repeat(i) },
      { key: CIPHERS[i % CIPHERS.length] }));
    const made = php(jobs);
    assert.equal(new Set(made).size, 20);
    assert.deepEqual([...new Set(made.map((one) => one.length - one.replace(/=+$/, '').length))].sort(), [0, 1, 2]);
    for (const one of made) {
      assert.equal(verify(inQuery(one)).verdict, 'allow');
      assert.equal(verify({ url: `/img/cat.png?st=${one}` }).verdict, 'allow');
      assert.equal(verify({ url: `/img/cat.png?st=${one.replace(/=+$/, '')}` }).verdict, 'allow');
      const at = Math.floor(one.length / 2);
      const changed = one.slice(0, at) + (one[at] === 'A' ? 'B' : 'A') + one.slice(at + 1);
      assert.equal(verify(inQuery(changed)).verdict, 'deny');
    }
  });
});

describe('what stands inside', () => {
  test('names of files in every form', () => {
    for (const image of FILES.filter((name) => !name.includes('43'))) {
      opens(inQuery(token('encrypt', { image, jwt: 'JWT' }), image));
      opens(inQuery(token('encryptString', { image: `/img/${image}`, jwt: 'JWT' }), ''));
    }
  });

  test('a JWT alone', () => {
    opens(inQuery(token('encryptString', 'JWT'), 'users/42/caf\u00e9 \u732b.png'));
    opens(inQuery(token('encrypt', 'JWT'), 'users/42/caf\u00e9 \u732b.png'));
    refused(inQuery(token('encrypt', 'JWT'), 'users/43/dog.png'), 'no-rule');
  });

  test('other members, of every kind that JSON has', () => {
    const more = { list: [1, 2.5, 'three', null, true, { four: 'f\u00fcnf' }], n: -7, empty: [], big: 2 ** 53 };
    for (const how of ['encrypt', 'encryptString']) opens(inQuery(token(how, { ...more, ...PAYLOAD })));
  });

  test('an expiry of its own, in place of a JWT', () => {
    opens(inQuery(token('encrypt', { image: 'cat.png', exp: now() + 60 })));
    refused(inQuery(token('encrypt', { image: 'cat.png', exp: now() - 1 })), 'expired', 410);
    refused(inQuery(token('encrypt', { image: 'cat.png' })), 'claim-missing');
    refused(inQuery(token('encryptString', 'cat.png')), 'malformed');
  });

  test('the JWT is judged like any other', () => {
    refused(inQuery(token('encrypt', PAYLOAD, { claims: { exp: undefined } })), 'claim-missing');
    refused(inQuery(token('encrypt', PAYLOAD, { claims: { exp: now() - 1 } })), 'expired', 410);
    refused(inQuery(token('encrypt', PAYLOAD, { secret: randomBytes(32).toString('hex') })), 'bad-signature');
    refused(inQuery(token('encrypt', PAYLOAD, { header: { kid: 'jwt2' } })), 'unknown-key');
    opens(inQuery(token('encrypt', PAYLOAD, { header: { kid: 'jwt1' } })));
  });

  test('no object, and no path that leads elsewhere', () => {
    refused(inQuery(token('object', PAYLOAD)), 'malformed');
    refused(inQuery(token('encrypt', { ...PAYLOAD, image: '../img/cat.png' })), 'malformed');
    refused(inQuery(token('encrypt', { ...PAYLOAD, image: '/other/cat.png' })), 'outside-grant');
  });
});

describe('who made it', () => {
  test('an APP_KEY of another application', () => {
    refused(inQuery(token('encrypt', PAYLOAD, { key: 'foreign' })), 'bad-signature');
    refused(inCookie(cookie('JWT', { key: 'foreign' })), 'bad-signature');
  });

  test('a cookie of another name', () => {
    refused(inCookie(cookie('JWT', { name: 'laravel_session' })), 'bad-signature');
    refused(inCookie(encodeURIComponent(token('encryptString', 'JWT'))), 'bad-signature');
    refused({ url: '/img/cat.png', cookie: `laravel_session=${cookie('JWT', { name: 'laravel_session' })}` }, 'no-credential');
  });

  test('a cookie beside a token in the URL', () => {
    refused({ ...inQuery(token('encrypt', PAYLOAD)), cookie: `${COOKIE}=${cookie('JWT')}` }, 'ambiguous');
  });

  test('nothing of it is in the log', () => {
    const made = token('encrypt', PAYLOAD);
    const value = cookie('JWT');
    for (const request of [inQuery(made), inHeader(made), inPath(made), inCookie(value), inQuery(`${made.slice(0, -9)}AAAAAAAAA`)]) ask(request);
    const log = fs.readFileSync(site.at('log', 'postern.log'), 'utf8');
    assert.match(log, /scheme=laravel-encrypt key=app0 /);
    assert.ok(!log.includes('eyJ'));
    for (const { key } of Object.values(site.keys)) assert.ok(!log.includes(key));
  });
});
