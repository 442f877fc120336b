// Fetching an issuer's keys: from a file, and from a server of our own.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { test, before, after, beforeEach, afterEach } = require('node:test');
const { generateKeyPairSync } = require('node:crypto');
const { Scratch } = require('../harness/scratch.js');
const { Site, runAtOnce } = require('./command.js');

const publicJwk = (type, options) => generateKeyPairSync(type, options).publicKey.export({ format: 'jwk' });
const RSA = { kid: 'r1', alg: 'RS256', use: 'sig', ...publicJwk('rsa', { modulusLength: 2048 }) };
const EC = { kid: 'e1', ...publicJwk('ec', { namedCurve: 'P-256' }) };
const WEAK = { kid: 'w1', alg: 'RS256', ...publicJwk('rsa', { modulusLength: 1024 }) };
const SECRET = { kid: 's1', kty: 'oct', alg: 'HS256', k: 'A'.repeat(43) };
const ENCRYPTION = { ...RSA, kid: 'enc', alg: 'RSA-OAEP', use: 'enc' };

let authority; // Scratch with a certificate for 127.0.0.1
let certificate;
before(() => {
  authority = new Scratch('issuer');
  certificate = authority.path('issuer.crt');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=a test', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', authority.path('issuer.key'), '-out', certificate], { stdio: 'ignore' });
});
after(() => authority.remove());

let site;
const servers = [];
beforeEach(() => { site = new Site({ keys: [] }); });
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  }
  site.remove();
});

const listen = (server) => new Promise((resolve) => {
  servers.push(server);
  server.listen(0, '127.0.0.1', () => resolve(server.address().port));
});

// answer: what is called with a request and its response.
async function issuer(answer) {
  const key = fs.readFileSync(authority.path('issuer.key'));
  const port = await listen(https.createServer({ key, cert: fs.readFileSync(certificate) }, answer));
  return `https://127.0.0.1:${port}`;
}
const sends = (keys) => (request, response) => response.end(JSON.stringify({ keys }));

async function fetch(url, ...args) {
  const [result] = await runAtOnce([['keys', 'fetch', '--config', site.config, '--cacert', certificate, ...args, url]]);
  return result;
}
const fileOf = (name) => path.join(site.keyDirectory, name);
const read = (name) => JSON.parse(fs.readFileSync(fileOf(name), 'utf8'));
const files = () => fs.readdirSync(site.keyDirectory).sort();

async function fetches(url, ...args) {
  const { code, out, err } = await fetch(url, ...args);
  assert.equal(code, 0, err);
  return { out, err };
}

async function refuses(url, reason, ...args) {
  const before = files();
  const { code, out, err } = await fetch(url, ...args);
  assert.deepEqual([code, out], [1, ''], err);
  assert.match(err, reason);
  assert.deepEqual(files(), before);
}

test('keys come over https, under the name of the host', async () => {
  const seen = [];
  const url = await issuer((request, response) => { seen.push(request.url); sends([RSA, EC])(request, response); });
  const { out, err } = await fetches(`${url}/jwks?a=1`);
  assert.equal(out, `${fileOf('127.0.0.1.json')}\n`);
  assert.deepEqual(seen, ['/jwks?a=1']);
  assert.doesNotMatch(err, /left out/);
  assert.deepEqual(read('127.0.0.1.json').keys.map(({ kid, alg }) => [kid, alg]), [['r1', 'RS256'], ['e1', 'ES256']]);
  assert.equal(fs.statSync(fileOf('127.0.0.1.json')).mode & 0o777, 0o600);
  assert.match(site.run('keys list').out, /^e1 +ES256 +jwt +127\.0\.0\.1\.json\nr1 +RS256 +jwt +127\.0\.0\.1\.json\n$/);
});

test('a certificate that is not trusted, or of another host, is refused', async () => {
  const url = await issuer(sends([RSA]));
  const [result] = await runAtOnce([['keys', 'fetch', '--config', site.config, url]]);
  assert.deepEqual([result.code, result.out], [1, '']);
  assert.match(result.err, /certificate/);
  await refuses(url.replace('127.0.0.1', 'localhost'), /certificate|SSL/);
  await refuses(url, /nowhere/, '--cacert', '/nowhere');
});

test('redirects are followed to https, and three of them', async () => {
  const url = await issuer((request, response) => {
    const left = Number(request.url.slice(1));
    if (left === 0) sends([RSA])(request, response);
    else response.writeHead(302, { location: `/${left - 1}` }).end('{"keys": []}');
  });
  await fetches(`${url}/3`);
  await refuses(`${url}/4`, /redirect/);
});

