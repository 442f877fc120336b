// What a check talks through: every answer is searched for what no client may
// see, every token is remembered for the search through the logs.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { request } = require('../harness/http.js');
const { BUILD, now } = require('../harness/site.js');

const COMMAND_HEADERS = ['x-sendfile', 'x-sendfile2', 'x-lighttpd-send-file', 'x-accel-redirect',
  'x-litespeed-location', 'location'];
const INTERNAL_PLACES = ['/_postern/', '/img-private/', '/.private/'];

class Context {
  constructor({ setup, port, site, scratch, config }) {
    Object.assign(this, { setup, port, site, scratch, config });
    this.denials = new Map();
    this.requests = 0;
  }

  // One request; the answer says nothing about the machine behind it.
  // mayRedirect: a Location is expected, and is not Postern's word to the server.
  async fetch(target, { mayRedirect = false, ...options } = {}) {
    const response = await request(this.port, target, options);
    this.requests += 1;
    for (const [name, value] of response.headers) {
      assert.ok(!COMMAND_HEADERS.includes(name) || (mayRedirect && name === 'location'), `${name} reached the client`);
      for (const place of INTERNAL_PLACES) assert.ok(!value.includes(place), `${name}: ${value} reached the client`);
    }
    assert.ok(!response.received.includes(this.scratch.root), 'a path of the machine reached the client');
    return response;
  }

  // A signed request.
  get(decoded, { headers, method, ...signing } = {}) {
    return this.fetch(this.site.url(decoded, signing), { headers, method });
  }

  // byServer: the front server answers before it has asked Postern.
  async denied(target, status, { byServer = false, ...options } = {}) {
    const response = await this.fetch(target, options);
    assert.equal(response.status, status);
    if (byServer) return response;
    assert.equal(response.header('cache-control'), 'no-store');
    assert.equal(response.header('x-content-type-options'), 'nosniff');
    assert.equal(response.header('etag'), undefined);
    if (!options.method || options.method === 'GET') {
      this.denials.set(status, [...(this.denials.get(status) ?? []), response]);
    }
    return response;
  }

  // The status its expectation table has for what a front server refuses itself:
  // by the set-up's kind or by its server.
  own(servers = {}) {
    return servers[this.setup.kind] ?? servers[this.setup.server];
  }

  // Headers that do not depend on the second of the answer, nor on how many
  // pieces Apache has read it in.
  steady(response) {
    return response.headers.filter(([name]) => !['date', 'content-length', 'transfer-encoding'].includes(name))
      .map(([name, value]) => [name, name === 'cache-control' ? value.replace(/max-age=\d+/, 'max-age') : value])
      .sort();
  }

  // GET, HEAD, 206, 304 and 403 by turns: a byte too many or too few of one
  // would be taken for a part of the next.
  async keptConnection() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const content = this.site.contents.get('plain.png');
    const signed = this.site.url('/img/plain.png');
    const ask = (method, target, more = {}) => new Promise((resolve, reject) => {
      const headers = { Host: 'example.org', ...more };
      http.request({ port: this.port, host: '127.0.0.1', agent, method, path: target, headers }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode, body: Buffer.concat(parts), tag: response.headers.etag }));
      }).on('error', reject).end();
    });
    try {
      for (let round = 0; round < 4; round += 1) {
        const first = await ask('GET', signed);
        assert.deepEqual([first.status, first.body.equals(content)], [200, true]);
        const part = await ask('GET', signed, { Range: 'bytes=7-8' });
        assert.deepEqual([part.status, part.body], [206, content.subarray(7, 9)]);
        assert.equal((await ask('HEAD', signed)).status, 200);
        assert.equal((await ask('GET', signed, { 'If-None-Match': first.tag })).status, 304);
        assert.equal((await ask('GET', '/img/plain.png')).status, 403);
        assert.equal((await ask('HEAD', '/img/plain.png')).status, 403);
      }
    } finally {
      agent.destroy();
    }
  }

  // What `postern sign` prints is what token.js signs, and it opens.
  async commandLine() {
    const run = (...args) => execFileSync(path.join(BUILD, 'postern'), args, { encoding: 'utf8' }).trim();
    const signed = run('sign', '--config', this.config, '--key', 'k1', '--ttl', '10m', '/img/my cat.png');
    const url = new URL(signed, 'http://example.org');
    const token = url.searchParams.get('st');
    const expires = Number(token.split('.')[2]);
    assert.ok(expires >= now() + 590, 'the URL expires too soon');
    assert.equal(token, this.site.token('/img/my cat.png', { expires }));
    assert.equal((await this.fetch(url.pathname + url.search)).status, 200);
  }

  // Every log of the front server and of Postern, when all is done.
  assertLogsAreClean() {
    const logs = this.scratch.logs();
    const all = logs.map(({ text }) => text).join('\n');
    // A part that no other token has: the MAC, the end of a JWT or of a sealed one.
    const macs = [...this.site.issued].map((token) => token.slice(-22));
    assert.ok(macs.length > 100, 'the tokens were not remembered');
    for (const { name, text } of logs) {
      for (const line of text.split('\n')) {
        assert.doesNotMatch(line, /\beyJ[\w-]{8}|__Host-postern/, `${name} has a JWT or a cookie`);
        assert.doesNotMatch(line, /\b1\.[\w-]{1,32}\.\d{1,13}\./, `${name} has a token`);
        for (const mac of macs) assert.ok(!line.includes(mac), `${name} has the MAC of a token: ${line}`);
      }
    }
    assert.ok(all.match(/decision=allow/g)?.length > 100, 'Postern did not log what it allowed');
    assert.ok(all.match(/decision=deny/g)?.length > 50, 'Postern did not log what it denied');
    assert.ok(all.match(/(GET|HEAD|POST) \/img\//g)?.length > 150, 'there is no access log');
  }
}

module.exports = { Context };
