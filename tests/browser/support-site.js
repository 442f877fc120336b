// A site on a free port with pages, images and an API that signs them, as the
// responder would; a test sets its clock, and says what it shall answer.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { once } = require('node:events');
const { text } = require('node:stream/consumers');

const MODULE = path.resolve(__dirname, '../../clients/browser/postern.js');
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

// Silence of so many seconds: 8,000 samples of 8 bits in each.
function wav(seconds) {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + seconds * 8000, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(seconds * 8000, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * 8000, 128)]);
}

class Site {
  async listen() {
    this.server = http.createServer((request, response) => this.serve(request, response));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
  }

  // As new, for the next test.
  reset() {
    this.html = '';
    this.clock = Date.now; // milliseconds
    this.time = undefined; // milliseconds, where a test's clock stands still
    this.life = 600; // seconds from signing to expiry
    this.window = 1; // seconds in which all URLs of a path are the same
    this.allow = 'Bearer jwt'; // what Authorization has to begin with
    this.refused = new Set(); // paths
    this.cors = ''; // the origin that may call from elsewhere
    this.exposed = ''; // headers that it may read
    this.onApi = () => undefined; // (call) -> { status, body, location } instead of the usual
    this.onFile = () => undefined; // (request) -> a status, or false to send a part and go silent
    this.calls = []; // of the API: { method, name, headers, paths, ttl }
    this.files = []; // { path, expires, status }
  }

  get now() {
    return this.clock() / 1000;
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async serve(request, response) {
    const url = new URL(request.url, this.origin);
    response.setHeader('Date', new Date(this.clock()).toUTCString());
    if (url.pathname === '/favicon.ico') response.writeHead(204).end();
    else if (url.pathname === '/postern.js') send(response, 200, 'text/javascript', fs.readFileSync(MODULE));
    else if (url.pathname.startsWith('/api/')) await this.api(request, response, url.pathname.slice(5));
    else if (url.pathname.startsWith('/img/')) this.file(request, response, url);
    else send(response, 200, 'text/html; charset=utf-8', `<!doctype html><title>A page</title>${this.html}`);
  }

  async api(request, response, name) {
    if (this.cors) {
      response.setHeader('Access-Control-Allow-Origin', this.cors);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
      response.setHeader('Access-Control-Allow-Methods', 'POST, DELETE');
      response.setHeader('Access-Control-Expose-Headers', this.exposed);
    }
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const { method, headers } = request;
    const call = { method, name, headers, ...JSON.parse(await text(request) || '{}') };
    this.calls.push(call);
    const { status, body, location } = await this.onApi(call) ?? this.answer(call, response);
    if (location) response.setHeader('Location', location);
    if (status === 204) return response.writeHead(204).end();
    return send(response, status, status === 200 ? 'application/json' : 'application/problem+json', JSON.stringify(body));
  }

  answer({ method, name, headers, paths }, response) {
    if (method === 'DELETE') {
      response.setHeader('Set-Cookie', 'postern=; Path=/; Max-Age=0; HttpOnly');
      return { status: 204 };
    }
    if (!headers.authorization?.startsWith(this.allow)) {
      return { status: 401, body: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'The token is not valid.' } };
    }
    const expires_at = Math.ceil((this.now + this.life) / this.window) * this.window;
    if (name === 'session') {
      response.setHeader('Set-Cookie', `postern=${expires_at}; Path=/; HttpOnly; SameSite=Lax`);
      return { status: 200, body: { expires_at } };
    }
    const urls = paths.map((path) => (this.refused.has(path) ? { path, error: 'refused' }
      : { path, url: `${path}?st=${expires_at}`, expires_at }));
    return { status: 200, body: { urls } };
  }

  file(request, response, url) {
    const expires = Number(url.searchParams.get('st') ?? NaN);
    const seen = { path: url.pathname, expires, range: request.headers.range };
    this.files.push(seen);
    const usual = Number.isNaN(expires) ? 403 : expires < this.now ? 410 : 200;
    seen.status = this.onFile(seen) ?? usual;
    response.setHeader('Cache-Control', 'no-store');
    if (seen.status && seen.status !== 200) send(response, seen.status, 'text/plain', 'No.');
    else if (seen.path.endsWith('.wav')) sendMedium(response, seen);
    else send(response, 200, 'image/png', PNG);
  }
}

// A range to the end, as browsers ask for it, or the first third of it.
function sendMedium(response, { status, range = 'bytes=0-' }) {
  const whole = wav(600);
  const [, start] = /^bytes=(\d+)-/.exec(range);
  const rest = whole.subarray(Number(start));
  response.writeHead(206, { 'Content-Type': 'audio/wav', 'Content-Length': rest.length,
    'Content-Range': `bytes ${start}-${whole.length - 1}/${whole.length}` });
  if (status === false) response.write(rest.subarray(0, rest.length / 3));
  else response.end(rest);
}

function send(response, status, type, body = '') {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

module.exports = { Site };