test('no redirect leads out of https', async () => {
  const file = site.scratch.write('jwks.json', JSON.stringify({ keys: [RSA] }));
  const plain = await listen(http.createServer(sends([RSA])));
  for (const location of [`http://127.0.0.1:${plain}/`, `file://${file}`, 'ftp://127.0.0.1/a']) {
    const url = await issuer((request, response) => response.writeHead(301, { location }).end());
    await refuses(url, /cannot fetch/);
  }
});

test('only 200 OK is an answer', async () => {
  for (const status of [204, 206, 302, 404, 500]) {
    const url = await issuer((request, response) => response.writeHead(status).end(status === 204 ? '' : JSON.stringify({ keys: [RSA] })));
    await refuses(url, /cannot fetch/);
  }
});

test('what is larger than 64 KiB is not read', async () => {
  const keys = { keys: [RSA], padding: '' };
  keys.padding = 'x'.repeat(65536 - JSON.stringify(keys).length);
  const text = JSON.stringify(keys);
  await fetches(await issuer((request, response) => response.end(text)));
  await refuses(await issuer((request, response) => response.end(`${text} `)), /larger than 64 KiB/);
  let written = 0;
  const endless = (response) => {
    while (!response.destroyed && response.write('x'.repeat(16384))) written += 16384;
    if (!response.destroyed) response.once('drain', () => endless(response));
  };
  await refuses(await issuer((request, response) => endless(response)), /larger than 64 KiB/);
  assert.ok(written < 1 << 24);
});

test('a connection that breaks leaves the file that is there', async () => {
  const url = await issuer((request, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('{"keys": [', () => response.destroy());
  });
  const file = site.scratch.write('jwks.json', JSON.stringify({ keys: [RSA] }));
  await fetches(`file://${file}`, '--output', 'issuer');
  const before = fs.readFileSync(fileOf('issuer.json'), 'utf8');
  await refuses(url, /cannot fetch/, '--output', 'issuer');
  assert.equal(fs.readFileSync(fileOf('issuer.json'), 'utf8'), before);
});

// From a file; what is in it now.
const publish = (keys) => `file://${site.scratch.write('published.json', typeof keys === 'string' ? keys : JSON.stringify({ keys }))}`;

test('a file is a URL, too', async () => {
  await fetches(publish([EC]));
  assert.deepEqual(read('published.json').keys, [{ kty: 'EC', kid: 'e1', alg: 'ES256', crv: 'P-256', x: EC.x, y: EC.y }]);
  await refuses('file:///nowhere/jwks.json', /nowhere/);
});

test('what has not changed is not written', async () => {
  const { out } = await fetches(publish([RSA]));
  const before = fs.statSync(fileOf('published.json'), { bigint: true });
  assert.notEqual(out, '');
  const again = await fetches(publish([{ unknown: 1, ...RSA }, SECRET]));
  assert.deepEqual(again, { out: '', err: '' });
  const after = fs.statSync(fileOf('published.json'), { bigint: true });
  assert.deepEqual([after.ino, after.mtimeNs, after.ctimeNs], [before.ino, before.mtimeNs, before.ctimeNs]);
});

test('what changed replaces all of the file at once', async () => {
  await fetches(publish([RSA]), '--output', 'issuer.json');
  const held = fs.openSync(fileOf('issuer.json'), 'r');
  await fetches(publish([EC]), '--output', 'issuer.json');
  assert.deepEqual(read('issuer.json').keys.map(({ kid }) => kid), ['e1']);
  // Who has the old one open reads all of it.
  assert.deepEqual(JSON.parse(fs.readFileSync(held, 'utf8')).keys.map(({ kid }) => kid), ['r1']);
  fs.closeSync(held);
  assert.deepEqual(files(), ['issuer.json']);
});

