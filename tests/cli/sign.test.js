// Signing: the same bytes as an independent signer, and nothing that Postern
// would refuse.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test, before, after } = require('node:test');
const { field, signToken } = require('../harness/token.js');
const { NOW, Site, tokenOf } = require('./command.js');

const DAY = 86400;
let site;
before(() => {
  site = new Site({
    keys: [
      { kid: 'k1', age: 100 },
      { kid: 'thumbs', age: 200, postern: { prefixes: ['/img/thumbs/'] } },
      { kid: 'short', age: 300, postern: { longest_lifetime: 3600 } },
      { kid: 'old', age: 0, postern: { retired_after: NOW - 1 } },
      { kid: 'new', age: 0, postern: { not_before: NOW + 10 * DAY } },
    ],
    routes: `[route albums]
prefix = /img/albums/
root = ROOT
delivery = direct
parameter = token
keys = gone old thumbs k1
[route short]
prefix = /short/
root = ROOT
delivery = direct
keys = short`,
  });
});
after(() => site.remove());

const at = (...args) => site.sign('--now', String(NOW), ...args);
const expiryOf = (url) => Number(url.match(/=1\.[^.]+\.(\d+)/)[1]);

// Options, and what an independent signer puts into the token.
const TERMS = [
  ['nothing', [], []],
  ['a network', ['--client', '192.0.2.0/24'], [field.client('192.0.2.0/24')], '192.0.2.77'],
  ['an address', ['--client', '192.0.2.9'], [field.client('192.0.2.9')], '192.0.2.9'],
  ['an IPv6 network', ['--client', '2001:db8::/32'], [field.client('2001:db8::/32')], '2001:db8::1'],
  ['a link', ['--link', 'Mail_2026-11'], [field.link('Mail_2026-11')]],
  ['a subject', ['--subject', 'Zoë <z@example.org>'], [field.subject('Zoë <z@example.org>')]],
  ['GET', ['--method', 'GET'], [field.methods('GET')]],
  ['HEAD', ['--method', 'HEAD'], [field.methods('HEAD')]],
  ['GET and HEAD', ['--method', 'HEAD', '--method', 'GET'], [field.methods('GET-HEAD')]],
  ['a download', ['--download', 'Ünïcode "cat".png'], [field.attachment('Ünïcode "cat".png')]],
  ['an inline name', ['--inline', 'cat.png'], [field.inline('cat.png')]],
  ['shared caches', ['--shared'], [field.shared]],
  ['a start', ['--not-before', String(NOW - 5)], [field.notBefore(NOW - 5)]],
  ['everything', ['--subject', 's', '--method', 'HEAD', '--link', 'l', '--inline', 'i',
    '--not-before', '1', '--client', '::1'],
  [field.inline('i'), field.client('::1'), 'jl', 'mHEAD', 'n1', field.subject('s')], '::1'],
];

for (const [name, args, fields, client] of TERMS) {
  test(`${name}: byte for byte what an independent signer makes`, () => {
    const url = at('--expires', String(NOW + 60), ...args, '/img/cat.png');
    const token = signToken('example.org', site.keys.get('k1'), '/img/cat.png', NOW + 60, fields);
    assert.equal(url, `/img/cat.png?st=${token}`);
    const options = client ? ['--client', client] : [];
    const method = args.includes('HEAD') ? 'HEAD' : 'GET';
    const { verdict, key_id: key } = site.verify(url, '--now', String(NOW), '--method', method, ...options);
    assert.deepEqual([verdict, key], ['allow', 'k1']);
  });

  test(`${name}: fewer than 150 characters, all of them safe in a URL`, () => {
    const token = tokenOf(at(...args, '/img/cat.png'));
    assert.match(token, /^[A-Za-z0-9._-]+$/);
    assert.ok(token.length < 150, `${token.length}`);
  });
}

test('the order of options does not count', () => {
  const pairs = [['--link', 'l'], ['--subject', 's'], ['--method', 'GET'], ['--shared'], ['--download', 'd']];
  assert.equal(at(...pairs.flat(), '/img/cat.png'), at('/img/cat.png', ...pairs.reverse().flat()));
});

test('a prefix opens what is below it, and nothing beside it', () => {
  const url = at('--prefix', '/img/my album/');
  const token = signToken('example.org', site.keys.get('k1'), '/img/my album/', expiryOf(url),
    [field.prefix('/img/my album/')]);
  assert.equal(url, `/img/my%20album/?st=${token}`);
  const verdict = (path) => site.verify(`${path}?st=${token}`, '--now', String(NOW)).reason;
  assert.equal(verdict('/img/my%20album/a/b.png'), 'ok');
  assert.equal(verdict('/img/my%20albums/b.png'), 'outside-grant');
  site.refuses(['--prefix', '/img/cat.png'], /with --prefix it must end in '\/'/);
});

