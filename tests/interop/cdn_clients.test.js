// Signed links of image CDNs, made now by the clients of those who sell them,
// with keys of the test's own.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { before, test } = require('node:test');
const { randomBytes } = require('node:crypto');
const { v2: cloudinary } = require('cloudinary');
const EdgeAuth = require('akamai-edgeauth');
const { describeFronts } = require('./front.js');
const {
  delivers, inSeconds, inThePast, linkRoute, makePair, opensOnly, originOf, publicFile, refuses, secretFile, spoiled,
} = require('./links.js');

const FILES = ['my cat.png', 'a+b.png', "it's.png", '(1).png', '100%.png', 'number #1.png', 'why?.png', 'tilde~.png', '猫.png',
  'album/with space/é+%.png'];
const encode = (file) => file.split('/').map(encodeURIComponent).join('/');

/* ----------------------------------------------------------------- Sanity */

const sanity = { id: 'sk-interop', own: makePair('ed25519'), stranger: makePair('ed25519') };

function sanityTests(front) {
  let client;
  before(async () => { client = await import('@sanity/signed-urls'); });
  const sign = (path, { by = sanity.own, keyId = sanity.id, seconds = 600, ago = 0 } = {}) => inThePast(ago, () =>
    client.signUrl(`${originOf(front())}/img/sanity/${path}`, {
      keyId, privateKey: client.pemToEd25519Hex(by.pem), expiry: new Date(1000 * (inSeconds(0) + seconds)) }));

  test('@sanity/signed-urls: one file, and no other', async () => {
    await opensOnly(front(), await sign('plain.png'), 'signature');
    for (const file of FILES) await delivers(front(), await sign(encode(file)), { file });
  });

  test('@sanity/signed-urls: the query is signed as it stands', async () => {
    const url = await sign('plain.png?w=300&h=200&fit=crop');
    await opensOnly(front(), url, 'signature');
    await refuses(front(), url.replace('w=300', 'w=301'), 'bad-signature');
    await refuses(front(), url.replace('h=200&w=300', 'w=300&h=200'), 'bad-signature');
    await refuses(front(), `${url}&x=1`, 'malformed');
  });

  test('@sanity/signed-urls: over, prolonged, of another key', async () => {
    const over = await sign('plain.png', { ago: 900 });
    await refuses(front(), over, 'expired');
    const later = encodeURIComponent(new Date(1000 * inSeconds(600)).toISOString().replace(/\.\d+/, ''));
    await refuses(front(), over.replace(/expiry=[^&]*/, `expiry=${later}`), 'bad-signature');
    await refuses(front(), await sign('plain.png', { by: sanity.stranger }), 'bad-signature');
    await refuses(front(), await sign('plain.png', { keyId: 'sk-another' }), 'unknown-key');
  });
}

/* ----------------------------------------------------------------- Akamai */

const hexKey = () => randomBytes(32).toString('hex');
const akamai = { own: hexKey(), sha1: hexKey(), stranger: hexKey() };

function akamaiToken(what, { by = akamai.own, ago = 0, ...more } = {}) {
  const signer = new EdgeAuth({ key: by, startTime: inSeconds(-ago), windowSeconds: 600, ...more });
  return Array.isArray(what) || what.includes('*') ? signer.generateACLToken(what) : signer.generateURLToken(what);
}

const akamaiUrl = (route, path, token, name = '__token__') => `/img/${route}/${path}?${name}=${token}`;

