// Signed links of the npm package signed-url; and of Cloudflare and bunny.net,
// which have no package: they are made by what their documents say.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { createHash, createHmac, randomBytes } = require('node:crypto');
const signer = require('signed-url');
const { describeFronts } = require('./front.js');
const { delivers, inSeconds, inThePast, linkRoute, opensOnly, originOf, refuses, secretFile, spoiled } = require('./links.js');

const FILES = ['my cat.png', 'a+b.png', "it's.png", '(1).png', 'number #1.png', 'why?.png', '猫.png', 'tilde~.png', 'album/one.png'];
const encode = (file) => file.split('/').map(encodeURIComponent).join('/');
const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key));

/* ------------------------------------------------------------- signed-url */

const secret = randomBytes(24).toString('base64url');

function signedUrlTests(front) {
  const link = (path, { by = secret, route = 'signed', ttl = 600, ...more } = {}) =>
    signer({ secret: by }).sign(`${originOf(front())}/img/${route}/${path}`, { ttl, ...more });

  test('signed-url: one file, and no other', async () => {
    await opensOnly(front(), link('plain.png'), 'hash', { spoil: (hash) => spoiled(hash.slice(0, 43)) + hash.slice(43) });
    for (const file of FILES) await delivers(front(), link(encode(file)), { file });
  });

  test('signed-url: the query is signed, in any order', async () => {
    const url = link('plain.png?w=300&txt=a+b~*%26é&w=1&e=');
    await delivers(front(), url);
    await delivers(front(), url.replace(/\?(.*)&(hash=.*)$/, '?$2&$1'));
    await refuses(front(), url.replace('w=300', 'w=301'), 'bad-signature');
    await refuses(front(), url.replace(/w=300(.*)w=1/, 'w=1$1w=300'), 'bad-signature');
    await refuses(front(), `${url}&x=1`, 'bad-signature');
  });

  test('signed-url: the method, over, endless, of another secret', async () => {
    await delivers(front(), link('plain.png', { method: 'head' }), { method: 'HEAD' });
    await refuses(front(), link('plain.png', { method: 'head' }), 'bad-signature');
    await refuses(front(), await inThePast(900, () => link('plain.png')), 'expired');
    await refuses(front(), link('plain.png', { ttl: 0 }), 'claim-missing');
    await refuses(front(), link('plain.png', { by: 'another' }), 'bad-signature');
    await opensOnly(front(), link('plain.png', { route: 'signed-endless', ttl: 0 }), 'hash');
  });
}

/* ------------------------------------------------------------- Cloudflare */

const wafKey = randomBytes(24).toString('base64url');
const imagesKey = randomBytes(24).toString('base64url');

// A request to the front server stands in for one to the zone.
function wafLink(path, { by = wafKey, ago = 0, form = 'base64' } = {}) {
  const issued = String(inSeconds(-ago));
  const mac = encodeURIComponent(hmac(by, path, issued).digest(form));
  return `${path}${path.includes('?') ? '&' : '?'}verify=${issued}-${mac}`;
}

// As the worker in the documents of Cloudflare Images does it.
function imagesLink(path, { by = imagesKey, seconds = 600 } = {}) {
  const url = new URL(path, 'https://imagedelivery.net');
  url.searchParams.set('exp', String(inSeconds(seconds)));
  const mac = hmac(by, `${url.pathname}?${url.searchParams}`).digest('hex');
  url.searchParams.set('sig', mac);
  return url.pathname + url.search;
}

function cloudflareTests(front) {
  const moment = 11; // characters of the time, and its '-'
  const spoil = (token) => token.slice(0, moment) + spoiled(token.slice(moment));

  for (const [route, form] of [['waf', 'base64'], ['waf-s', 'base64url']]) {
    const link = (path, more) => wafLink(`/img/${route}/${path}`, { form, ...more });

    test(`Cloudflare's is_timed_hmac_valid_v0, in ${form}`, async () => {
      for (let i = 0; i < 20; i += 1) await opensOnly(front(), link(`plain.png?i=${i}`), 'verify', { spoil });
      for (const file of FILES) await delivers(front(), link(encode(file)), { file });
      await refuses(front(), link('plain.png?w=300').replace('w=300', 'w=301'), 'bad-signature');
      await refuses(front(), `${link('plain.png')}&w=300`, 'malformed');
      await refuses(front(), link('plain.png', { ago: 700 }), 'expired');
      await refuses(front(), link('plain.png', { by: 'another' }), 'bad-signature');
    });
  }

  test('Cloudflare Images', async () => {
    const link = (path, more) => imagesLink(`/img/variants/${path}`, more);
    await opensOnly(front(), link('plain.png'), 'sig');
    await opensOnly(front(), link('plain.png?w=300'), 'sig');
    for (const file of FILES) await delivers(front(), link(encode(file)), { file });
    await refuses(front(), link('plain.png', { seconds: -1 }), 'expired');
    await refuses(front(), link('plain.png', { by: 'another' }), 'bad-signature');
    await refuses(front(), link('plain.png').replace(/exp=\d+/, `exp=${inSeconds(6000)}`), 'bad-signature');
  });
}

/* -------------------------------------------------------------- bunny.net */