// ------------------------------------------------------------------- time

test('the default is an hour, in windows of a quarter of it', () => {
  for (const offset of [0, 1, 899, 900, 901]) {
    const now = NOW + offset;
    assert.equal(expiryOf(site.sign('--now', String(now), '/img/cat.png')), Math.ceil((now + 3600) / 900) * 900);
  }
});

for (const [ttl, window, seconds, step] of [
  ['2d', null, 2 * DAY, DAY / 2], ['1h', '15m', 3600, 900], ['10s', '1d', 10, DAY], ['90s', '0', 90, 1], ['1w', '7s', 7 * DAY, 7],
]) {
  test(`ttl ${ttl}, window ${window}: one URL a window, good for ttl to ttl + window`, () => {
    const args = ['--ttl', ttl, ...(window === null ? [] : ['--window', window]), '/img/cat.png'];
    const start = Math.floor(NOW / step) * step + step - (seconds % step);
    const urls = [1, step > 1 ? step : 1, step + 1].map((after) => site.sign('--now', String(start + after), ...args));
    assert.equal(urls[0], urls[1]);
    assert.notEqual(urls[1], urls[2]);
    for (const offset of [0, 1, Math.floor(step / 2), step]) {
      const life = expiryOf(site.sign('--now', String(NOW + offset), ...args)) - (NOW + offset);
      assert.ok(life >= seconds && life < seconds + step, `${life}`);
    }
  });
}

test('without --now it is now', () => {
  const earliest = Math.floor(Date.now() / 1000) + 600;
  const expiry = expiryOf(site.sign('--key', 'k1', '--ttl', '10m', '--window', '0', '/img/cat.png'));
  assert.ok(expiry >= earliest && expiry <= earliest + 60);
});

test('--not-before: the lifetime starts there, and the URL is judged there', () => {
  const start = NOW + 1000;
  const url = at('--not-before', String(start), '--ttl', '1m', '--window', '0', '/img/cat.png');
  assert.equal(expiryOf(url), start + 60);
  const reason = (now) => site.verify(url, '--now', String(now)).reason;
  assert.deepEqual([start - 1, start, start + 60, start + 61].map(reason), ['not-yet-valid', 'ok', 'ok', 'expired']);
});