function akamaiTests(front) {
  const link = (path, more) => akamaiUrl('akamai', path, akamaiToken(`/img/akamai/${path}`, more));

  test('akamai-edgeauth: one file, and no other', async () => {
    await opensOnly(front(), link('plain.png'), '__token__', { spoil: (token) => token.slice(0, -64) + spoiled(token.slice(-64)) });
    for (const file of FILES) await delivers(front(), link(encode(file)), { file });
    await delivers(front(), `${link('plain.png')}&w=300`);
  });

  test('akamai-edgeauth: over, not yet, prolonged, of another key', async () => {
    await refuses(front(), link('plain.png', { ago: 700 }), 'expired');
    await refuses(front(), link('plain.png', { ago: -100 }), 'not-yet-valid');
    await refuses(front(), link('plain.png').replace(/exp=\d+/, `exp=${inSeconds(900)}`), 'bad-signature');
    await refuses(front(), link('plain.png', { by: akamai.stranger }), 'bad-signature');
    await delivers(front(), link('plain.png', { by: akamai.sha1, algorithm: 'sha1' }));
    await refuses(front(), link('plain.png', { algorithm: 'sha1' }), 'bad-signature');
    await refuses(front(), link('plain.png', { algorithm: 'md5' }), 'bad-signature');
  });

  test('akamai-edgeauth: an address, a session, a payload', async () => {
    await delivers(front(), link('plain.png', { ip: '127.0.0.1', sessionId: 's1', payload: 'any=1' }));
    await refuses(front(), link('plain.png', { ip: '192.0.2.1' }), 'wrong-client');
    await refuses(front(), link('plain.png', { payload: 'a' }).replace('data=a', 'data=b'), 'bad-signature');
  });

  test('akamai-edgeauth: access lists', async () => {
    const token = akamaiToken(['/img/akamai/album/*', '/img/akamai/ph?to.jpg']);
    await delivers(front(), akamaiUrl('akamai', 'album/one.png', token), { file: 'album/one.png' });
    await delivers(front(), akamaiUrl('akamai', 'photo.jpg', token), { file: 'photo.jpg' });
    await refuses(front(), akamaiUrl('akamai', 'plain.png', token), 'outside-grant');
    await refuses(front(), akamaiUrl('akamai', 'album2/one.png', token), 'outside-grant');
    await refuses(front(), akamaiUrl('akamai', 'plain.png', token.replace('album', '*')), 'bad-signature');
  });

  test('akamai-edgeauth: escapeEarly and a salt', async () => {
    const more = { escapeEarly: true, salt: 'grains' };
    for (const file of FILES) {
      await delivers(front(), akamaiUrl('escaped', encode(file), akamaiToken(`/img/escaped/${encode(file)}`, more)), { file });
    }
    const without = akamaiToken('/img/escaped/plain.png', { escapeEarly: true });
    await refuses(front(), akamaiUrl('escaped', 'plain.png', without), 'bad-signature');
    await refuses(front(), akamaiUrl('escaped', 'plain.png', akamaiToken('/img/escaped/plain.png', { salt: 'grains' })), 'bad-signature');
  });

  test('akamai-edgeauth: in a cookie and in a header', async () => {
    const salted = akamaiToken(['/img/header/*'], { salt: 'grains' });
    for (const way of [(token) => ({ cookies: { hdnts: token } }), (token) => ({ headers: { hdnts: token } })]) {
      await delivers(front(), '/img/header/plain.png', way(akamaiToken(['/img/header/*'])));
      await refuses(front(), '/img/header/plain.png', 'bad-signature', way(salted));
    }
    await delivers(front(), '/img/header/plain.png', { headers: { hdnts: akamaiToken('/img/header/plain.png') } });
  });
}

/* ------------------------------------------------------------- Cloudinary */

const tokenKey = hexKey();
const AUTHENTICATED = '/img/image/authenticated/';
const apiSecret = randomBytes(20).toString('base64url');
cloudinary.config({ cloud_name: 'img', api_key: '1', api_secret: apiSecret, urlAnalytics: false });

function cloudinaryTokenTests(front) {
  // The front server stands in for res.cloudinary.com.
  const link = (name, more = {}) => cloudinary.url(name, {
    type: 'authenticated', secure: true, sign_url: true, force_version: false,
    auth_token: { key: tokenKey, duration: 300, start_time: inSeconds(-1), ...more } });

  test('cloudinary: a token in a URL', async () => {
    await opensOnly(front(), link('plain.png'), '__cld_token__', { spoil: (token) => token.slice(0, -64) + spoiled(token.slice(-64)) });
    for (const file of ['my cat.png', 'album/one.png', '猫.png', "it's.png", 'tilde~.png']) await delivers(front(), link(file), { file });
    await refuses(front(), link('plain.png', { start_time: inSeconds(-400) }), 'expired');
    await refuses(front(), link('plain.png', { start_time: inSeconds(100) }), 'not-yet-valid');
    await refuses(front(), link('plain.png', { key: hexKey() }), 'bad-signature');
    await refuses(front(), link('plain.png', { ip: '192.0.2.1' }), 'wrong-client');
    await delivers(front(), link('plain.png', { ip: '127.0.0.1' }));
  });

  test('cloudinary: a token for all that a pattern covers, in a cookie', async () => {
    const cookiesOf = (acl) => {
      const text = cloudinary.utils.generate_auth_token({ key: tokenKey, duration: 300, acl });
      return { __cld_token__: text.slice(text.indexOf('=') + 1) };
    };
    const cookies = cookiesOf(`${AUTHENTICATED}album/*`);
    await delivers(front(), `${AUTHENTICATED}album/one.png`, { file: 'album/one.png', cookies });
    await refuses(front(), `${AUTHENTICATED}plain.png`, 'outside-grant', { cookies });
    await refuses(front(), `${AUTHENTICATED}plain.png`, 'bad-signature',
      { cookies: { __cld_token__: cookies.__cld_token__.replace('album', '*') } });
  });
}

