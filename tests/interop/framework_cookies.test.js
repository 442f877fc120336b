// What Rails and Express sign and encrypt, made now with secrets of the test's
// own: MessageVerifier, signed ids and cookies of Debian's packages, npm's
// cookie-signature and cookie-session.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const { test } = require('node:test');
const { pbkdf2Sync, randomBytes } = require('node:crypto');
const cookieSession = require('cookie-session');
const signature = require('cookie-signature');
const { describeFronts, route } = require('./front.js');
const { delivers, inSeconds, linkRoute, refuses, run, secretFile, spoiled } = require('./links.js');

const BASE = randomBytes(64).toString('hex'); // secret_key_base
const ANOTHER_BASE = randomBytes(64).toString('hex');
const VERIFIER = randomBytes(32).toString('hex');
const EXPRESS = randomBytes(20).toString('hex');
const OLD_EXPRESS = randomBytes(20).toString('hex');

// Rails.application.key_generator.generate_key, before the defaults of 7.0.
const derived = (salt, length = 64) => pbkdf2Sync(BASE, salt, 1000, length, 'sha1');

function options() {
  return {
    images: ['by-id/42.png', 'by-id/43.png'],
    keys: {
      ...secretFile('verifier', 'HS256', VERIFIER, ['rails-message']),
      ...secretFile('verifier-old', 'HS1', VERIFIER, ['rails-message']),
      ...secretFile('signed-cookie', 'HS1', derived('signed cookie'), ['rails-message']),
      ...secretFile('blobs', 'HS1', derived('ActiveStorage'), ['rails-signed-id']),
      ...secretFile('cookies', 'dir', derived('authenticated encrypted cookie', 32), ['rails-cookie'], { enc: 'A256GCM' }),
      ...secretFile('express', 'HS256', EXPRESS, ['express-cookie']),
      ...secretFile('express-old', 'HS256', OLD_EXPRESS, ['express-cookie']),
      ...secretFile('keygrip', 'HS1', EXPRESS, ['express-session']),
      ...secretFile('keygrip-old', 'HS1', OLD_EXPRESS, ['express-session']),
    },
    routes: () => [
      route('verifier', () => 'accept = rails-message\nkeys = verifier verifier-old'),
      route('purpose', () => 'accept = rails-message\nkeys = verifier\nrails-message.purpose = images'),
      linkRoute('visitor', `accept = rails-message\nkeys = signed-cookie\ncookie = visitor\nrails-message.purpose = cookie.visitor
rails-message.text = subject\nallow = /img/visitor/{sub}/*`),
      linkRoute('session', 'accept = rails-cookie\ncookie = _app_session\nallow = /img/session/{claim:folder}/*'),
      route('blobs', () => 'accept = rails-signed-id\nids = by-id/{id}.png'),
      linkRoute('express', 'accept = express-cookie\ncookie = img\nendless = yes\nallow = /img/express/{sub}/*'),
      linkRoute('ending', 'accept = express-cookie\ncookie = img'),
      linkRoute('keygrip', 'accept = express-session\ncookie = session\nallow = /img/keygrip/{claim:folder}/*'),
    ].join(''),
  };
}

/* ------------------------------------------------------------------ Rails */

const image = { image: 'plain.png', uid: 7 };
const verifier = { kind: 'verifier', secret: VERIFIER, value: image, seconds: 600 };
const visitor = { kind: 'signed', base: BASE, name: 'visitor', value: 'album', seconds: 600 };
const session = { kind: 'encrypted', base: BASE, name: '_app_session', value: { session_id: 'd9f2', folder: 'album' }, seconds: 600 };
const blob = { kind: 'signed_id', base: BASE, id: 42, seconds: 600 };