test('a time that has passed needs --now', () => {
  site.refuses(['--expires', '1000', '/img/cat.png'], /expired: the grant has expired \(--expires must be in the future/);
  const url = site.sign('--now', '900', '--key', 'k1', '--expires', '1000', '/img/cat.png');
  assert.equal(site.verify(url).status, 410);
});

for (const [args, reason] of [
  [['--ttl', '0'], /--ttl must be at least 1s/],
  [['--ttl', '1h', '--expires', '1900000000'], /--expires is exact/],
  [['--window', '1h', '--expires', '1900000000'], /--expires is exact/],
  [['--expires', '1900000000', '--not-before', '1900000000'], /--expires must be after --not-before/],
  [['--download', 'a', '--inline', 'b'], /exclude each other/],
  [['--shared', '--client', '::1'], /--shared excludes --client/],
  [['--shared', '--link', 'l', '--uses', '1'], /--shared excludes --client and --uses/],
  [['--uses', '1'], /--uses needs --link/],
  [['--client', '192.0.2.1/24'], /without host bits/],
  [['--client', 'localhost'], /an address or a network/],
  [['--method', 'POST'], /--method is GET or HEAD/],
  [['--method', 'get'], /--method is GET or HEAD/],
  [['--base', 'example.org'], /--base is https/],
  [['--base', 'https://'], /--base is https/],
  [['--base', 'https://example.org/'], /--base is https/],
  [['--base', 'ftp://example.org'], /--base is https/],
  [['--route', 'nowhere'], /there is no \[route nowhere\]/],
  [['--scheme', 'other'], /there is no scheme other/],
]) {
  test(`${args.join(' ')} is misuse`, () => site.refuses([...args, '/img/cat.png'], reason, 2));
}

test('without a path it is misuse', () => site.refuses([], /there is no PATH to sign/, 2));

// ---------------------------------------------------------- routes and keys

test('a route has its own parameter, and the first of its keys that may', () => {
  const url = at('/img/albums/1.png');
  assert.match(url, /^\/img\/albums\/1\.png\?token=1\.k1\./);
  assert.equal(site.verify(url, '--now', String(NOW)).route, 'albums');
});

test('--scheme names the scheme', () => {
  assert.equal(at('--scheme', 'native', '/img/cat.png'), at('/img/cat.png'));
});

test('--route refuses paths of other routes', () => {
  assert.match(at('--route', 'images', '/img/cat.png'), /st=/);
  site.refuses(['--route', 'images', '/img/albums/1.png'], /it is of \[route albums\], not of \[route images\]/);
});

test('the newest valid key signs, and --key another', () => {
  assert.match(tokenOf(at('/img/cat.png')), /^1\.k1\./);
  assert.match(tokenOf(at('--key', 'thumbs', '/img/thumbs/1.png')), /^1\.thumbs\./);
  assert.match(tokenOf(site.sign('--now', String(NOW + 11 * DAY), '/img/cat.png')), /^1\.new\./);
});

for (const [name, args, reason] of [
  ['no such key', ['--key', 'none', '/img/cat.png'], /key none does not sign for \[route images\]; the route's keys: k1, new, old/],
  ['a key for other paths', ['--key', 'thumbs', '/img/cat.png'], /key-scope: .*--key/],
  ['a key of shorter grants', ['--key', 'short', '--ttl', '61m', '/img/cat.png'], /lifetime-too-long: .*shorten --ttl or --window/],
  ['a retired key', ['--key', 'old', '/img/cat.png'], /key-retired/],
  ['a key of later', ['--key', 'new', '/img/cat.png'], /key-not-yet-valid/],
  ['a key of another route', ['--key', 'k1', '/short/cat.png'], /key k1 does not sign for \[route short\]; the route's keys: short/],
  ['uses that nobody counts', ['--uses', '3', '--link', 'l', '/img/cat.png'], /uses-uncounted/],
  ['a link id with a dot', ['--link', 'a.b', '/img/cat.png'], /malformed: .*--link is 1 to 64/],
  ['a long link id', ['--link', 'x'.repeat(65), '/img/cat.png'], /--link is 1 to 64/],
  ['a long subject', ['--subject', 'x'.repeat(256), '/img/cat.png'], /at most 255 bytes/],
  ['a subject of two lines', ['--subject', 'a\nb', '/img/cat.png'], /without control bytes/],
  ['a name of two lines', ['--download', 'a\r\nb', '/img/cat.png'], /without control bytes/],
  ['an expiry beyond 11 digits', ['--ttl', '999999w', '/img/cat.png'], /11 digits/],
]) {
  test(`${name}: refused`, () => site.refuses(['--now', String(NOW), ...args], reason));
}

test('the longest lifetime is kept with a shorter window', () => {
  const url = at('--key', 'short', '--ttl', '1h', '--window', '0', '/img/cat.png');
  assert.equal(site.verify(url, '--now', String(NOW)).verdict, 'allow');
});

test('keys of a rotation: each signs, and both are verified', () => {
  const rotating = new Site({ keys: [{ kid: 'k1', age: 10 }, { kid: 'k2' }] });
  const [first, second] = [rotating.sign('--key', 'k1', '/img/cat.png'), rotating.sign('/img/cat.png')];
  assert.match(second, /st=1\.k2\./);
  for (const url of [first, second]) assert.equal(rotating.verify(url).verdict, 'allow');
  rotating.remove();
});

test('a route whose keys may not says why', () => {
  const narrow = new Site({ keys: [{ kid: 'thumbs', postern: { prefixes: ['/img/thumbs/'] } }], route: 'keys = gone thumbs' });
  assert.match(narrow.sign('/img/thumbs/cat.png'), /st=1\.thumbs\./);
  narrow.refuses(['/img/cat.png'], /no key is valid now and has this path in its scope/);
  narrow.remove();
});

test('a newer key with a narrower scope does not stand in the way', () => {
  const both = new Site({ keys: [{ kid: 'k1' }] });
  both.writeKey({ kid: 'thumbs', postern: { prefixes: ['/img/thumbs/'] } });
  assert.match(both.sign('/img/cat.png'), /st=1\.k1\./);
  assert.match(both.sign('/img/thumbs/cat.png'), /st=1\.thumbs\./);
  both.remove();
});

test('without any key it says how to make one', () => {
  const empty = new Site({ keys: [] });
  empty.refuses(['/img/cat.png'], /there is no key in .*: make one with postern keygen/);
  empty.writeKey({ kid: 'old', postern: { retired_after: 1000 } });
  empty.refuses(['/img/cat.png'], /no key is valid now .* \[route images\] \(keys: old\)/);
  empty.remove();
});

test('a key that others can read signs nothing', () => {
  const open = new Site({ keys: [{ kid: 'k1', mode: 0o604 }] });
  open.refuses(['/img/cat.png'], /k1\.jwk is refused: others may read it/);
  open.remove();
});

test('a broken configuration signs nothing', () => {
  const broken = new Site({ route: 'colour = red' });
  broken.refuses(['/img/cat.png'], /postern\.ini:\d+: colour = red/);
  broken.remove();
});
