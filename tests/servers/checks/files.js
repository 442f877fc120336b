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
 * [name, the raw path, the decoded path that was signed, status, where a front
 * server refuses by itself, before it asks Postern]
 */
const CONTROLS = { lighttpd: 400 };         // its url-ctrls-reject
const SLASH = { apache: 404 };              // AllowEncodedSlashes is off
const NO_NUL = { apache: 404, lighttpd: 400, nginx: 400 };
const BAD_ESCAPE = { apache: 400, nginx: 400 };
const NO_REQUEST_LINE = { apache: 400, nginx: 400 };
const NO_UTF8 = { lighttpd: 400 };
const PATHS = [
  ['an encoded slash', '/img/album%2Fone.png', '/img/album/one.png', 400, SLASH],
  ['an encoded backslash', '/img/album%5Cone.png', '/img/album\\one.png', 400],
  ['a backslash', '/img/album\\one.png', '/img/album\\one.png', 400],
  ['a dot segment', '/img/./plain.png', '/img/./plain.png', 400],
  ['a dot segment, signed for what it means', '/img/./plain.png', '/img/plain.png', 400],
  ['two dots', '/img/album/../plain.png', '/img/album/../plain.png', 400],
  ['two dots, signed for what they mean', '/img/album/../plain.png', '/img/plain.png', 400],
  ['two encoded dots', '/img/album/%2e%2E/plain.png', '/img/album/../plain.png', 400],
  ['an empty segment', '/img//plain.png', '/img//plain.png', 400],
  ['an empty segment, signed for what it means', '/img//plain.png', '/img/plain.png', 403],
  ['a slash at the end', '/img/plain.png/', '/img/plain.png/', 404],
  ['no file at all', '/img/', '/img/', 404],
  ['a newline', '/img/a%0Ab.png', '/img/a\nb.png', 400, CONTROLS],
  ['a DEL', '/img/a%7Fb.png', '/img/a\x7fb.png', 400, CONTROLS],
  ['a NUL', '/img/plain.png%00.jpg', '/img/plain.png\0.jpg', 400, NO_NUL],
  ['invalid UTF-8', '/img/caf%E9.png', '/img/caf\xe9.png', 400],
  ['an overlong slash', '/img/album%c0%afone.png', '/img/album/one.png', 400, NO_UTF8],
  ['UTF-8 that is not encoded', '/img/café.png', '/img/café.png', 400],
  ['a quotation mark that is not encoded', '/img/"so".png', '/img/"so".png', 400],
  ['a space that is not encoded', '/img/my cat.png', '/img/my cat.png', 400, NO_REQUEST_LINE],
  ['half an escape', '/img/100%.png', '/img/100%.png', 400, BAD_ESCAPE],
  ['an escape of no hex digits', '/img/a%zz.png', '/img/a%zz.png', 400, BAD_ESCAPE],
  ['a name that was encoded twice', '/img/my%2520cat.png', '/img/my cat.png', 403],
];
const paths = PATHS.map(([name, raw, signed, status, servers]) => [`path: ${name}`, async (c) => {
  const own = c.own(servers);
  await c.denied(`${raw}?st=${c.site.token(signed)}`, own ?? status, { byServer: own !== undefined });
}]);

// Where the images, the program and its settings are, as a client would guess.
const PLACES = [
  '/_postern/plain.png', '/img/../_postern/plain.png', '/_postern../img/plain.png', '/img../img/plain.png',
  '/img-private/', '/img-private/plain.png', '/img-private/album/one.png', '/img/../img-private/plain.png',
  '/img/.private/', '/img/.private/plain.png', '/img/.htaccess', '/img/.private/.htaccess', '/img-private/.htaccess',
  '/img/.htpostern.ini', '/postern/.htpostern.ini', '/img/postern.fcgi', '/img/postern.fcgi/plain.png',
  '/srv/private/img/plain.png', '/img/%2e%2e/%2e%2e/etc/passwd',
];
const place = (target, isSigned) => [`${target}, ${isSigned ? 'signed' : 'unsigned'}`, async (c) => {
  const response = await c.fetch(isSigned ? `${target}?st=${c.site.token(target)}` : target);
  assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`);
}];
const places = PLACES.flatMap((target) => [place(target, false), place(target, true)]);

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
