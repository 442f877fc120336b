// A FastCGI client (FastCGI 1.0 §3, §5), as a front server would be one.
// SPDX-License-Identifier: ISC
'use strict';

const net = require('node:net');

const BEGIN = 1;
const END = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
const KEEP_CONN = 1;

function record(type, content = '') {
  const body = Buffer.from(content);
  const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  head.writeUInt16BE(body.length, 4);
  return Buffer.concat([head, body]);
}

function length(number) {
  if (number < 128) return Buffer.from([number]);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((number | 0x80000000) >>> 0);
  return four;
}

function parameters(list) {
  return Buffer.concat(Object.entries(list).flatMap(([name, value]) =>
    [length(Buffer.byteLength(name)), length(Buffer.byteLength(value)), Buffer.from(name), Buffer.from(value)]));
}

// What is sent in records of at most that many bytes.
function bodyRecords(body, size = 32768) {
  const bytes = Buffer.from(body);
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(record(STDIN, bytes.subarray(at, at + size)));
  return parts;
}

// All records of one request.
function requestBytes(target, { keep = false, method = 'GET', more = {}, body = '', recordSize } = {}) {
  const list = { REQUEST_METHOD: method, REQUEST_URI: target, REMOTE_ADDR: '127.0.0.1',
    ...(body.length > 0 && { CONTENT_LENGTH: String(Buffer.byteLength(body)) }), ...more };
  return Buffer.concat([
    record(BEGIN, Buffer.from([0, 1, keep ? KEEP_CONN : 0, 0, 0, 0, 0, 0])),
    record(PARAMS, parameters(list)), record(PARAMS), ...bodyRecords(body, recordSize), record(STDIN),
  ]);
}

function readOutput(output) {
  const end = output.indexOf('\r\n\r\n');
  if (end === -1) throw new Error(`no CGI head in ${JSON.stringify(output.toString('latin1', 0, 200))}`);
  const headers = Object.fromEntries(output.toString('latin1', 0, end).split('\r\n').map((row) => {
    const colon = row.indexOf(':');
    return [row.slice(0, colon).toLowerCase(), row.slice(colon + 1).trim()];
  }));
  return { status: parseInt(headers.status ?? '200', 10), headers, body: output.subarray(end + 4) };
}

const GUARD = 60000; // milliseconds; whoever is silent for so long hangs

// One connection, one request on it at a time.
class Connection {
  constructor(where, { timeout = GUARD } = {}) {
    this.socket = net.connect(where);
    this.socket.setTimeout(timeout, () => this.socket.destroy(new Error(`no answer within ${timeout} ms`)));
    this.pending = Buffer.alloc(0);
    this.output = [];
    this.connected = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    this.connected.catch(() => {});
    this.socket.on('data', (data) => this.read(data));
    this.socket.on('error', (error) => { this.error = error; });
    this.socket.on('close', () => this.settle?.reject(this.error ?? new Error('closed without an answer')));
  }

  read(data) {
    this.pending = Buffer.concat([this.pending, data]);
    while (this.pending.length >= 8) {
      const size = this.pending.readUInt16BE(4);
      const whole = 8 + size + this.pending[6];
      if (this.pending.length < whole) return;
      const type = this.pending[1];
      if (type === STDOUT) this.output.push(this.pending.subarray(8, 8 + size));
      this.pending = this.pending.subarray(whole);
      if (type === END) this.finish();
    }
  }

  finish() {
    const { settle } = this;
    this.settle = undefined;
    try {
      settle.resolve(readOutput(Buffer.concat(this.output)));
    } catch (error) {
      settle.reject(error);
    }
    this.output = [];
  }

  // `sent` is kept when the kernel has all of it.
  request(target, options) {
    const answer = new Promise((resolve, reject) => { this.settle = { resolve, reject }; });
    answer.catch(() => {});
    this.sent = new Promise((resolve) => { this.socket.write(requestBytes(target, options), resolve); });
    return answer;
  }

  close() {
    this.settle = undefined;
    this.socket.destroy();
  }
}

// One request on a connection of its own.
async function fastcgi(where, target, options = {}) {
  const connection = new Connection(where, options);
  try {
    return await connection.request(target, options);
  } finally {
    connection.close();
  }
}

module.exports = { Connection, GUARD, fastcgi, record, requestBytes };
