// Signs URLs for Postern (docs/native.md).  One file, no packages, Node 18.
//
//     import { sign } from './postern-sign.mjs';
//     const key = JSON.parse(readFileSync('keys/k1.jwk', 'utf8'));
//     sign(key, 'example.org', '/img/my cat.jpg', { ttl: 3600 });
//
// or: node postern-sign.mjs KEYFILE SITE PATH [TTL [WINDOW [FIELD...]]]
//
// SPDX-License-Identifier: ISC
import { createHmac } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const base64url = (data) => Buffer.from(data).toString('base64url');
const encode = (text) => encodeURIComponent(text)
  .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

// path: decoded, as it is on disk; one that ends in "/" opens all below it.
// ttl, window: seconds; within one window the URL stays the same.
export function sign(key, site, path, { ttl = 3600, window = ttl / 4, fields = [], now = Date.now() / 1000 } = {}) {
  const step = Math.max(1, Math.floor(window));
  const expiry = Math.ceil((Math.floor(now) + ttl) / step) * step;
  const prefix = path.endsWith('/') ? [`p${base64url(path)}`] : [];
  const token = ['1', key.kid, expiry, ...[...fields, ...prefix].sort()].join('.');
  const mac = createHmac('sha256', Buffer.from(key.k, 'base64url'))
    .update(`postern/1\n${site}\n${path}\n${token}`).digest();
  return `${path.split('/').map(encode).join('/')}?st=${token}.${base64url(mac.subarray(0, 16))}`;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, site, path, ttl = 3600, window = ttl / 4, ...fields] = process.argv.slice(2);
  const key = JSON.parse(readFileSync(file, 'utf8'));
  console.log(sign(key, site, path, { ttl: Number(ttl), window: Number(window), fields }));
}