const securityKey = randomBytes(24).toString('base64url');

// { token, more, expires } of a scope; the client's address is 127.0.0.1.
function bunnyToken(scope, { by = securityKey, seconds = 600, ip = false, parameters = {} } = {}) {
  const expires = String(inSeconds(seconds));
  const pairs = Object.entries(parameters).sort();
  const mac = hmac(by, scope, expires, ip ? Buffer.from([127, 0, 0, 1]) : '', pairs.map((pair) => pair.join('=')).join('&')).digest('base64url');
  return { token: `HS256-${ip ? '1-' : ''}${mac}`, more: pairs.map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join(''), expires };
}

function bunnyTests(front) {
  const link = (path, more) => {
    const { token, more: rest, expires } = bunnyToken(more?.parameters?.token_path ?? path, more);
    return `${path}?token=${token}${rest}&expires=${expires}`;
  };
  const spoil = (token) => `HS256-${spoiled(token.slice(6))}`;

  test('bunny.net: one file, and no other', async () => {
    await opensOnly(front(), link('/img/bunny/plain.png'), 'token', { spoil });
    for (const file of FILES) await delivers(front(), link(`/img/bunny/${encode(file)}`), { file });
    const url = link('/img/bunny/plain.png', { parameters: { width: '300', class: 'a b' } });
    await opensOnly(front(), url, 'token', { spoil });
    await refuses(front(), url.replace('300', '301'), 'bad-signature');
    await refuses(front(), link('/img/bunny/plain.png', { seconds: -1 }), 'expired');
    await refuses(front(), link('/img/bunny/plain.png', { by: 'another' }), 'bad-signature');
    await refuses(front(), link('/img/bunny/plain.png', { parameters: { token_countries: 'US' } }), 'wrong-client');
  });

  test('bunny.net: a directory, in the query and in the path', async () => {
    const scope = '/img/t/bunny/album/';
    const parameters = { token_path: scope };
    const { token, more, expires } = bunnyToken(scope, { parameters });
    const inPath = (file) => `/img/t/bunny/bcdn_token=${token}${more}&expires=${expires}/${file}`;
    await delivers(front(), link(`${scope}one.png`, { parameters }), { file: 'album/one.png' });
    await refuses(front(), link('/img/t/bunny/plain.png', { parameters }), 'outside-grant');
    // Apache answers 404 itself where a path has %2F, unless AllowEncodedSlashes is NoDecode.
    if (front().setup.server === 'apache') {
      assert.equal((await front().fetch(inPath('album/one.png'))).status, 404);
      return;
    }
    await delivers(front(), inPath('album/one.png'), { file: 'album/one.png', secrets: [token] });
    await refuses(front(), inPath('plain.png'), 'outside-grant');
    await refuses(front(), inPath('album/one.png').replace(token, spoil), 'bad-signature');
  });

  test('bunny.net: an address, and generations that are not accepted', async () => {
    await delivers(front(), link('/img/bunny-ip/plain.png', { ip: true }));
    await refuses(front(), link('/img/bunny-ip/plain.png'), 'malformed');
    await refuses(front(), link('/img/bunny/plain.png', { ip: true }), 'malformed');
    for (const [route, digest] of [['bunny-v2', 'sha256'], ['bunny-v1', 'md5']]) {
      const weak = (path) => {
        const expires = inSeconds(600);
        return `${path}?token=${createHash(digest).update(securityKey + path + expires).digest('base64url')}&expires=${expires}`;
      };
      await opensOnly(front(), weak(`/img/${route}/plain.png`), 'token');
      await refuses(front(), weak('/img/bunny/plain.png'), 'no-credential');
    }
  });
}

const options = () => ({
  keys: {
    ...secretFile('signed', 'HS256', secret, ['signed-url']),
    ...secretFile('waf', 'HS256', wafKey, ['cloudflare']),
    ...secretFile('images', 'HS256', imagesKey, ['cloudflare-images']),
    ...secretFile('bunny', 'HS256', securityKey, ['bunny']),
    ...secretFile('bunny-v2', 'SHA256', securityKey, ['bunny-v2']),
    ...secretFile('bunny-v1', 'MD5', securityKey, ['bunny-v1']),
  },
  routes: () => [
    linkRoute('signed', 'accept = signed-url'),
    linkRoute('signed-endless', 'accept = signed-url\nendless = yes'),
    linkRoute('waf', 'accept = cloudflare\nlongest_age = 10m'),
    linkRoute('waf-s', 'accept = cloudflare\nlongest_age = 10m\ncloudflare.mac = base64url'),
    linkRoute('variants', 'accept = cloudflare-images'),
    linkRoute('bunny', 'accept = bunny'),
    linkRoute('bunny-path', 'accept = bunny', { prefix: '/img/t/bunny/' }),
    linkRoute('bunny-ip', 'accept = bunny\nbunny.ip = yes'),
    linkRoute('bunny-v2', 'accept = bunny-v2'),
    linkRoute('bunny-v1', 'accept = bunny-v1'),
  ].join(''),
});

describeFronts(options, (front) => {
  signedUrlTests(front);
  cloudflareTests(front);
  bunnyTests(front);
});
