// Files that nobody may get, and paths that no file has.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');

// [path, status, where a front server refuses itself]: all with a right
// signature.
const FILES = [
  ['missing.png', 404],
  ['missing/plain.png', 404],
  ['plain.png/plain.png', 404],
  ['folder.png', 404],
  ['pipe.png', 404], // a front server would wait for ever
  ['way-out.png', 404],
  ['way-out/secret.png', 404],
  ['way-in.png', 404],
  ['unreadable.png', 404],
  ['in-truth-a-png.jpg', 403],
  ['page.php', 403],
  ['no-extension', 403],
  [`${'n'.repeat(300)}.png`, 404, { htaccess: 403 }], // Apache looks for it in the folder
];
const files = FILES.map(([name, status, servers]) => [`file: ${name.slice(0, 40)}`, async (c) => {
  const own = c.own(servers);
  await c.denied(c.site.url(`/img/${name}`), own ?? status, { byServer: own !== undefined });
}]);

/*
 * [name, the raw path, the decoded path that was signed, status]; where a front
 * server itself refuses before it asks Postern, `servers` has its own status.
 */
const PATHS = [
  { name: 'an encoded slash', raw: '/img/album%2Fone.png', signed: '/img/album/one.png', status: 400, servers: { apache: 404 } }, // AllowEncodedSlashes is off
  { name: 'an encoded backslash', raw: '/img/album%5Cone.png', signed: '/img/album\\one.png', status: 400 },
  { name: 'a backslash', raw: '/img/album\\one.png', signed: '/img/album\\one.png', status: 400 },
  { name: 'a dot segment', raw: '/img/./plain.png', signed: '/img/./plain.png', status: 400 },
  { name: 'a dot segment, signed for what it means', raw: '/img/./plain.png', signed: '/img/plain.png', status: 400 },
  { name: 'two dots', raw: '/img/album/../plain.png', signed: '/img/album/../plain.png', status: 400 },
  { name: 'two dots, signed for what they mean', raw: '/img/album/../plain.png', signed: '/img/plain.png', status: 400 },
  { name: 'two encoded dots', raw: '/img/album/%2e%2E/plain.png', signed: '/img/album/../plain.png', status: 400 },
  { name: 'an empty segment', raw: '/img//plain.png', signed: '/img//plain.png', status: 400 },
  { name: 'an empty segment, signed for what it means', raw: '/img//plain.png', signed: '/img/plain.png', status: 403 },
  { name: 'a slash at the end', raw: '/img/plain.png/', signed: '/img/plain.png/', status: 404 },
  { name: 'no file at all', raw: '/img/', signed: '/img/', status: 404 },
  { name: 'a newline', raw: '/img/a%0Ab.png', signed: '/img/a\nb.png', status: 400, servers: { lighttpd: 400 } }, // url-ctrls-reject
  { name: 'a DEL', raw: '/img/a%7Fb.png', signed: '/img/a\x7fb.png', status: 400, servers: { lighttpd: 400 } }, // url-ctrls-reject
  { name: 'a NUL', raw: '/img/plain.png%00.jpg', signed: '/img/plain.png\0.jpg', status: 400, servers: { apache: 404, lighttpd: 400, nginx: 400 } }, // all three refuse it
  { name: 'invalid UTF-8', raw: '/img/caf%E9.png', signed: '/img/caf\xe9.png', status: 400 },
  { name: 'an overlong slash', raw: '/img/album%c0%afone.png', signed: '/img/album/one.png', status: 400, servers: { lighttpd: 400 } }, // no UTF-8
  { name: 'UTF-8 that is not encoded', raw: '/img/café.png', signed: '/img/café.png', status: 400 },
  { name: 'a quotation mark that is not encoded', raw: '/img/"so".png', signed: '/img/"so".png', status: 400 },
  { name: 'a space that is not encoded', raw: '/img/my cat.png', signed: '/img/my cat.png', status: 400, servers: { apache: 400, nginx: 400 } }, // no HTTP request line
  { name: 'half an escape', raw: '/img/100%.png', signed: '/img/100%.png', status: 400, servers: { apache: 400, nginx: 400 } }, // both refuse bad escapes
  { name: 'an escape of no hex digits', raw: '/img/a%zz.png', signed: '/img/a%zz.png', status: 400, servers: { apache: 400, nginx: 400 } },
  { name: 'a name that was encoded twice', raw: '/img/my%2520cat.png', signed: '/img/my cat.png', status: 403 },
];
const paths = PATHS.map(({ name, raw, signed, status, servers }) => [`path: ${name}`, async (c) => {
  const own = c.own(servers);
  await c.denied(`${raw}?st=${c.site.token(signed)}`, own ?? status, { byServer: own !== undefined });
}]);

// Where the images, the program and its settings are, as a client would guess.
const PLACES = [
  '/_postern/plain.png', '/img-private/', '/img-private/plain.png', '/img-private/album/one.png', '/img/.private/', '/img/.private/plain.png',
  '/img/.htaccess', '/img/.private/.htaccess', '/img-private/.htaccess', '/img/.htpostern.ini', '/postern/.htpostern.ini',
  '/img/postern.fcgi', '/img/postern.fcgi/plain.png', '/srv/private/img/plain.png', '/img/../img-private/plain.png', '/img/../_postern/plain.png',
  '/img../img/plain.png', '/_postern../img/plain.png', '/img/%2e%2e/%2e%2e/etc/passwd',
];
const places = PLACES.flatMap((place) => [false, true].map((isSigned) => [`${place}, ${isSigned ? 'signed' : 'unsigned'}`, async (c) => {
  const response = await c.fetch(isSigned ? `${place}?st=${c.site.token(place)}` : place);
  assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`);
}]));

const targets = [
  ['the URL with scheme and host', async (c) => {
    const response = await c.fetch(`http://example.org${c.site.url('/img/plain.png')}`);
    assert.equal(response.status, 200);
  }],
  ['a URL of 9,000 bytes', async (c) => {
    // Each front server has a limit of its own below that.
    const expected = { apache: 414, lighttpd: 431, nginx: 414 }[c.setup.server];
    assert.equal((await c.fetch(`${c.site.url('/img/plain.png')}&x=${'x'.repeat(9000)}`)).status, expected);
  }],
];

module.exports = { checks: [...files, ...paths, ...places, ...targets] };
