// Routes from configurations of nginx and lighttpd that check signed links.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, beforeEach, afterEach } = require('node:test');
const { Site, run } = require('./command.js');

let site;
beforeEach(() => { site = new Site({ keys: [] }); });
afterEach(() => site.remove());

function imports(server, text, ...options) {
  const file = path.join(path.dirname(site.keyDirectory), 'server.conf');
  fs.writeFileSync(file, text);
  const result = run(['import', ...options, server, file]);
  return { ...result, out: result.out.replaceAll(file, 'FILE'), err: result.err.replaceAll(file, 'FILE') };
}

const SECRET = 'an enigma'.replace(' ', '-');
const NGINX = `
http {
  server {
    root /srv/www; # not "quoted
    location /p/ {
      secure_link $arg_md5,$arg_expires;
      secure_link_md5 "$secure_link_expires$uri$remote_addr ${SECRET}";
      alias /srv/files/;
      if ($secure_link = "") { return 403; }
    }
    location ^~ /old/ { secure_link_secret ${SECRET}2; }
    location / { try_files $uri =404; }
  }
}
`;

test('secure_link of nginx, both modes', () => {
  const { code, out, err } = imports('nginx', NGINX);
  assert.deepEqual([code, err], [0, '']);
  assert.equal(out, `; FILE, line 5
; its secret: postern keys import --id p --scheme nginx-secure-link --alg MD5
[route p]
prefix = /p/
root = /srv/files
accept = nginx-secure-link
keys = p
nginx-secure-link.token = md5
nginx-secure-link.expires = expires
nginx-secure-link.expression = $secure_link_expires$uri$remote_addr $secret
; delivery = x-accel-redirect (nginx), x-sendfile (others)

; FILE, line 11
; its secret: postern keys import --id old --scheme nginx-secure-link --alg MD5
[route old]
prefix = /old/
root = /srv/www/old
accept = nginx-secure-link
keys = old
nginx-secure-link.mode = path
endless = yes
; delivery = x-accel-redirect (nginx), x-sendfile (others)

`);
});

test('what cannot be taken over is said, and the rest is there', () => {
  const { code, out, err } = imports('nginx', `${NGINX}
server { location ~ \\.mp4$ { secure_link_secret x; }
  location /a/ { secure_link $cookie_a,$arg_e; secure_link_md5 "$uri x"; }
  location /b/ { secure_link $arg_a,$arg_e; secure_link_md5 "$uri$arg_e"; }
  location /c/ { secure_link_hmac_message $uri; }
}`);
  assert.equal(code, 1);
  assert.equal(err.split('\n').length, 5, err);
  assert.match(err, /FILE:16: left out: its location is no prefix/);
  assert.match(err, /FILE:17: left out: secure_link is not \$arg_NAME/);
  assert.match(err, /FILE:18: left out: .*no secret/);
  assert.match(err, /FILE:19: left out: .*secure_link_hmac/);
  assert.equal(out.match(/^\[route /gm).length, 2);
});

const LIGHTTPD = `
server.modules += ( "mod_secdownload" )
secdownload.algorithm     = "hmac-sha256"
secdownload.secret        = "${SECRET}#1" # not the end
secdownload.document-root = "/srv/files/"
secdownload.uri-prefix    = "/dl/"
secdownload.timeout       = 600 # ten minutes
secdownload.path-segments = 2
secdownload.hash-querystr = "enable"
`;

test('secdownload of lighttpd', () => {
  const { code, out, err } = imports('lighttpd', LIGHTTPD);
  assert.deepEqual([code, err], [0, '']);
  assert.equal(out, `; FILE, line 3
; its secret: postern keys import --id dl --scheme lighttpd-secdownload --alg HS256
[route dl]
prefix = /dl/
root = /srv/files
accept = lighttpd-secdownload
keys = dl
lighttpd-secdownload.path_segments = 2
lighttpd-secdownload.hash_querystr = yes
longest_age = 600s
; delivery = x-accel-redirect (nginx), x-sendfile (others)

`);
  const short = imports('lighttpd', LIGHTTPD.replace(/.*timeout.*\n/, '').replace('hmac-sha256', 'md5'));
  assert.match(short.out, /--alg MD5[^]*longest_age = 60s/);
});

for (const [what, change, reason] of [
  ['an algorithm', ['hmac-sha256', 'crc32'], /none of md5/],
  ['a secret', [/.*secret.*\n/, ''], /no secret/],
  ['a prefix', ['/dl/', '/dl'], /does not end/],
]) {
  test(`secdownload without ${what} is left out`, () => {
    const { code, out, err } = imports('lighttpd', LIGHTTPD.replace(...change));
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, reason);
  });
}

test('secrets become key files, and are never shown', () => {
  const keys = path.join(path.dirname(site.keyDirectory), 'imported');
  for (const [server, text, name, secret] of [['nginx', NGINX, 'p.jwk', SECRET], ['lighttpd', LIGHTTPD, 'dl.jwk', `${SECRET}#1`]]) {
    const { code, out, err } = imports(server, text, '--keys', keys);
    assert.equal(code, 0, err);
    assert.ok(!(out + err).includes(SECRET));
    assert.ok(!out.includes('its secret'));
    const jwk = JSON.parse(fs.readFileSync(path.join(keys, name)));
    assert.equal(Buffer.from(jwk.k, 'base64url').toString(), secret);
  }
  const again = imports('lighttpd', LIGHTTPD, '--keys', keys);
  assert.equal(again.code, 1);
  assert.match(again.err, /there is a file dl\.jwk/);
});

test('where nothing is guarded, that is said', () => {
  assert.match(imports('nginx', 'server { }').err, /guards nothing/);
  assert.match(imports('lighttpd', '').err, /guards nothing/);
  assert.equal(run(['import', 'nginx', '/nowhere']).code, 1);
  assert.equal(run(['import', 'nginx']).code, 2);
  assert.match(run(['import', 'caddy', 'x']).err, /neither nginx nor lighttpd/);
});

test('broken configurations do no harm', () => {
  for (const text of ['{'.repeat(100), '}'.repeat(100), 'location /a/ { secure_link_md5 "', 'a "b', '$', `location /a/ { ${'x '.repeat(100)};}`, '\0;{']) {
    for (const server of ['nginx', 'lighttpd']) assert.equal(imports(server, text).code, 1);
  }
});