const JOBS = {
  verifier,
  text: { ...verifier, value: 'album/one.png' },
  sha1: { ...verifier, digest: 'SHA1' },
  over: { ...verifier, seconds: -1 },
  endless: { ...verifier, seconds: null },
  marshal: { ...verifier, serializer: 'marshal' },
  stranger: { ...verifier, secret: 'another' },
  forImages: { ...verifier, purpose: 'images' },
  forMail: { ...verifier, purpose: 'mail' },
  visitor,
  visitorOver: { ...visitor, seconds: -1 },
  visitorStranger: { ...visitor, base: ANOTHER_BASE },
  visitorOther: { ...visitor, name: 'another' },
  session,
  sessionOver: { ...session, seconds: -1 },
  sessionStranger: { ...session, base: ANOTHER_BASE },
  sessionOther: { ...session, name: '_other_session' },
  blob,
  blobOver: { ...blob, seconds: -1 },
  blobEndless: { ...blob, seconds: null },
  blobMissing: { ...blob, id: 44 },
  blobLarge: { ...blob, id: 123456789 },
  blobStranger: { ...blob, base: ANOTHER_BASE },
};

const rails = Object.fromEntries(run('framework_tokens.rb', Object.values(JOBS)).map((token, i) => [Object.keys(JOBS)[i], token]));
const inUrl = { places: ['query', 'header', 'cookie'] };

function railsTests(front) {
  test('Rails: MessageVerifier of an image', async () => {
    await front().opens('verifier', rails.verifier, { ...inUrl, namesFile: true });
    await front().opens('verifier', rails.text, { ...inUrl, namesFile: true, file: 'album/one.png' });
    await front().opens('verifier', rails.sha1, { ...inUrl, namesFile: true });
    await front().refuses('verifier', rails.verifier, 'outside-grant', { ...inUrl, file: 'photo.jpg' });
    await front().refuses('verifier', spoiled(rails.verifier.slice(-64)).padStart(rails.verifier.length, rails.verifier), 'bad-signature', inUrl);
  });

  test('Rails: MessageVerifier: over, endless, of another secret, another serializer', async () => {
    await front().refuses('verifier', rails.over, 'expired', { ...inUrl, status: 410 });
    await front().refuses('verifier', rails.endless, 'claim-missing', inUrl);
    await front().refuses('verifier', rails.stranger, 'bad-signature', inUrl);
    await front().refuses('verifier', rails.marshal, 'malformed', inUrl);
  });

  test('Rails: MessageVerifier for a purpose', async () => {
    await front().opens('purpose', rails.forImages, { ...inUrl, namesFile: true });
    for (const name of ['forMail', 'verifier']) await front().refuses('purpose', rails[name], 'wrong-audience', inUrl);
    await front().refuses('verifier', rails.forImages, 'wrong-audience', inUrl);
  });

  for (const [path, name] of [['visitor', 'visitor'], ['session', '_app_session']]) {
    test(`Rails: ${path}, a cookie of ActionDispatch`, async () => {
      const one = `/img/${path}/album/one.png`;
      const cookieOf = (job) => ({ cookies: { [name]: rails[job] } });
      await delivers(front(), one, { file: 'album/one.png', secrets: [rails[path]], ...cookieOf(path) });
      await refuses(front(), `/img/${path}/plain.png`, 'no-rule', cookieOf(path));
      await refuses(front(), one, 'expired', cookieOf(`${path}Over`));
      await refuses(front(), one, 'bad-signature', cookieOf(`${path}Stranger`));
      await refuses(front(), one, 'wrong-audience', cookieOf(`${path}Other`));
      await refuses(front(), one, 'bad-signature', { cookies: { [name]: spoiled(rails[path]) } });
    });
  }

  test('Rails: signed ids of Active Storage', async () => {
    for (const at of [(job) => `/img/t/blobs/${rails[job]}/any%20name.png`, (job) => `/img/blobs/?st=${encodeURIComponent(rails[job])}`]) {
      await delivers(front(), at('blob'), { file: 'by-id/42.png', secrets: [rails.blob] });
      await refuses(front(), at('blobOver'), 'expired');
      await refuses(front(), at('blobEndless'), 'claim-missing');
      await refuses(front(), at('blobStranger'), 'bad-signature');
      await refuses(front(), at('blobMissing'), 'not-found', { status: 404 });
      await refuses(front(), at('blobLarge'), 'not-found', { status: 404 });
      await refuses(front(), at('blob').replace(rails.blob.slice(-40), spoiled), 'bad-signature');
    }
  });
}

