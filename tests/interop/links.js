// Signed links, as the clients of clouds, CDNs and frameworks make them, behind
// real front servers: keys of the test's own, requests for links, and the ways
// of spoiling one.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { generateKeyPairSync } = require('node:crypto');

// aws4fetch and others expect it where Node 18 has none.
globalThis.crypto ??= require('node:crypto').webcrypto;

// The Python that Debian's packages are for, whatever else is in $PATH.
const PROGRAMS = { py: '/usr/bin/python3', php: 'php', rb: '/usr/bin/ruby' };

// A script beside this one: jobs as JSON in, what it makes of them as JSON out.
function run(script, jobs) {
  const program = PROGRAMS[path.extname(script).slice(1)];
  return JSON.parse(execFileSync(program, [path.join(__dirname, script)],
    { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 1 << 24 }));
}

/* ------------------------------------------------------------------- keys */

// { file name: text } of a secret that a vendor has made.
function secretFile(kid, alg, secret, schemes, more = {}) {
  return { [`${kid}.jwk`]: JSON.stringify({
    kty: 'oct', kid, alg, ...more, k: Buffer.from(secret).toString('base64url'), postern: { schemes } }) };
}

function publicFile(kid, alg, publicKey, schemes) {
  return { [`${kid}.jwk`]: JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid, alg, postern: { schemes } }) };
}

const PAIRS = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
};

// { privateKey, publicKey, pem }, pem being the private one, as SDKs want it.
function makePair(type) {
  const pair = PAIRS[type]();
  return { ...pair, pem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

/* ----------------------------------------------------------------- routes */

// A section NAME; links that hold their signature in the path have a prefix
// below /img/t/, which lighttpd keeps out of its log.
function linkRoute(name, lines, { prefix = `/img/${name}/` } = {}) {
  return `
[route ${name}]
prefix = ${prefix}
carrier = query cookie header
${lines.trim()}
`;
}

/* --------------------------------------------------------------- requests */

const originOf = (front) => `http://127.0.0.1:${front.port}`;

// What a browser sends for a URL; one without an origin is of this front server.
function requestFor(front, url, headers) {
  const absolute = /^https?:\/\/([^/?#]+)(.*)$/.exec(url);
  const [, host, target] = absolute ?? [null, `127.0.0.1:${front.port}`, url];
  return [target.startsWith('/') ? target : `/${target}`, { Host: host, ...headers }];
}

const cookieHeader = (cookies) => (cookies ? { Cookie: ['a=1', ...Object.entries(cookies).map((pair) => pair.join('=')), 'b=2'].join('; ') } : {});

/*
 * The link delivers the file's bytes.  secrets: what no log may have of it;
 * the link's longest piece otherwise.
 */
async function delivers(front, url, { file = 'plain.png', headers, cookies, method = 'GET', secrets = [] } = {}) {
  front.expect('allow ok', ...secrets);
  const [target, rows] = requestFor(front, url, { ...headers, ...cookieHeader(cookies) });
  const response = await front.fetch(target, { method, headers: rows });
  if (response.status !== 200) assert.fail(`${response.status}: ${method} ${target}\n${front.scratch.tail()}`);
  const content = front.site.contents.get(file);
  if (method === 'GET') assert.ok(response.body.equals(content), `${target}: other bytes than the file's`);
  assert.equal(response.header('content-length'), String(content.length));
  assert.equal(response.header('x-content-type-options'), 'nosniff');
  return response;
}

async function refuses(front, url, reason, { status, headers, cookies, method = 'GET' } = {}) {
  front.expect(`deny ${reason}`);
  const [target, rows] = requestFor(front, url, { ...headers, ...cookieHeader(cookies) });
  try {
    return await front.denied(target, status ?? (reason === 'expired' ? 410 : 403), { method, headers: rows });
  } catch (error) {
    error.message += `\n${method} ${target}\n${front.scratch.tail()}`;
    throw error;
  }
}

/* ------------------------------------------------------------------- time */

// What a client makes that takes the clock to be some seconds behind.
async function inThePast(seconds, make) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      super(...(parts.length > 0 ? parts : [Real.now() - 1000 * seconds]));
    }

    static now() {
      return Real.now() - 1000 * seconds;
    }
  };
  try {
    return await make();
  } finally {
    globalThis.Date = Real;
  }
}

const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

/* --------------------------------------------------------------- spoiling */

// One character of the middle changed, to another of the same kind; none of a
// percent-encoding.
function spoiled(text) {
  for (let at = text.length >> 1; at < text.length; at += 1) {
    if (!/[0-9A-Za-z]/.test(text[at]) || /%.?$/.test(text.slice(0, at))) continue;
    const other = { a: 'b', A: 'B', 0: '1' }[text[at]] ?? (/\d/.test(text[at]) ? '0' : /[a-z]/.test(text[at]) ? 'a' : 'A');
    return text.slice(0, at) + other + text.slice(at + 1);
  }
  throw new Error(`nothing to spoil in ${text}`);
}

// The value of a parameter, as it stands in a URL.
function parameterOf(url, name) {
  const value = new RegExp(`[?&]${name}=([^&#]*)`).exec(url)?.[1];
  assert.ok(value, `${url} has no ${name}`);
  return value;
}

const withSpoiled = (url, name, spoil = spoiled) => url.replace(parameterOf(url, name), (text) => spoil(text));

/*
 * The link opens its file, and with a character of the parameter `signature`
 * changed, or for another file, it opens none.
 */
async function opensOnly(front, url, signature, { file = 'plain.png', other = 'photo.jpg', reason = 'bad-signature', elsewhere = reason, spoil, ...options } = {}) {
  const mark = parameterOf(url, signature);
  await delivers(front, url, { file, secrets: [decodeURIComponent(mark)], ...options });
  await refuses(front, withSpoiled(url, signature, spoil), reason, options);
  const name = url.includes(encodeURI(file)) ? encodeURI(file) : file.split('/').map(encodeURIComponent).join('/');
  assert.ok(url.split('?')[0].endsWith(name), `${url} does not name ${name}`);
  await refuses(front, url.replace(name, encodeURI(other)), elsewhere, options);
}

module.exports = {
  delivers, inSeconds, inThePast, linkRoute, makePair, opensOnly, originOf, parameterOf, publicFile, refuses, run, secretFile, spoiled, withSpoiled,
};
