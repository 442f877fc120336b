// Credentials, right and wrong.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { randomBytes } = require('node:crypto');
const { field, now } = require('../../harness/site.js');

const PLAIN = '/img/plain.png';
// Another letter at one place, counted from the end.
const flipped = (token, at) =>
  token.slice(0, at) + (token.at(at) === 'A' ? 'B' : 'A') + token.slice(token.length + at + 1);

// [name, token => query, status, where a front server refuses itself]; the token
// is right for PLAIN.
const QUERIES = [
  ['no query', () => '', 403],
  ['an empty query', () => '?', 403],
  ['no token', () => '?w=100', 403],
  ['an empty token', () => '?st=', 403],
  ['other parameters before it', (token) => `?w=100&h=&st=${token}`, 200],
  ['other parameters behind it', (token) => `?st=${token}&utm_source=mail&fbclid=x%20y`, 200],
  ['the token twice', (token) => `?st=${token}&st=${token}`, 403],
  ['a second, empty token', (token) => `?st=${token}&st=`, 403],
  ['a second token in capitals', (token) => `?st=${token}&ST=${token}`, 403],
  ['a second token with an encoded name', (token) => `?st=${token}&%73t=${token}`, 403],
  ['an encoded name', (token) => `?%73%74=${token}`, 403],
  ['an encoded token', (token) => `?st=%31${token.slice(1)}`, 403],
  ['a semicolon behind the token', (token) => `?st=${token};w=1`, 403],
  ['a dot behind the token', (token) => `?st=${token}.`, 403],
  ['a space behind the token', (token) => `?st=${token}%20`, 403],
  ['a newline behind the token', (token) => `?st=${token}%0a`, 403, { lighttpd: 400 }], // url-ctrls-reject
  ['a NUL behind the token', (token) => `?st=${token}%00`, 403, { lighttpd: 400 }], // url-ctrls-reject
  ['a changed first byte of the MAC', (token) => `?st=${flipped(token, -22)}`, 403],
  ['a changed last byte of the MAC', (token) => `?st=${flipped(token, -2)}`, 403],
  ['a MAC without its end', (token) => `?st=${token.slice(0, -1)}`, 403],
  ['a MAC with padding', (token) => `?st=${token}==`, 403],
  ['no MAC', (token) => `?st=${token.slice(0, -23)}`, 403],
  ['a later expiry', (token) => `?st=${token.replace(/\.(\d+)\./, (_, expiry) => `.${Number(expiry) + 1}.`)}`, 403],
  ['an added field', (token) => `?st=${token.slice(0, -22)}c.${token.slice(-22)}`, 403],
  ['another version', (token) => `?st=2${token.slice(1)}`, 403],
  ['rubbish', () => '?st=rubbish', 403],
];
const queries = QUERIES.map(([name, query, status, servers]) => [`query: ${name}`, async (c) => {
  const target = PLAIN + query(c.site.token(PLAIN));
  const own = c.own(servers);
  if (status !== 200) return c.denied(target, own ?? status, { byServer: own !== undefined });
  const response = await c.fetch(target);
  assert.equal(response.status, 200);
  return assert.ok(response.body.equals(c.site.contents.get('plain.png')));
}]);

// Apache gives a CGI program the words of a query without "=" as arguments.
const OPTIONS = {
  'another configuration': (file) => `?--config+${file}`,
  'another configuration, encoded': (file) => `?%2d%2dconfig+${encodeURIComponent(file)}`,
  'a socket to listen on': (file) => `?--listen+unix:${file}.sock`,
  'the version': () => '?--version',
  help: () => '?--help',
  'an unknown option': () => '?-s',
};
const options = Object.entries(OPTIONS).map(([name, query]) => [`a query is no option: ${name}`, async (c) => {
  const open = fs.readFileSync(c.config, 'utf8').replace(/^delivery = /gm, 'mode = off\n$&');
  await c.denied(PLAIN + query(c.scratch.write('open.ini', open)), 403);
}]);

