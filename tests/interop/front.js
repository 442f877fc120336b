// nginx, lighttpd and Apache, as people configure them, with routes and keys of
// a test's own: puts a token into each of the places where one may stand, and
// afterwards compares what Postern has logged with what was asked for.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Context } = require('../servers/context.js');
const { FCGID, LIGHTTPD, apacheVirtualHost, lighttpd, nginx } = require('../servers/setups.js');
const { Scratch } = require('../harness/scratch.js');
const { encodePath } = require('../harness/site.js');

const SERVERS = {
  nginx,
  lighttpd: (scratch, options) => lighttpd(scratch, { ...LIGHTTPD, ...options }),
  apache: (scratch, options) => apacheVirtualHost(scratch, { ...FCGID, ...options }),
};
const COOKIE = '__Host-postern';

// Where a token may stand, and in which request it then stands.
const PLACES = {
  query: (name, file, token) => [`/img/${name}/${file}?st=${encodeURIComponent(token)}`],
  cookie: (name, file, token) => [`/img/${name}/${file}`, { headers: { Cookie: `a=1; ${COOKIE}=${token}; b=2` } }],
  header: (name, file, token) => [`/img/${name}/${file}`, { headers: { Authorization: `Bearer ${token}` } }],
  path: (name, file, token) => [`/img/t/${name}/${token.replace(/=+$/, '')}/${file}`],
};

// What caches may do, where a token opens one file and where it opens all that
// its user may see: such a URL is not kept at all, and a URL without a token is
// another user's, too.
const BY_URL = { ofFile: /^private, max-age=\d+$/, ofUser: /^no-store$/ };
const ASIDE = { ofFile: /^private, no-cache$/, ofUser: /^private, no-cache$/ };
const CACHING = { query: BY_URL, path: BY_URL, cookie: ASIDE, header: ASIDE };

// Tokens in paths stand below /img/t/, which lighttpd keeps out of its log.
const prefixes = (name) => [`/img/${name}/`, `/img/t/${name}/`];

/*
 * The sections of a route NAME: /img/NAME/ takes tokens from query, cookie and
 * header, /img/t/NAME/ from the path.  settings: (prefix) => further lines.
 */
function route(name, settings) {
  const [plain, path] = prefixes(name);
  return `
[route ${name}]
prefix = ${plain}
carrier = query cookie header
${settings(plain)}

[route ${name}-path]
prefix = ${path}
carrier = path
${settings(path)}
`;
}

class Front extends Context {
  /*
   * keys: { file name: text }, beside those of Site; files: others below
   * /etc/postern; images: names; routes: (directory of those files) => sections
   * of postern.ini.
   */
  static async start(server, { keys, files = {}, images = [], routes }) {
    const scratch = new Scratch(`interop-${server}`);
    try {
      for (const [name, text] of Object.entries(keys)) {
        scratch.write(`etc/postern/keys/${name}`, text, { mode: 0o640, owned: true });
      }
      for (const [name, text] of Object.entries(files)) scratch.write(`etc/postern/${name}`, text);
      const running = await SERVERS[server](scratch, { append: routes(scratch.path('etc/postern')) });
      for (const name of images) running.site.add(name);
      const front = new Front({ setup: { server }, scratch, ...running });
      await front.assertReady();
      return front;
    } catch (error) {
      await scratch.close();
      throw error;
    }
  }

  constructor(running) {
    super(running);
    this.tokens = new Set();
    this.decisions = {};
  }

  // Keys and routes are as they must be, or else Postern answers 503.
  async assertReady() {
    this.expect('deny no-credential');
    assert.equal((await this.fetch('/img/plain.png')).status, 403, this.scratch.tail());
  }

  // What Postern shall log for a request with these tokens.
  expect(decision, ...tokens) {
    this.decisions[decision] = (this.decisions[decision] ?? 0) + 1;
    for (const token of tokens) this.tokens.add(token);
  }