/* ---------------------------------------------------------------- Express */

// As res.cookie(name, value, { signed: true }).
const signed = (value, secret = EXPRESS) =>
  encodeURIComponent(`s:${signature.sign(typeof value === 'string' ? value : `j:${JSON.stringify(value)}`, secret)}`);

// The two cookies of a response after which the session is this one.
function sessionCookies(content, keys = [EXPRESS], more = {}) {
  const request = new http.IncomingMessage(new net.Socket());
  const response = new http.ServerResponse(request);
  cookieSession({ name: 'session', keys, ...more })(request, response, () => { request.session = content; });
  response.writeHead(200);
  return Object.fromEntries(response.getHeader('Set-Cookie').map((row) => row.split(';')[0].match(/^([^=]+)=(.*)$/).slice(1)));
}

function expressTests(front) {
  const one = (name) => `/img/${name}/album/one.png`;

  test('Express: a cookie that says who asks', async () => {
    for (const value of [signed('album'), signed('album', OLD_EXPRESS), signed({ sub: 'album' })]) {
      await delivers(front(), one('express'), { file: 'album/one.png', cookies: { img: value }, secrets: [value] });
      await refuses(front(), '/img/express/plain.png', 'no-rule', { cookies: { img: value } });
    }
    await refuses(front(), one('express'), 'bad-signature', { cookies: { img: signed('album', 'another') } });
    await refuses(front(), one('express'), 'bad-signature', { cookies: { img: signed('album').replace('album', 'alb%75m2') } });
  });

  test('Express: a cookie that ends, and one that should', async () => {
    const value = { image: 'plain.png', exp: inSeconds(600) };
    await delivers(front(), '/img/ending/plain.png', { cookies: { img: signed(value) }, secrets: [signed(value)] });
    await refuses(front(), '/img/ending/photo.jpg', 'outside-grant', { cookies: { img: signed(value) } });
    await refuses(front(), '/img/ending/plain.png', 'expired', { cookies: { img: signed({ ...value, exp: inSeconds(-1) }) } });
    await refuses(front(), '/img/ending/plain.png', 'claim-missing', { cookies: { img: signed({ image: 'plain.png' }) } });
  });

  test('Express: a session in cookies', async () => {
    const content = { folder: 'album', exp: inSeconds(600), text: 'é猫' };
    for (const cookies of [sessionCookies(content), sessionCookies(content, [OLD_EXPRESS, EXPRESS])]) {
      assert.deepEqual(Object.keys(cookies), ['session', 'session.sig']);
      await delivers(front(), one('keygrip'), { file: 'album/one.png', cookies, secrets: Object.values(cookies) });
      await refuses(front(), '/img/keygrip/plain.png', 'no-rule', { cookies });
      await refuses(front(), one('keygrip'), 'bad-signature', { cookies: { ...cookies, 'session.sig': spoiled(cookies['session.sig']) } });
      await refuses(front(), one('keygrip'), 'bad-signature', { cookies: { ...cookies, session: spoiled(cookies.session) } });
      await refuses(front(), one('keygrip'), 'no-credential', { cookies: { session: cookies.session } });
    }
    await refuses(front(), one('keygrip'), 'bad-signature', { cookies: sessionCookies(content, ['another']) });
    await refuses(front(), one('keygrip'), 'expired', { cookies: sessionCookies({ ...content, exp: inSeconds(-1) }) });
    await refuses(front(), one('keygrip'), 'claim-missing', { cookies: sessionCookies({ folder: 'album' }) });
  });
}

describeFronts(options, (front) => {
  railsTests(front);
  expressTests(front);
});