// Signatures that never end, in the path; files are named by what is signed.
function cloudinaryTests(front) {
  const link = (cloud, name, more = {}) => cloudinary.url(name, { cloud_name: `img/t/${cloud}`, secure: true, sign_url: true, ...more });
  const signatureOf = (url) => /\/s--([^/]*)--\//.exec(url)[1];

  for (const [cloud, length, long] of [['short', 8, false], ['long', 32, true]]) {
    test(`cloudinary: signatures of ${length} characters`, async () => {
      const sign = (name, more) => link(cloud, name, { long_url_signature: long, ...more });
      const url = sign('plain.png');
      const signature = signatureOf(url);
      assert.equal(signature.length, length);
      await delivers(front(), url, { secrets: [signature] });
      await refuses(front(), url.replace(signature, spoiled), 'bad-signature');
      await refuses(front(), url.replace('plain.png', 'photo.jpg'), 'bad-signature');
      for (const file of ['my cat.png', 'album/one.png', '猫.png', "it's.png", 'tilde~.png', '(1).png']) await delivers(front(), sign(file), { file });
      await delivers(front(), sign('plain.png', { type: 'authenticated', version: 1234 }));
      await refuses(front(), sign('plain.png', { api_secret: 'another' }), 'bad-signature');
      await refuses(front(), sign('plain.png', { long_url_signature: !long }), 'malformed');
    });

    test(`cloudinary: transformations, with a signature of ${length} characters`, async () => {
      const sign = (transformation) => link(cloud, 'plain.png', { long_url_signature: long, transformation });
      const url = sign({ width: 100, crop: 'fill' });
      await delivers(front(), url, { file: 'c_fill,w_100/plain.png' });
      await refuses(front(), url.replace('w_100', 'w_101'), 'bad-signature');
      await refuses(front(), url.replace('c_fill,w_100/', ''), 'bad-signature');
      await delivers(front(), sign({ overlay: { text: 'a b', font_family: 'Arial', font_size: 9 } }), { file: 'l_text:Arial_9:a b/plain.png' });
    });
  }
}

const options = () => ({
  images: ['c_fill,w_100/plain.png', 'l_text:Arial_9:a b/plain.png'],
  keys: {
    ...publicFile(sanity.id, 'EdDSA', sanity.own.publicKey, ['sanity']),
    ...secretFile('akamai', 'HS256', Buffer.from(akamai.own, 'hex'), ['akamai']),
    ...secretFile('akamai-sha1', 'HS1', Buffer.from(akamai.sha1, 'hex'), ['akamai']),
    ...secretFile('cloudinary-token', 'HS256', Buffer.from(tokenKey, 'hex'), ['cloudinary-token']),
    ...secretFile('cloudinary-short', 'SHA1', apiSecret, ['cloudinary']),
    ...secretFile('cloudinary-long', 'SHA256', apiSecret, ['cloudinary']),
  },
  routes: () => [
    linkRoute('sanity', 'accept = sanity'),
    linkRoute('akamai', 'accept = akamai'),
    linkRoute('escaped', 'accept = akamai\nakamai.escape = yes\nakamai.salt = grains'),
    linkRoute('header', 'accept = akamai\nakamai.name = hdnts'),
    linkRoute('short', 'accept = cloudinary\nendless = yes\ncloudinary.length = 8', { prefix: '/img/t/short/' }),
    linkRoute('long', 'accept = cloudinary\nendless = yes', { prefix: '/img/t/long/' }),
    linkRoute('cloudinary-token', 'accept = cloudinary-token', { prefix: AUTHENTICATED }),
  ].join(''),
});

describeFronts(options, (front) => {
  sanityTests(front);
  akamaiTests(front);
  cloudinaryTokenTests(front);
  cloudinaryTests(front);
});
