// Runs every signer of native URLs below clients/ against the responder and the command line:
// each URL must open, and must be the very one that `postern sign` makes.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { execFileSync, spawnSync } = require('node:child_process');
const { Scratch } = require('../harness/scratch.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const BUILD = path.resolve(REPOSITORY, process.env.BUILD ?? 'build');
const CLIENTS = path.join(REPOSITORY, 'clients');

const SIGNERS = {
  'javascript/postern-sign.mjs': [process.execPath],
  'perl/postern_sign.pl': ['perl'],
  'php/postern_sign.php': ['php'],
  'python/postern_sign.py': ['python3'],
  'shell/postern-sign.sh': ['sh'],
};

// The secrets' lengths: HMAC hashes what is longer than 64 bytes.
const KEYS = { short: 16, usual: 32, block: 64, long: 81 };

const text = (value) => Buffer.from(value).toString('base64url');

// What is signed, and the options by which `postern sign` signs the same.
const CASES = [
  { path: '/img/cat.png' },
  { path: '/img/my cat.png' },
  { path: "/img/it's 100% a+b & c=d; (1) #2 [3]!*~,:@$.png" },
  { path: '/img/a%41.png' },
  { path: '/img/why?.png' },
  { path: '/img/deep/er/caf\u00e9 \u732b \u{1f4f7}.png' },
  { path: '/img/cat.png', fields: ['jpost-1'], options: ['--link', 'post-1'] },
  {
    path: '/img/cat.png',
    fields: [`s${text('kim@example.net')}`, 'mHEAD-GET', 'n1', `D${text('Katze \u00e4.png')}`, `i${text('192.0.2.0/24')}`],
    client: '192.0.2.7',
  },
  { path: '/img/', opens: '/img/cat.png', options: ['--prefix'] },
  { path: '/img/deep/', opens: '/img/deep/er/caf\u00e9 \u732b \u{1f4f7}.png', fields: ['jx', 'c'], options: ['--prefix', '--link', 'x', '--shared'] },
];

const now = () => Math.floor(Date.now() / 1000);
const encode = (decoded) => decoded.split('/').map(encodeURIComponent).join('/');
const expiryOf = (url) => Number(url.split('?st=')[1].split('.')[2]);

let site;
before(() => { site = makeSite(); });
after(() => site.scratch.remove());

function makeSite() {
  const scratch = new Scratch('signers');
  const at = (...names) => scratch.path(...names);
  fs.mkdirSync(at('keys'));
  for (const [kid, length] of Object.entries(KEYS)) {
    // Bytes that base64url writes as "-" and "_" among them.
    const k = Buffer.from(Array.from({ length }, (_, i) => (i * 251 + 0xfb) & 255)).toString('base64url');
    fs.writeFileSync(at('keys', `${kid}.jwk`), `{"kty": "oct", "kid": "${kid}", "alg": "HS256",\n "k": "${k}"}\n`, { mode: 0o600 });
  }
  for (const file of CASES.map((one) => one.opens ?? one.path)) {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.writeFileSync(at(file), '\x89PNG\r\n\x1a\n', 'latin1');
  }
  fs.writeFileSync(at('postern.ini'), `[postern]\nsite = example.org\nkeys = ${at('keys')}\nlog = stderr\n
[route images]\nprefix = /img/\nroot = ${at('img')}\ndelivery = direct\n`);
  return { scratch, at };
}

// The responder's HTTP status for one CGI request.
function ask(url, client = '127.0.0.1') {
  const env = { REQUEST_METHOD: 'GET', REQUEST_URI: url, REMOTE_ADDR: client };
  const { stdout } = spawnSync(path.join(BUILD, 'postern.fcgi'), ['--config', site.at('postern.ini')],
    { env, input: '', encoding: 'latin1' });
  return Number(/^Status: (\d{3}) /.exec(stdout)?.[1]);
}

function postern(...args) {
  return execFileSync(path.join(BUILD, 'postern'), args, { encoding: 'utf8', stdio: 'pipe' }).trimEnd();
}

function signer(file) {
  return (kid, ...args) => execFileSync(SIGNERS[file][0],
    [path.join(CLIENTS, file), site.at('keys', `${kid}.jwk`), 'example.org', ...args.map(String)], { encoding: 'utf8' }).trimEnd();
}

// As `postern sign` with the same expiry.
const signedByUs = (kid, one, expiry) => postern('sign', '--config', site.at('postern.ini'), '--key', kid,
  '--expires', expiry, ...(one.options ?? []), one.path);

test('every signer is tested', () => {
  const files = fs.readdirSync(CLIENTS).flatMap((language) =>
    fs.readdirSync(path.join(CLIENTS, language)).map((name) => `${language}/${name}`));
  assert.deepEqual(files.filter((name) => /sign\.[a-z]+$/.test(name)).sort(), Object.keys(SIGNERS));
});

for (const file of Object.keys(SIGNERS)) {
  describe(file, () => {
    const sign = signer(file);

    for (const [index, one] of CASES.entries()) {
      test(`case ${index}: ${one.path}`, () => {
        const url = sign('usual', one.path, 600, 60, ...(one.fields ?? []));
        const target = one.opens ? `${encode(one.opens)}?${url.split('?')[1]}` : url;
        assert.equal(ask(target, one.client), 200);
        assert.equal(ask(target.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')), one.client), 403);
        if (!one.client) assert.equal(url, signedByUs('usual', one, expiryOf(url)));
        assert.equal(url.split('?')[0], encode(one.path).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
      });
    }

    for (const kid of Object.keys(KEYS)) {
      test(`a secret of ${KEYS[kid]} bytes`, () => {
        const url = sign(kid, '/img/cat.png');
        assert.equal(ask(url), 200);
        assert.equal(url, signedByUs(kid, CASES[0], expiryOf(url)));
      });
    }

    // `ttl` and `window` as given; what they come to.
    for (const [ttl, window, lifetime, step] of [[undefined, undefined, 3600, 900], [7200, undefined, 7200, 1800], [600, 600, 600, 600], [90, 0, 90, 1]]) {
      test(`a lifetime of ${ttl ?? 'no'} and a window of ${window ?? 'no'} seconds`, () => {
        const before = now();
        const url = sign('usual', '/img/cat.png', ...[ttl, window].filter((value) => value !== undefined));
        const round = (seconds) => Math.ceil((seconds + lifetime) / step) * step;
        const expiry = expiryOf(url);
        assert.ok(expiry >= round(before) && expiry <= round(now()), `${expiry}`);
        assert.equal(expiry % step, 0);
      });
    }

    test('a URL is short, and the same for as long as the window lasts', () => {
      const [one, other] = [1, 2].map(() => sign('usual', '/img/albums/2026/summer/IMG_20260714_181530.jpg', 86400, 2e9));
      assert.equal(one, other);
      assert.ok(one.length < 150, one);
      assert.match(one.split('?st=')[1], /^[\w.-]+$/);
    });
  });
}
