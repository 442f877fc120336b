// What postern verify says to people: lines, times and hints.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test, before, after } = require('node:test');
const { field, signToken } = require('../harness/token.js');
const { NOW, Site } = require('./command.js');

let site;
before(() => {
  site = new Site({
    keys: [{ kid: 'k1' }, { kid: 'thumbs' }],
    routes: '[route one]\nprefix = /one/\nroot = ROOT\ndelivery = direct\nkeys = thumbs',
  });
});
after(() => site.remove());

const cat = '/img/cat.png';
const token = (path, { kid = 'k1', expires = NOW + 600, fields = [], name = 'example.org' } = {}) =>
  signToken(name, site.keys.get(kid), path, expires, fields);
const signed = (path = cat, options = {}) => `${path}?st=${token(path, options)}`;
const explain = (url, ...args) => site.explain(url, '--now', String(NOW), ...args);

test('text: all that is known', () => {
  const fields = [field.link('mail'), field.subject('Zoë'), field.methods('GET'), field.client('::1'), field.inline('x.png')];
  assert.equal(explain(signed(cat, { fields }), '--client', '::1'), `verdict  allow
status   200
reason   ok: allowed
route    images
path     /img/cat.png
scheme   native
key      k1
expires  2027-01-15T08:10:00Z, in 10 min
methods  GET
client   ::1
link     mail
subject  Zoë
name     x.png
`);
});

for (const [seconds, text] of [
  [1, '1 s'], [43, '43 s'], [119, '119 s'], [120, '2 min'], [7199, '119 min'], [7200, '2 h'], [172799, '47 h'],
  [172800, '2 days'], [86400 * 400, '400 days'],
]) {
  test(`text: ${seconds} seconds are ${text}`, () => {
    assert.match(explain(signed(cat, { expires: NOW - seconds })), new RegExp(`^expires  \\S+Z, expired ${text} ago$`, 'm'));
    assert.match(explain(signed(cat, { expires: NOW + seconds })), new RegExp(`^expires  \\S+Z, in ${text}$`, 'm'));
  });
}

test('text: when a grant starts', () => {
  const fields = [field.notBefore(NOW + 60)];
  assert.match(explain(signed(cat, { fields })), /^starts {3}2027-01-15T08:01:00Z, in 60 s$/m);
});

test('text: control bytes of a subject do not reach the terminal', () => {
  const url = signed(cat, { fields: [field.subject('a\u009b2Jb')] });
  assert.match(explain(url), /^subject {2}a\\xc2\\x9b2Jb$/m);
});

// ------------------------------------------------------------------- hints

const HINTS = [
  [/write & for &amp;; then the signature is right/, () => `https://h/img/cat.png?w=1&amp;st=${token(cat)}`],
  [/write & for &amp;/, () => `/img/dog.png?w=1&amp;st=${token(cat)}`],
  [/write \? and = for %3F and %3D; then/, () => `/img/cat.png%3Fst%3D${token(cat)}`],
  [/write \? and = for %3f and %3d; then/, () => `/img/cat.png%3fst%3d${token(cat)}`],
  [/write = for =3D; then/, () => `/img/cat.png?st=3D${token(cat)}`],
  [/a space in a URL must be %20; then/, () => `/img/my cat.png?st=${token('/img/my cat.png')}`],
  [/a \+ in a path is a plus: a space must be %20; then/, () => `/img/my+cat.png?st=${token('/img/my cat.png')}`],
  [/percent-encoded twice; then/, () => `/img/my%2520cat.png?st=${token('/img/my cat.png')}`],
  [/must sign the decoded one; then/, () => `/img/my%20cat.png?st=${token('/img/my%20cat.png')}`],
  [/the end of the URL is of the text around it/, () => `${signed()}).`],
  [/the end of the URL is of the text around it/, () => `${signed()}\n`],
  [/the token was cut: its last part has 21 of 22 characters/, () => signed().slice(0, -1)],
  [/the token was cut: its last part has 0 of 22 characters/, () => signed().replace(/[^.]*$/, '')],
  [/the token was cut: its last part has 20 of 22 characters/, () => `/img/cat.png?a&w=1&st=${token(cat).slice(0, -2)}&h`],
  [/something was added to the token: its last part has 24 characters, not 22/, () => `${signed()}Qg`],
  [/it was signed for the site img\.example\.net; here the site is example\.org/,
    () => `https://img.example.net${signed(cat, { name: 'img.example.net' })}`],
  [/it was signed for the site img\.example\.net;/, () => `https://img.example.net:81${signed(cat, { name: 'img.example.net' })}`],
  [/another secret or site \(here example\.org\), or signed another path/, () => signed().replace('cat', 'dog')],
  [/the keys of this route are: k1, thumbs$/m, () => signed().replace('.k1.', '.k2.')],
  [/the keys of this route are: thumbs$/m, () => signed('/one/cat.png')],
  [/this route reads the query parameter st/, () => cat],
  [/the routes are \/img\/, \/one\/$/m, () => '/x'],
  [/divide by 1000/, () => signed(cat, { expires: NOW * 1000 })],
  [/say with --client which address asks/, () => signed(cat, { fields: [field.client('::1')] })],
];

for (const [hint, url] of HINTS) {
  test(`hint: ${hint.source}`, () => assert.match(explain(url()), new RegExp(`^hint     .*${hint.source}`, 'm')));
}

test('hint: of many keys, some', () => {
  const many = new Site({ keys: Array.from({ length: 60 }, (_, i) => ({ kid: `a-key-of-number-${i}` })) });
  assert.match(many.explain('/img/cat.png?st=1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAAA'), /^hint .*a-key-of-number-0, .*\.\.\.$/m);
  many.remove();
});

test('no hint where all is well, or said already', () => {
  for (const url of [signed(), signed(cat, { expires: NOW - 1 }), signed(cat, { fields: ['x1'] })]) assert.doesNotMatch(explain(url), /^hint/m);
});
