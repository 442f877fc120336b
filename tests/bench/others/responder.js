// What a Node programmer would write: node:http behind proxy_pass, HMAC-SHA256
// of path and expiry in the query, the file checked, nginx told to send it.
//
//	node responder.js SOCKET ROOT SECRET
//
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs/promises');
const http = require('node:http');
const path = require('node:path');
const { createHmac, timingSafeEqual } = require('node:crypto');

const [socket, root, secret] = process.argv.slice(2);
const PREFIX = '/img/';
const TYPES = { '.png': 'image/png', '.jpg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp' };

function isSigned(name, query) {
  const expires = query.get('expires') ?? '';
  if (!/^\d+$/.test(expires) || Number(expires) < Date.now() / 1000) return false;
  const given = Buffer.from(query.get('sig') ?? '', 'hex');
  const mac = createHmac('sha256', secret).update(`${name}\n${expires}`).digest();
  return given.length === mac.length && timingSafeEqual(given, mac);
}

async function statusOf(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const decoded = decodeURIComponent(url.pathname);
  if (!decoded.startsWith(PREFIX) || !isSigned(decoded, url.searchParams)) return 403;
  const name = decoded.slice(PREFIX.length);
  const type = TYPES[path.extname(name).toLowerCase()];
  if (!type || !(await fs.stat(path.join(root, name))).isFile()) return 404;
  response.setHeader('Content-Type', type);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Accel-Redirect', `/_postern/${encodeURIComponent(name)}`);
  return 200;
}

http.createServer((request, response) => {
  statusOf(request, response).catch((error) => (error.code === 'ENOENT' ? 404 : 400)).then((status) => {
    response.statusCode = status;
    response.setHeader('Content-Length', 0);
    response.end();
  });
}).listen(socket);
