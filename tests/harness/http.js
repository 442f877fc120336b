// A raw HTTP/1.1 client: sends the target byte for byte as it is given, reads
// until the server closes, and is strict about what comes back.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');

// A port of 127.0.0.1 that nobody listens on.
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function canConnect(where) {
  return new Promise((resolve) => {
    const socket = net.connect(where);
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

// Everything that comes back for some bytes, until the server closes.
function exchange(where, bytes, timeout) {
  return new Promise((resolve, reject) => {
    const received = [];
    const socket = net.connect(where, () => socket.write(bytes));
    socket.setTimeout(timeout, () => socket.destroy(new Error(`no answer within ${timeout} ms`)));
    socket.on('data', (data) => received.push(data));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

class Response {
  constructor(method, received) {
    const end = received.indexOf('\r\n\r\n');
    assert.notEqual(end, -1, `no HTTP head in ${JSON.stringify(received.toString('latin1', 0, 300))}`);
    const [line, ...rows] = received.toString('latin1', 0, end).split('\r\n');
    const status = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(line);
    assert.ok(status, `no HTTP status line: ${line}`);
    this.status = Number(status[1]);
    this.received = received;
    this.headers = rows.map((row) => {
      const colon = row.indexOf(':');
      assert.ok(colon > 0, `no header: ${row}`);
      return [row.slice(0, colon).toLowerCase(), row.slice(colon + 1).trim()];
    });
    this.body = this.readBody(method, received.subarray(end + 4));
  }

  // A header's value; undefined when absent; twice is an error.
  header(name) {
    const rows = this.headers.filter(([given]) => given === name.toLowerCase());
    assert.ok(rows.length < 2, `${name} was sent ${rows.length} times`);
    return rows[0]?.[1];
  }

  // Not a byte may be missing, and not one may follow.
  readBody(method, rest) {
    if (method === 'HEAD' || this.status === 204 || this.status === 304) {
      assert.equal(rest.length, 0, `a body where none may be: ${rest.subarray(0, 200)}`);
      return rest;
    }
    if (this.header('transfer-encoding') === 'chunked') return unchunk(rest);
    const length = this.header('content-length');
    if (length !== undefined) assert.equal(rest.length, Number(length), 'body and Content-Length differ');
    return rest;
  }
}

function unchunk(rest) {
  const parts = [];
  for (let at = 0; ;) {
    const end = rest.indexOf('\r\n', at);
    assert.notEqual(end, -1, 'a chunk without a size');
    const size = parseInt(rest.toString('latin1', at, end), 16);
    if (size === 0) {
      assert.equal(rest.toString('latin1', end), '\r\n\r\n', 'bytes behind the last chunk');
      return Buffer.concat(parts);
    }
    assert.ok(end + 2 + size + 2 <= rest.length, 'a chunk is cut short');
    parts.push(rest.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

async function request(where, target, { method = 'GET', headers = {}, body = '', timeout = 60000 } = {}) {
  const rows = { Host: 'example.org', ...headers, Connection: 'close' };
  if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) rows['Content-Length'] = Buffer.byteLength(body);
  const head = Object.entries(rows).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const bytes = Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`);
  return new Response(method, await exchange(where, bytes, timeout));
}

module.exports = { canConnect, freePort, request };
