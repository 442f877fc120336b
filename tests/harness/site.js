// A site for tests: images that are told apart by their bytes, awkward files
// beside them, key files, and a signer that remembers what it has signed.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createHash, randomBytes } = require('node:crypto');
const { execFileSync } = require('node:child_process');
const { field, now, signToken } = require('./token.js');
const { signJwt } = require('./jwt.js');
const { pack, sealToken } = require('./sealed.js');
const { account } = require('./scratch.js');

const BUILD = path.resolve(__dirname, '../..', process.env.BUILD ?? 'build');

const STARTS = {
  png: { type: 'image/png', bytes: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1') },
  jpg: { type: 'image/jpeg', bytes: Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0', 'latin1') },
  gif: { type: 'image/gif', bytes: Buffer.from('GIF89a', 'latin1') },
  webp: { type: 'image/webp', bytes: Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1') },
  avif: { type: 'image/avif', bytes: Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1', 'latin1') },
  svg: { type: 'image/svg+xml', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
};

// What people call their images.
const NAMES = [
  'plain.png', 'photo.jpg', 'moving.gif', 'small.webp', 'new.avif', 'drawing.svg', 'LOUD.PNG',
  'my cat.png', ' leading.png', 'trailing .png', 'a+b.png', '100%.png', 'a%41.png', '%2e%2e.png', 'semi;colon.png',
  "it's.png", 'rock&roll.png', 'a=b.png', 'one,two.png', 'number #1.png', 'why?.png', '?st=1.png', 'café.png',
  'cafe\u0301.png', '猫.png', '📷.png', '(1).png', 'me@home.png', '12:30.png', '"so".png', '<b>.png', '[1].png',
  '{x}|^`.png', 'tilde~.png', 'no.dots.but.many.png', '...png', 'album/one.png',
  'album/with space/é+%.png', 'album2/one.png', 'thumbs/one.png', 'shared/one.png',
];

const extensionOf = (name) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();
const typeOf = (name) => STARTS[extensionOf(name)].type;

// Bytes that no other name has.
function contentOf(name, size = 3000) {
  const parts = [STARTS[extensionOf(name)].bytes];
  if (extensionOf(name) === 'svg') return Buffer.concat([parts[0], Buffer.from(`<!-- ${'x'.repeat(size)} -->`)]);
  for (let length = parts[0].length, round = 0; length < size; length += 32, round += 1) {
    parts.push(createHash('sha256').update(`${name}/${round}`).digest());
  }
  return Buffer.concat(parts);
}

const encodePath = (decoded) => decoded.split('/').map(encodeURIComponent).join('/');

class Site {
  // Directories are relative to the scratch.
  constructor(scratch, { root, keys, name = 'example.org' }) {
    this.scratch = scratch;
    this.name = name;
    this.root = scratch.path(root);
    this.keys = scratch.path(keys);
    this.issued = new Set();
    this.contents = new Map();
    this.key = { kid: 'k1', secret: randomBytes(32) };
    this.thumbsKey = { kid: 'thumbs-2026', secret: randomBytes(32), postern: { prefixes: ['/img/thumbs/'] } };
    fs.mkdirSync(this.root, { recursive: true });
    fs.mkdirSync(this.keys, { recursive: true, mode: 0o755 });
    this.writeKey(this.key);
    this.writeKey(this.thumbsKey);
    this.jwtKey = { kid: 'login', secret: randomBytes(32), postern: { schemes: ['jwt'] } };
    this.sealKey = { kid: 'seal', alg: 'A256SIV', secret: randomBytes(64) };
    this.writeKey(this.jwtKey);
    this.writeKey(this.sealKey);
    for (const file of NAMES) this.add(file);
  }

  add(name, content = contentOf(name)) {
    const file = path.join(this.root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    // A whole second in the past, as RFC 9110 §8.8.2.2 likes it.
    fs.utimesSync(file, 1700000000, 1700000000);
    this.contents.set(name, content);
  }

  // Files that nobody may get, whatever is signed.
  addAwkward() {
    const outside = this.scratch.mkdir('outside');
    fs.writeFileSync(path.join(outside, 'secret.png'), contentOf('secret.png'));
    const at = (name) => path.join(this.root, name);
    fs.mkdirSync(at('folder.png'));
    execFileSync('mkfifo', [at('pipe.png')]);
    fs.symlinkSync(path.join(outside, 'secret.png'), at('way-out.png'));
    fs.symlinkSync(outside, at('way-out'));
    fs.symlinkSync('plain.png', at('way-in.png'));
    fs.writeFileSync(at('unreadable.png'), contentOf('unreadable.png'), { mode: 0o000 });
    fs.writeFileSync(at('in-truth-a-png.jpg'), contentOf('plain.png'));
    fs.writeFileSync(at('page.php'), '<?php echo 1;');
    fs.writeFileSync(at('no-extension'), contentOf('plain.png'));
  }

  // As postern keygen would, for the account of the server.
  writeKey(key, { mode = 0o640 } = {}) {
    const jwk = { kty: 'oct', kid: key.kid, alg: key.alg ?? 'HS256', k: key.secret.toString('base64url') };
    if (key.postern) jwk.postern = key.postern;
    const file = path.join(this.keys, `${key.kid}.jwk`);
    fs.writeFileSync(`${file}.new`, JSON.stringify(jwk));
    fs.chmodSync(`${file}.new`, mode);
    if (account) fs.chownSync(`${file}.new`, account.uid, account.gid);
    fs.renameSync(`${file}.new`, file);
  }

  removeKey(key) {
    fs.rmSync(path.join(this.keys, `${key.kid}.jwk`));
  }

  token(path, { key = this.key, site = this.name, expires = now() + 600, fields = [] } = {}) {
    const token = signToken(site, key, path, expires, fields);
    this.issued.add(token);
    return token;
  }

  // A JWT; its claims are those of the routes' rules unless others are given.
  jwt(claims = {}, { key = this.jwtKey, ...options } = {}) {
    const token = signJwt(key, {
      iss: 'https://login.example.org/', aud: 'images', sub: 'kim', exp: now() + 600, ...claims,
    }, options);
    this.issued.add(token);
    return token;
  }

  // A sealed token for a path below a route's prefix.
  sealed(prefix, name, { key = this.sealKey, expires = now() + 600, ...options } = {}) {
    const token = sealToken(this.name, prefix, key, pack({ path: name, expiry: expires, ...options }));
    this.issued.add(token);
    return token;
  }

  // The signed URL of a decoded path.
  url(path, options = {}) {
    return `${options.encoded ?? encodePath(path)}?st=${this.token(options.signedPath ?? path, options)}`;
  }
}

// Builds are copied into the scratch: the account of the server may not be
// able to read the place where they were built.
function installProgram(scratch, name) {
  const file = scratch.path(name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(path.join(BUILD, 'postern.fcgi'), file);
  fs.chmodSync(file, 0o755);
  return file;
}

module.exports = { BUILD, NAMES, Site, contentOf, encodePath, field, installProgram, now, typeOf };