// [name, path asked for, how it was signed, status]
const GRANTS = [
  ['another image\'s token', PLAIN, { signedPath: '/img/photo.jpg' }, 403],
  ['another letter case', '/img/PLAIN.png', { signedPath: PLAIN }, 403],
  ['another directory\'s token', '/img/album/one.png', { signedPath: '/img/album2/one.png' }, 403],
  ['expired', PLAIN, { expires: now() - 10 }, 410],
  ['expired long ago', PLAIN, { expires: 1 }, 410],
  ['expired, and of another image', PLAIN, { expires: now() - 10, signedPath: '/img/photo.jpg' }, 403],
  ['expiry in milliseconds', PLAIN, { expires: Date.now() + 600000 }, 403],
  ['not valid yet', PLAIN, { expires: now() + 9000, fields: [field.notBefore(now() + 8000)] }, 403],
  ['valid since just now', PLAIN, { fields: [field.notBefore(now() - 5)] }, 200],
  ['a key that nobody knows', PLAIN, { key: { kid: 'k9', secret: randomBytes(32) } }, 403],
  ['another key of the same id', PLAIN, { key: { kid: 'k1', secret: randomBytes(32) } }, 403],
  ['another site', PLAIN, { site: 'example.com' }, 403],
  ['another client network', PLAIN, { fields: [field.client('192.0.2.0/24')] }, 403],
  ['the client\'s network', PLAIN, { fields: [field.client('127.0.0.0/8')] }, 200],
  ['another client network, X-Forwarded-For pretends', PLAIN,
    { fields: [field.client('192.0.2.0/24')], headers: { 'X-Forwarded-For': '192.0.2.1' } }, 403],
  ['GET alone was granted', PLAIN, { fields: [field.methods('GET')] }, 200],
  ['HEAD alone was granted', PLAIN, { fields: [field.methods('HEAD')] }, 403],
  ['uses that nobody counts', PLAIN, { fields: [field.link('one'), field.uses(1)] }, 403],
  ['a link and a subject', PLAIN, { fields: [field.link('mail-7'), field.subject('Zoë')] }, 200],
  ['a prefix, inside', '/img/album/one.png',
    { signedPath: '/img/album/', fields: [field.prefix('/img/album/')] }, 200],
  ['a prefix, deeper inside', '/img/album/with space/é+%.png',
    { signedPath: '/img/album/', fields: [field.prefix('/img/album/')] }, 200],
  ['a prefix, outside', PLAIN, { signedPath: '/img/album/', fields: [field.prefix('/img/album/')] }, 403],
  ['a prefix, the directory next to it', '/img/album2/one.png',
    { signedPath: '/img/album/', fields: [field.prefix('/img/album/')] }, 403],
  ['a prefix that does not end in a slash', '/img/album2/one.png',
    { signedPath: '/img/album', fields: [field.prefix('/img/album')] }, 403],
  ['a prefix that was not signed', '/img/album/one.png', { fields: [field.prefix('/img/')] }, 403],
  ['a directory\'s token without the field', '/img/album/one.png', { signedPath: '/img/album/' }, 403],
];
const grants = GRANTS.map(([name, path, options, status]) => [`grant: ${name}`, async (c) => {
  const { headers, ...signing } = options;
  const target = c.site.url(path, signing);
  if (status !== 200) return c.denied(target, status, { headers });
  return assert.equal((await c.fetch(target, { headers })).status, 200);
}]);

const scopes = [
  ['key: inside its scope', async (c) => {
    assert.equal((await c.get('/img/thumbs/one.png', { key: c.site.thumbsKey })).status, 200);
  }],
  ['key: outside its scope', (c) => c.denied(c.site.url(PLAIN, { key: c.site.thumbsKey }), 403)],
  ['grant: HEAD alone, asked for HEAD', async (c) => {
    const target = c.site.url(PLAIN, { fields: [field.methods('HEAD')] });
    assert.equal((await c.fetch(target, { method: 'HEAD' })).status, 200);
  }],
];

module.exports = { checks: [...queries, ...options, ...grants, ...scopes] };
