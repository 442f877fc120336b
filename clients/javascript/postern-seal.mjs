// Seals tokens for Postern (docs/sealed.md).  One file, no packages, Node 18.
//
//     import { seal } from './postern-seal.mjs';
//     const key = JSON.parse(readFileSync('keys/s1.jwk', 'utf8'));
//     const token = seal(key, 'example.org', '/img/', 'my cat.jpg', { user: '42' });
//     // the URL is `/img/?st=${token}`
//
// or: node postern-seal.mjs KEYFILE SITE PREFIX PATH [TTL [WINDOW [USER [FIELD...]]]]
//
// SPDX-License-Identifier: ISC
import { createCipheriv } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MINUTES_TO_2024 = 28401120;

// ------------------------------------------------------- AES-SIV (RFC 5297)

const xor = (a, b) => Buffer.from(a.map((byte, i) => byte ^ b[i]));
const pad = (part) => Buffer.concat([part, Buffer.from([0x80]), Buffer.alloc(15)], 16);
const double = (block) => Buffer.from(block.map((byte, i) => (byte << 1) ^ (i < 15 ? block[i + 1] >> 7 : 0x87 * (block[0] >> 7))));

function aes(key, mode, iv, data) {
  const cipher = createCipheriv(`aes-256-${mode}`, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

function cmac(key, message) {
  const subkey = double(aes(key, 'ecb', null, Buffer.alloc(16)));
  const start = Math.floor(Math.max(0, message.length - 1) / 16) * 16;
  const last = message.subarray(start);
  const end = last.length === 16 ? xor(last, subkey) : xor(pad(last), double(subkey));
  return aes(key, 'cbc', Buffer.alloc(16), Buffer.concat([message.subarray(0, start), end])).subarray(-16);
}

function siv(secret, associated, text) {
  const [key, other] = [secret.subarray(0, 32), secret.subarray(32)];
  const sum = xor(double(cmac(key, Buffer.alloc(16))), cmac(key, associated));
  const cut = text.length - 16;
  const tag = cmac(key, cut < 0 ? xor(double(sum), pad(text))
    : Buffer.concat([text.subarray(0, cut), xor(text.subarray(cut), sum)]));
  const counter = Buffer.from(tag);
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  return Buffer.concat([tag, aes(other, 'ctr', counter, text)]);
}

// ------------------------------------------------------------------- tokens

function bytes(number, width) {
  const value = BigInt(number);
  if (value < 0n || value >> BigInt(8 * width)) throw new RangeError(`${number} does not fit into ${width} bytes`);
  return Buffer.from(value.toString(16).padStart(2 * width, '0'), 'hex');
}
const isNumber = (text) => /^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n;

// path: behind the prefix, decoded; one that is empty or ends in "/" opens all
// below it; a BigInt is the id of a file.  ttl, window: seconds; within one
// window, which is rounded up to whole minutes, the token stays the same.
export function seal(key, site, prefix, path, { ttl = 3600, window = ttl / 4, user = '', fields = [], now = Date.now() / 1000 } = {}) {
  const step = 60 * Math.max(1, Math.ceil(window / 60));
  const expiry = Math.ceil((Math.floor(now) + ttl) / step) * step;
  const hasId = typeof path === 'bigint';
  const hasNumber = isNumber(String(user));
  const named = user === '' || hasNumber ? [] : [`s${Buffer.from(user).toString('base64url')}`];
  const text = Buffer.from([...fields, ...named].sort().join('.'));
  const shape = 0x40 | (hasId ? 0x20 : /(^|\/)$/.test(path) ? 0x10 : 0) | (hasNumber ? 8 : 0) | (text.length ? 2 : 0);
  const body = Buffer.concat([
    bytes(shape, 1),
    bytes(expiry / 60 - MINUTES_TO_2024, 3),
    ...(hasNumber ? [bytes(user, 8)] : []),
    ...(text.length ? [bytes(text.length, 2), text] : []),
    hasId ? bytes(path, 8) : Buffer.from(path),
  ]);
  const associated = Buffer.from(['postern-sealed/1', site, prefix, key.kid].join('\0'));
  return siv(Buffer.from(key.k, 'base64url'), associated, body).toString('base64url');
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, site, prefix, path, ttl = 3600, window = ttl / 4, user, ...fields] = process.argv.slice(2);
  const key = JSON.parse(readFileSync(file, 'utf8'));
  const target = /^id=\d+$/.test(path) ? BigInt(path.slice(3)) : path;
  console.log(seal(key, site, prefix, target, { ttl: Number(ttl), window: Number(window), user, fields }));
}
