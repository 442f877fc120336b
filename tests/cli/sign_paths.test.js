// Signing: which paths and URLs, and how they are spelled.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test, before, after } = require('node:test');
const { signToken } = require('../harness/token.js');
const { NOW, Site, tokenOf } = require('./command.js');

let site;
before(() => { site = new Site(); });
after(() => site.remove());

const at = (...args) => site.sign('--now', String(NOW), ...args);
const expiryOf = (url) => Number(url.match(/=1\.[^.]+\.(\d+)/)[1]);

// Decoded, and as it must stand in the URL.
const NAMES = [
  ['my cat.png', 'my%20cat.png'], [' x .png', '%20x%20.png'], ['a+b.png', 'a%2Bb.png'], ['100%.png', '100%25.png'],
  ['a%41.png', 'a%2541.png'], ['semi;colon.png', 'semi%3Bcolon.png'], ["it's.png", 'it%27s.png'],
  ['a&b=c.png', 'a%26b%3Dc.png'], ['why?#.png', 'why%3F%23.png'], ['café.png', 'caf%C3%A9.png'],
  ['cafe\u0301.png', 'cafe%CC%81.png'], ['猫📷.png', '%E7%8C%AB%F0%9F%93%B7.png'], ['a/b/c.png', 'a/b/c.png'],
  ['-._~.png', '-._~.png'], ['"<>\\^`{|}.png'.replace('\\', ''), '%22%3C%3E%5E%60%7B%7C%7D.png'], ['...png', '...png'],
];

for (const [name, encoded] of NAMES) {
  test(`${name} is signed, verified and found`, () => {
    site.addFile(name);
    const url = at(`/img/${name}`);
    assert.equal(url, `/img/${encoded}?st=${signToken('example.org', site.keys.get('k1'), `/img/${name}`, expiryOf(url))}`);
    const { verdict, path } = site.verify(url, '--now', String(NOW), '--file');
    assert.deepEqual([verdict, path], ['allow', `/img/${name}`]);
  });
}

for (const [path, reason] of [
  ['/img/a\nb.png', /hostile-path/], ['/img/\x1b.png', /hostile-path/], ['/img/../x', /hostile-path/],
  ['/img/./x', /hostile-path/], ['/img//x', /hostile-path/], ['/img/a\\b', /hostile-path/],
  ['img/cat.png', /a PATH starts with '\/'/], ['', /a PATH starts with '\/'/], ['HTTP://h/img/x', /a PATH starts/],
  ['/other/cat.png', /no \[route\] of .*postern\.ini has a prefix/], ['/imgs/x', /no \[route\]/],
  [`/img/${'x'.repeat(9000)}`, /url-too-long/], [`/img/${'ä'.repeat(1400)}`, /url-too-long/],
  ['https://h/img/%zz', /bad-request/], ['https://h/img/a b', /bad-request/], ['https://h/img/%2e%2e/x', /hostile-path/],
  ['https://h/img/a%2Fb', /hostile-path/], ['https://h/img/%ff', /hostile-path/], ['https://h', /bad-request/],
  ['https://h?x', /bad-request/], ['https:///img', /no \[route\]/],
]) {
  test(`${JSON.stringify(path.slice(0, 30))} is refused`, () => site.refuses([path], reason));
}

test('a file\'s path is refused, and its URL\'s path is told', () => {
  site.refuses([`${site.root}/my cat.png`], /: that is a file; the path of its URL is \/img\/my cat\.png\n$/);
});

test('control bytes of a refused path do not reach the terminal', () => {
  const { err } = site.run('sign', ['/img/\x1b[2J\u009b2J\x07']);
  assert.match(err, /\\x1b\[2J\\xc2\\x9b2J\\x07/);
});

test('what looks percent-encoded is signed as it stands, with a note', () => {
  for (const path of ['/img/my%20cat.png', '/img/a.png?w=1']) {
    const { code, out, err } = site.run('sign', [path]);
    assert.equal(code, 0);
    assert.match(out, /^\/img\/(my%2520cat|a\.png%3Fw%3D1)/);
    assert.match(err, /note: .* is taken as part of the name/);
  }
  assert.equal(site.run('sign', ['/img/cat.png']).err, '');
});

test('a URL keeps its origin, spelling, query and fragment', () => {
  const sign = (url) => at(url).replace(tokenOf(at(url)), 'TOKEN');
  assert.equal(sign('https://example.org/img/my%20c%61t.png'), 'https://example.org/img/my%20c%61t.png?st=TOKEN');
  assert.equal(sign('http://h:8080/img/a.png?w=1&h=2'), 'http://h:8080/img/a.png?w=1&h=2&st=TOKEN');
  assert.equal(sign('https://h/img/a.svg#icon'), 'https://h/img/a.svg?st=TOKEN#icon');
  assert.equal(sign('https://h/img/a.svg?x#i?y'), 'https://h/img/a.svg?x&st=TOKEN#i?y');
  assert.equal(sign('https://h/img/a.png?'), 'https://h/img/a.png?st=TOKEN');
  assert.equal(tokenOf(at('https://example.org/img/my%20c%61t.png')), tokenOf(at('/img/my cat.png')));
});

test('a URL that has a credential already is refused', () => {
  for (const query of ['st=1', 'a=b&st=', 'ST=x', '%73t=x', 'st']) {
    site.refuses([`https://h/img/cat.png?${query}`], /ambiguous: .*the URL has the route's parameter already/);
  }
  const { err } = site.run('sign', [at('https://h/img/cat.png')]);
  assert.doesNotMatch(err, /st=/);
});

test('--base stands before paths', () => {
  assert.match(at('--base', 'https://example.org:8443', '/img/cat.png'), /^https:\/\/example\.org:8443\/img\/cat\.png\?st=/);
  assert.match(at('--base', 'https://example.org', 'http://h/img/cat.png'), /^http:\/\/h\/img/);
});

test('several paths: a line each in their order; one refused does not stop the others', () => {
  const { code, out, err } = site.run('sign', ['/img/1.png', '/nowhere', '/img/2.png']);
  assert.equal(code, 1);
  assert.deepEqual(out.split('\n').map((line) => line.split('?')[0]), ['/img/1.png', '/img/2.png', '']);
  assert.match(err, /^postern: \/nowhere: no \[route\]/);
});