  // The token opens the file wherever it stands; namesFile: it opens no other.
  async opens(name, token, { file = 'plain.png', places = Object.keys(PLACES), namesFile = false } = {}) {
    for (const place of places) {
      const response = await this.fetch(...this.ask(place, name, file, token, 'allow ok'));
      assert.equal(response.status, 200, `in the ${place}`);
      assert.equal(response.header('content-type'), 'image/png');
      assert.ok(response.body.equals(this.site.contents.get(file)), `in the ${place}: other bytes than the image's`);
      assert.equal(response.header('referrer-policy'), 'no-referrer');
      const caching = CACHING[place][namesFile ? 'ofFile' : 'ofUser'];
      assert.match(response.header('cache-control'), caching, `in the ${place}`);
    }
  }

  async refuses(name, token, reason, { status = 403, file = 'plain.png', places = Object.keys(PLACES) } = {}) {
    for (const place of places) {
      const [target, options] = this.ask(place, name, file, token, `deny ${reason}`);
      await this.denied(target, status, options);
    }
  }

  ask(place, name, file, token, decision) {
    this.expect(decision, token);
    return PLACES[place](name, encodePath(file), token);
  }

  // A call to an API: the HTTP answer, its body read as JSON.
  async call(method, target, { token, headers, json, ...options } = {}) {
    const rows = { ...headers };
    if (token) rows.Authorization = `Bearer ${token}`;
    if (json) rows['Content-Type'] = 'application/json';
    if (token) this.tokens.add(token);
    const response = await this.fetch(target, { ...options, method, headers: rows, body: json ? JSON.stringify(json) : '' });
    return { status: response.status, response, json: response.body.length > 0 && JSON.parse(response.body) };
  }

  // When all programs have ended: each request and decision is in the logs as
  // often as it was made, and no part of any token is.
  async finish() {
    const { scratch } = this;
    for (const child of scratch.children.splice(0).reverse()) await scratch.stop(child);
    const logs = scratch.logs();
    assert.deepEqual(decisionsIn(logs), this.decisions);
    const requests = logs.filter(({ name }) => name.includes('access')).flatMap(({ text }) => text.match(/"(GET|HEAD|POST) /g) ?? []);
    assert.equal(requests.length, this.requests, 'the access log of the front server');
    const parts = new Set([...this.tokens].flatMap((token) => token.replace(/=+$/, '').split('.'))
      .filter((part) => part.length >= 20).map((part) => part.slice(-20)));
    assert.ok(parts.size > 0);
    for (const { name, text } of logs) {
      assert.doesNotMatch(text, /eyJ[\w-]{8}|v4\.(local|public)\.|__Host-/, `${name} has a token`);
      for (const part of parts) assert.ok(!text.includes(part), `${name} has a part of a token: ${part}`);
    }
  }
}

// { 'allow ok': 3, ... } of Postern's log lines, wherever they stand.
function decisionsIn(logs) {
  const decisions = {};
  for (const { text } of logs) {
    for (const [, decision, reason] of text.matchAll(/ decision=(\S+) reason=(\S+) /g)) {
      const name = `${decision} ${reason}`;
      decisions[name] = (decisions[name] ?? 0) + 1;
    }
  }
  return decisions;
}

/*
 * Runs tests behind each of the servers; tests: (front) is called to declare
 * them, front() being the Front when they run.  options: a function that makes
 * what Front.start takes, keys and all, once.
 */
function describeFronts(options, tests) {
  let made;
  before(async () => { made = await options(); });
  for (const server of Object.keys(SERVERS)) {
    describe(server, () => {
      let front;
      before(async () => { front = await Front.start(server, made); });
      after(() => front?.scratch.close());
      tests(() => front);
      test('the logs have each decision and no token', () => front.finish());
    });
  }
}

// A token with one bit of its last part changed.
function changed(token) {
  const parts = token.split('.');
  const bytes = Buffer.from(parts.pop(), 'base64url');
  bytes[bytes.length >> 1] ^= 1;
  return [...parts, bytes.toString('base64url')].join('.');
}

module.exports = { COOKIE, Front, PLACES, changed, describeFronts, prefixes, route };