test('what cannot be used is left out, and said', async () => {
  site.writeKey({ kid: 'mine' });
  const { err } = await fetches(publish([RSA, WEAK, SECRET, ENCRYPTION, { ...EC, kid: 'mine' }, { ...EC, kid: undefined },
    { ...RSA, kid: 'n1', alg: undefined }, { ...EC, kid: 'p1', d: 'AQAB' }, { ...EC, kid: '\x1b]0;x\x07' }]));
  assert.deepEqual(read('published.json').keys.map(({ kid }) => kid), ['r1']);
  const said = [/key w1 is left out: .*2048/, /key s1 is left out: it is secret/, /key enc is left out: it is for encryption/,
    /key mine is left out: another key file has its id/, /key without an id is left out: its id/, /key n1 is left out: .*--alg RS256/,
    /key p1 is left out: it is secret/, /key \\x1b\]0;x\\x07 is left out: its id/];
  for (const pattern of said) assert.match(err, pattern);
  assert.equal(err.match(/left out/g).length, said.length);
});

test('--alg is for RSA keys that do not say it', async () => {
  await fetches(publish([{ ...RSA, alg: undefined }, EC]), '--alg', 'PS256');
  assert.deepEqual(read('published.json').keys.map(({ alg }) => alg), ['PS256', 'ES256']);
  await refuses(publish([{ ...RSA, alg: undefined }]), /no key that Postern can use/, '--alg', 'HS256', '--output', 'other');
});

test('what is no set, or has no key that can be used, replaces nothing', async () => {
  await fetches(publish([RSA]));
  const before = fs.readFileSync(fileOf('published.json'), 'utf8');
  await refuses(publish([]), /no key that Postern can use/);
  await refuses(publish([SECRET, ENCRYPTION]), /key s1 is left out(.|\n)*no key that Postern can use/);
  await refuses(publish([RSA, { ...EC, kid: 'r1' }]), /has its "kid"/);
  for (const text of ['', '<html>', '[]', '{}', '{"keys":1}', '{"keys":[],"keys":[]}']) await refuses(publish(text), /not a JSON Web Key Set/);
  assert.equal(fs.readFileSync(fileOf('published.json'), 'utf8'), before);
});

test('the scope is its owner\'s: what the issuer says of it is not taken', async () => {
  const url = publish(JSON.stringify({ keys: [{ ...RSA, postern: { prefixes: ['/'] } }], postern: { prefixes: ['/'] } }));
  await fetches(url);
  assert.ok(!('postern' in read('published.json')) && !('postern' in read('published.json').keys[0]));
  const scoped = { postern: { prefixes: ['/img/'] }, keys: read('published.json').keys };
  fs.writeFileSync(fileOf('published.json'), JSON.stringify(scoped));
  await fetches(publish([EC]));
  assert.deepEqual(read('published.json').postern, scoped.postern);
  assert.deepEqual(read('published.json').keys.map(({ kid }) => kid), ['e1']);
});

test('a key file of another kind is not replaced', async () => {
  site.writeKey({ kid: 'web', file: 'web.json' });
  await refuses(publish([RSA]), /no set of keys: it stays/, '--output', 'web');
  site.scratch.write('keys/broken.jwk', '{', { mode: 0o600 });
  await refuses(publish([RSA]), /broken\.jwk is refused/);
});

test('of many at once, each leaves a whole file', async () => {
  const url = publish([RSA, EC]);
  const calls = Array.from({ length: 16 }, (_, i) => (i % 2
    ? ['keys', 'fetch', '--config', site.config, url] : ['check', '--config', site.config]));
  for (const { code, err } of await runAtOnce(calls)) assert.equal(code, 0, err);
  assert.deepEqual(files(), ['published.json']);
});

test('other URLs and names are misuse', async () => {
  const rows = [['http://example.org/jwks', /https:\/\/ or file|on the way/], ['ftp://example.org/', /must start with/],
    ['example.org', /must start with/], ['file://host/a', /must start with/], ['HTTPS://example.org/', /must start with/],
    ['https://name:secret@example.org/jwks', /user's name/], ['file:///', /--output/], ['https:///jwks', /--output/]];
  for (const [url, reason] of rows) {
    const { code, out, err } = await fetch(url);
    assert.deepEqual([code, out], [2, ''], url);
    assert.match(err, reason);
    assert.ok(!err.includes('secret'), err);
  }
  for (const output of ['../a', 'a/b', '.a', 'a b', '/etc/x', 'x'.repeat(120)]) {
    const { code, err } = await fetch('file:///x.json', '--output', output);
    assert.equal(code, 2, output);
    assert.match(err, /--output must be the name of a file/);
  }
  assert.equal((await fetch('https://a/', 'https://b/')).code, 2);
  const [none] = await runAtOnce([['keys', 'fetch', '--config', site.config]]);
  assert.match(none.err, /say the URL of the keys/);
});
