// Signs whatever path it is given, as Postern itself never would: an attacker
// who got hold of a signer.  node sign.js SITE KEY-FILE RAW-PATH
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const { createHmac } = require('node:crypto');

// Decoded once, byte by byte; null where an escape is none.
function decode(raw) {
  const bytes = Buffer.from(raw);
  const out = [];
  for (let i = 0; i < bytes.length; i += 1) {
    if (bytes[i] !== 0x25) { out.push(bytes[i]); continue; }
    const digits = bytes.toString('latin1', i + 1, i + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) return null;
    out.push(parseInt(digits, 16));
    i += 2;
  }
  return Buffer.from(out);
}

// The raw path with a token that is right for what it decodes to.
function signRaw(site, key, raw, expires = Math.floor(Date.now() / 1000) + 3600) {
  const [before] = raw.split(/[?#]/);
  const path = decode(before);
  if (path === null) return null;
  const head = `1.${key.kid}.${expires}`;
  const mac = createHmac('sha256', key.secret).update(`postern/1\n${site}\n`).update(path).update(`\n${head}`);
  const token = `${head}.${mac.digest().subarray(0, 16).toString('base64url')}`;
  return `${raw}${raw.includes('?') ? '&' : '?'}st=${token}`;
}

module.exports = { signRaw };

if (require.main === module) {
  const [site, file, raw] = process.argv.slice(2);
  const { kid, k } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const signed = signRaw(site, { kid, secret: Buffer.from(k, 'base64url') }, raw);
  if (signed === null) process.exit(1);
  process.stdout.write(`${signed}\n`);
}
