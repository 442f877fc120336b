// Sealed tokens from docs/sealed.md alone, independently of Postern's own code;
// and AES-SIV (RFC 5297), which node:crypto lacks, from AES.
// SPDX-License-Identifier: ISC
'use strict';

const { createCipheriv } = require('node:crypto');

function xor(a, b) {
  return Buffer.from(a.map((byte, i) => byte ^ b[i]));
}

// Multiplication by x in GF(2^128) (RFC 5297 §2.3).
function double(block) {
  const number = BigInt(`0x${block.toString('hex')}`) << 1n;
  const reduced = number >> 128n ? (number ^ 0x87n) & ((1n << 128n) - 1n) : number;
  return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
}

function pad(part) {
  return Buffer.concat([part, Buffer.from([0x80]), Buffer.alloc(15)]).subarray(0, 16);
}

function aes(key, mode, iv, data) {
  const cipher = createCipheriv(`aes-${key.length * 8}-${mode}`, key, iv);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

// RFC 4493 §2.4
function cmac(key, message) {
  const subkey = double(aes(key, 'ecb', null, Buffer.alloc(16)));
  const start = Math.max(0, Math.ceil(message.length / 16) - 1) * 16;
  const last = message.subarray(start);
  const tail = last.length === 16 ? xor(last, subkey) : xor(pad(last), double(subkey));
  return aes(key, 'cbc', Buffer.alloc(16), Buffer.concat([message.subarray(0, start), tail])).subarray(-16);
}

// RFC 5297 §2.4
function s2v(key, associated, plaintext) {
  const sum = xor(double(cmac(key, Buffer.alloc(16))), cmac(key, associated));
  if (plaintext.length < 16) return cmac(key, xor(double(sum), pad(plaintext)));
  const end = plaintext.length - 16;
  return cmac(key, Buffer.concat([plaintext.subarray(0, end), xor(plaintext.subarray(end), sum)]));
}

function counted(key, tag, text) {
  const counter = Buffer.from(tag);
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  return aes(key, 'ctr', counter, text);
}

const halves = (key) => [key.subarray(0, key.length / 2), key.subarray(key.length / 2)];

// RFC 5297 §2.6: tag and ciphertext.
function seal(key, associated, plaintext) {
  const [first, second] = halves(key);
  const tag = s2v(first, associated, plaintext);
  return Buffer.concat([tag, counted(second, tag, plaintext)]);
}

// RFC 5297 §2.7; null when the tag is wrong.
function open(key, associated, sealed) {
  const [first, second] = halves(key);
  const tag = sealed.subarray(0, 16);
  const plaintext = counted(second, tag, sealed.subarray(16));
  return s2v(first, associated, plaintext).equals(tag) ? plaintext : null;
}

const associatedData = (site, prefix, kid) => Buffer.from(['postern-sealed/1', site, prefix, kid].join('\0'));

// Big-endian.
const bytes = (number, width) => Buffer.from(BigInt(number).toString(16).padStart(2 * width, '0'), 'hex');

const SHAPE = { version: 0x40, id: 0x20, prefix: 0x10, number: 0x08, seconds: 0x04, fields: 0x02 };
const YEAR_2024 = 1704067200;

// What a shape says of the rest, whether it makes sense or not.
function body(shape, ...parts) {
  return Buffer.concat([Buffer.from([shape]), ...parts.map((part) => Buffer.from(part))]);
}

const isNumber = (subject) => /^(0|[1-9]\d{0,19})$/.test(subject) && BigInt(subject) < 1n << 64n;

// path: behind the route's prefix; fields: as they stand, joined by dots.
function pack({ path, id, expiry, subject = '', fields = '' }) {
  const minutes = (expiry - YEAR_2024) / 60;
  let shape = SHAPE.version;
  const parts = [];
  if (Number.isInteger(minutes) && minutes >= 0 && minutes < 1 << 24) {
    parts.push(bytes(minutes, 3));
  } else {
    shape |= SHAPE.seconds;
    parts.push(bytes(expiry, 5));
  }
  if (isNumber(subject)) {
    shape |= SHAPE.number;
    parts.push(bytes(subject, 8));
  }
  if (fields) {
    shape |= SHAPE.fields;
    parts.push(bytes(Buffer.byteLength(fields), 2), fields);
  }
  if (id !== undefined) shape |= SHAPE.id;
  else if (path === '' || path.endsWith('/')) shape |= SHAPE.prefix;
  return body(shape, ...parts, id === undefined ? path : bytes(id, 8));
}

// key: { kid, secret }
function sealToken(site, prefix, key, packed) {
  return seal(key.secret, associatedData(site, prefix, key.kid), packed).toString('base64url');
}

module.exports = { SHAPE, YEAR_2024, associatedData, body, bytes, open, pack, seal, sealToken };
