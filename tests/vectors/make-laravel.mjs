// Writes tests/vectors/laravel-encrypt.json: encrypted by node:crypto as Laravel
// does it, not by our own C.  The same bytes in every run.
//
//   node tests/vectors/make-laravel.mjs > tests/vectors/laravel-encrypt.json
//
// SPDX-License-Identifier: ISC
import { createCipheriv, createHash, createHmac } from 'node:crypto';

const NOW = 1800000000;
const EXPIRY = NOW + 3600;

const digest = (text) => createHash('sha256').update(`test key ${text}`).digest();
const b64u = (value) => Buffer.from(value).toString('base64url');

// APP_KEY as .env has it, and what it stands for.
const apps = {
  app: { cipher: 'aes-256-cbc', secret: digest('app') },
  previous: { cipher: 'aes-256-cbc', secret: digest('previous') },
  gcm: { cipher: 'aes-256-gcm', secret: digest('gcm') },
  short: { cipher: 'aes-128-cbc', secret: digest('short').subarray(0, 16) },
  raw: { cipher: 'aes-128-gcm', secret: Buffer.from('sixteen letters!'), text: 'sixteen letters!' },
  scoped: { cipher: 'aes-256-gcm', secret: digest('scoped'),
    postern: { prefixes: ['/img/users/'], longest_lifetime: 7200 } },
  retired: { cipher: 'aes-256-cbc', secret: digest('retired'), postern: { retired_after: NOW - 1 } },
  unknown: { cipher: 'aes-256-cbc', secret: digest('unknown') }, // loaded nowhere
};
const jwtSecret = digest('jwt');

const jwk = (kid) => ({ kty: 'oct', kid, alg: apps[kid].cipher.toUpperCase(),
  k: b64u(apps[kid].text ?? `base64:${apps[kid].secret.toString('base64')}`),
  ...(apps[kid].postern && { postern: apps[kid].postern }) });
const key = {
  site: 'example.org', prefix: '/img/', cookie: 'postern_images', segment: 't',
  path_field: 'image', token_field: 'jwt', rules: '/img/cat.jpg /img/users/{sub}/**',
  jwk: [...Object.keys(apps).filter((kid) => kid !== 'unknown').map(jwk),
    { kty: 'oct', kid: 'jwt1', alg: 'HS256', k: b64u(jwtSecret), postern: { schemes: ['jwt'] } },
    { kty: 'oct', kid: 'n1', alg: 'HS256', k: b64u(digest('n1')) }],
};

const CLAIMS = { sub: '42', exp: EXPIRY };
function jwt(claims = CLAIMS, { kid = 'jwt1', secret = jwtSecret, alg = 'HS256' } = {}) {
  const message = `${b64u(JSON.stringify({ alg, kid, typ: 'JWT' }))}.${b64u(JSON.stringify(claims))}`;
  return `${message}.${alg === 'none' ? '' : createHmac('sha256', secret).update(message).digest('base64url')}`;
}

// What PHP's serialize() writes; `raw` stands for itself.
function serialize(value) {
  if (value === null) return 'N;';
  if (value.raw !== undefined) return value.raw;
  switch (typeof value) {
    case 'boolean': return `b:${Number(value)};`;
    case 'number': return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
    case 'string': return `s:${Buffer.byteLength(value)}:"${value}";`;
    default: {
      const items = Object.entries(value).map(([name, item]) =>
        serialize(/^(0|[1-9]\d*)$/.test(name) ? Number(name) : name) + serialize(item));
      return `a:${items.length}:{${items.join('')}}`;
    }
  }
}

function encryptString(text, kid = 'app') {
  const { cipher, secret } = apps[kid];
  const gcm = cipher.endsWith('gcm');
  const ivBytes = createHash('sha256').update(`iv ${kid} ${text}`).digest().subarray(0, gcm ? 12 : 16);
  const context = createCipheriv(cipher, secret, ivBytes);
  const iv = ivBytes.toString('base64');
  const value = Buffer.concat([context.update(text, 'utf8'), context.final()]).toString('base64');
  const mac = gcm ? '' : createHmac('sha256', secret).update(iv + value).digest('hex');
  const tag = gcm ? context.getAuthTag().toString('base64') : '';
  return Buffer.from(JSON.stringify({ iv, value, mac, tag })).toString('base64');
}
const encrypt = (value, kid) => encryptString(serialize(value), kid);
// The middleware EncryptCookies.
const encryptCookie = (name, text, kid = 'app') => encryptString(
  `${createHmac('sha1', apps[kid].secret).update(`${name}v2`).digest('hex')}|${text}`, kid);

// In a URL, whose mutants put '=' behind it, the token is one without any.
function unpadded(payload, kid, make) {
  for (let filler = ''; ; filler += 'x') {
    const token = make({ ...payload, filler }, kid);
    if (!token.includes('=')) return token;
  }
}

const cases = [];
function add(expect, note, request) {
  cases.push({ id: `laravel-encrypt-${String(cases.length + 1).padStart(3, '0')}`,
    ...request, now: request.now ?? NOW, expect, note });
}
const inQuery = (token, url = '/img/cat.jpg') => ({ url: `${url}?st=${token}` });
const inHeader = (token, url = '/img/cat.jpg') => ({ url, token });
const inCookie = (token, url = '/img/cat.jpg', name = 'postern_images') =>
  ({ url, cookies: `a=1; ${name}=${encodeURIComponent(token)}; b=2` });

const PAYLOAD = { image: 'cat.jpg', jwt: jwt() };
const USERS = { image: 'users/42/a/dog.jpg', jwt: jwt() };
const asJson = (payload, kid) => encryptString(JSON.stringify(payload), kid);

// --- Allowed: every key, every form, every place ---------------------------
for (const kid of ['app', 'previous', 'gcm', 'short', 'raw']) {
  add('allow', `encrypt() with ${kid}`, { ...inHeader(encrypt(PAYLOAD, kid)), claims: CLAIMS });
  add('allow', `encryptString() of JSON with ${kid}`, { ...inHeader(asJson(PAYLOAD, kid)), claims: CLAIMS });
}
add('allow', 'encrypt() in the query', { ...inQuery(unpadded(PAYLOAD, 'app', encrypt)), claims: CLAIMS });
add('allow', 'encryptString() in the query', { ...inQuery(unpadded(PAYLOAD, 'gcm', asJson)), claims: CLAIMS });
add('allow', 'the token names the file', { ...inHeader(encrypt(PAYLOAD), '/img/'), claims: CLAIMS });
add('allow', 'in the path, as a segment',
  { url: `/img/t/${unpadded(USERS, 'gcm', encrypt)}/dog.jpg`, claims: CLAIMS });
add('allow', 'a JWT alone: the rules decide', { ...inHeader(encryptString(jwt()), '/img/users/42/a/dog.jpg'), claims: CLAIMS });
add('allow', 'a JWT alone, serialised', { ...inHeader(encrypt(jwt()), '/img/users/42/dog.jpg'), claims: CLAIMS });
add('allow', 'JSON, serialised as a string', { ...inHeader(encrypt(JSON.stringify(PAYLOAD))), claims: CLAIMS });
add('allow', 'a payload without a path', { ...inHeader(encrypt({ jwt: jwt() }), '/img/users/42/dog.jpg'), claims: CLAIMS });
add('allow', 'an absolute path', { ...inHeader(encrypt({ ...PAYLOAD, image: '/img/cat.jpg' })), claims: CLAIMS });
add('allow', 'path and rules agree', { ...inHeader(encrypt(USERS), '/img/users/42/a/dog.jpg'), claims: CLAIMS });
add('allow', 'other members of every kind', { ...inHeader(encrypt({ ...PAYLOAD, list: ['a', 1, -2.5, true, null, { n: 'ü' }] })), claims: CLAIMS });
add('allow', 'no JWT, but an expiry', { ...inHeader(encrypt({ image: 'cat.jpg', exp: NOW + 60 })), claims: { image: 'cat.jpg', exp: NOW + 60 } });
add('allow', 'its last second', { ...inHeader(encrypt(PAYLOAD)), now: EXPIRY - 1, claims: CLAIMS });
add('allow', 'within the scope of its key', { ...inHeader(encrypt(USERS, 'scoped'), '/img/users/42/a/dog.jpg'), claims: CLAIMS });
add('allow', 'a cookie with a JWT', { ...inCookie(encryptCookie('postern_images', jwt())), claims: CLAIMS });
add('allow', 'a cookie with JSON', { ...inCookie(encryptCookie('postern_images', JSON.stringify({ jwt: jwt() }), 'gcm'), '/img/users/42/dog.jpg'), claims: CLAIMS });
add('allow', 'a cookie that names its key', { ...inCookie(encryptCookie('postern_images.previous', jwt(), 'previous'), '/img/cat.jpg', 'postern_images.previous'), claims: CLAIMS });

// --- Refused: not ours, or not as it was ------------------------------------
add('deny-bad-signature', 'an APP_KEY of somebody else', inHeader(encrypt(PAYLOAD, 'unknown')));
add('deny-bad-signature', 'a cookie of another name', inCookie(encryptCookie('laravel_session', jwt())));
add('deny-bad-signature', 'no cookie at all', inCookie(encryptString(jwt())));
add('deny-bad-signature', 'a cookie whose name is of another key', inCookie(encryptCookie('postern_images.gcm', jwt(), 'app'), '/img/cat.jpg', 'postern_images.gcm'));
add('deny-malformed', 'a cookie in a header', inHeader(encryptCookie('postern_images', jwt())));
add('deny-foreign-credential', 'a JWT that nobody encrypted', inHeader(jwt()));
add('deny-foreign-credential', 'a native token', inHeader(`1.n1.${EXPIRY}.AAAAAAAAAAAAAAAAAAAAAA`));
add('deny-no-credential', 'nothing', { url: '/img/cat.jpg' });
add('deny-ambiguous', 'two parameters', { url: `/img/cat.jpg?st=${unpadded(PAYLOAD, 'app', encrypt)}&st=x` });

// --- Refused: the JWT inside ------------------------------------------------
const withJwt = (token) => inHeader(encrypt({ ...PAYLOAD, jwt: token }));
add('deny-claim-missing', 'a JWT without expiry', withJwt(jwt({ sub: '42' })));
add('deny-claim-missing', 'the same, where the payload has one', inHeader(encrypt({ ...PAYLOAD, jwt: jwt({ sub: '42' }), exp: EXPIRY })));
add('deny-expired', 'an expired JWT', withJwt(jwt({ sub: '42', exp: NOW })));
add('deny-expired', 'the same, where the payload lives on', inHeader(encrypt({ ...PAYLOAD, jwt: jwt({ sub: '42', exp: NOW }), exp: EXPIRY })));
add('deny-expired', 'an expired payload around a JWT that lives', inHeader(encrypt({ ...PAYLOAD, exp: NOW })));
add('deny-not-yet-valid', 'a JWT of tomorrow', withJwt(jwt({ ...CLAIMS, nbf: NOW + 1 })));
add('deny-bad-signature', 'a JWT that somebody else signed', withJwt(jwt(CLAIMS, { secret: digest('other') })));
add('deny-bad-signature', 'a JWT signed with the APP_KEY', withJwt(jwt(CLAIMS, { secret: apps.app.secret })));
add('deny-unknown-key', 'a JWT of an unknown key', withJwt(jwt(CLAIMS, { kid: 'jwt2' })));
add('deny-unknown-key', 'a JWT that names the APP_KEY', withJwt(jwt(CLAIMS, { kid: 'app', secret: apps.app.secret })));
add('deny-unknown-key', 'a JWT of a key for native tokens', withJwt(jwt(CLAIMS, { kid: 'n1', secret: digest('n1') })));
add('deny-wrong-algorithm', 'a JWT without a signature', withJwt(jwt(CLAIMS, { alg: 'none' })));
add('deny-malformed', 'a native token in its place', withJwt(`1.n1.${EXPIRY}.AAAAAAAAAAAAAAAAAAAAAA`));
add('deny-malformed', 'another encrypted token in its place', withJwt(encrypt(PAYLOAD)));
add('deny-malformed', 'an empty JWT', withJwt(''));
add('deny-malformed', 'no text for a JWT', withJwt(null));
add('deny-malformed', 'text that is no JWT', inHeader(encryptString('cat.jpg')));

// --- Refused: the payload ---------------------------------------------------
add('deny-claim-missing', 'no JWT, no expiry', inHeader(encrypt({ image: 'cat.jpg' })));
add('deny-expired', 'no JWT, expired', inHeader(encrypt({ image: 'cat.jpg', exp: NOW })));
add('deny-milliseconds', 'no JWT, milliseconds', inHeader(encrypt({ image: 'cat.jpg', exp: EXPIRY * 1000 })));
add('deny-malformed', 'an expiry in text', inHeader(encrypt({ image: 'cat.jpg', exp: `${EXPIRY}` })));
add('deny-malformed', 'neither path nor JWT', inHeader(encrypt({ exp: EXPIRY })));
add('deny-malformed', 'nothing', inHeader(encryptString('')));
add('deny-malformed', 'an empty array', inHeader(encrypt({})));
add('deny-malformed', 'a path that is a list', inHeader(encrypt({ ...PAYLOAD, image: ['cat.jpg'] })));
for (const [note, raw] of [
  ['an object', `O:8:"stdClass":1:{s:5:"image";s:7:"cat.jpg";}`],
  ['an object inside', `a:2:{s:5:"image";s:7:"cat.jpg";s:3:"jwt";O:8:"stdClass":0:{}}`],
  ['a reference', `a:2:{s:5:"image";s:7:"cat.jpg";s:3:"jwt";R:2;}`],
  ['a name twice', `a:2:{s:5:"image";s:7:"dog.jpg";s:5:"image";s:7:"cat.jpg";}`],
  ['something behind it', `${serialize(PAYLOAD)}N;`],
]) add('deny-malformed', note, inHeader(encryptString(raw)));
add('deny-malformed', 'JSON with a name twice', inHeader(encryptString(`{"image":"dog.jpg","image":"cat.jpg","exp":${EXPIRY}}`)));

// --- Refused: the path ------------------------------------------------------
add('deny-outside-grant', 'another file', inHeader(encrypt(PAYLOAD), '/img/dog.jpg'));
add('deny-outside-grant', 'a path of another route', inHeader(encrypt({ ...PAYLOAD, image: '/private/cat.jpg' })));
add('deny-outside-grant', 'the same, where the token names the file', inHeader(encrypt({ ...PAYLOAD, image: '/private/cat.jpg' }), '/img/'));
for (const image of ['../cat.jpg', 'a/../cat.jpg', './cat.jpg', 'a//cat.jpg', 'a\\cat.jpg', '', '/img/../cat.jpg', 'cat.jpg\n'])
  add('deny-malformed', `the path ${JSON.stringify(image)}`, inHeader(encrypt({ ...PAYLOAD, image })));
add('deny-no-rule', 'a path that the rules keep from this user', inHeader(encrypt({ ...USERS, image: 'users/43/dog.jpg' }), '/img/users/43/dog.jpg'));
add('deny-no-rule', 'the same, where the token names the file', inHeader(encrypt({ ...USERS, image: 'users/43/dog.jpg' }), '/img/'));
add('deny-no-rule', 'a JWT alone, for another user', inHeader(encryptString(jwt()), '/img/users/43/dog.jpg'));
add('deny-no-rule', 'a JWT alone names no file', inHeader(encryptString(jwt()), '/img/'));
add('deny-key-scope', 'beyond the scope of its key', inHeader(encrypt(PAYLOAD, 'scoped')));
add('deny-lifetime-too-long', 'longer than its key may say', inHeader(encrypt({ ...USERS, jwt: jwt({ sub: '42', exp: NOW + 7202 }) }, 'scoped'), '/img/users/42/a/dog.jpg'));
add('deny-key-retired', 'a key that was retired', inHeader(encrypt(PAYLOAD, 'retired')));

process.stdout.write(`{"scheme": "laravel-encrypt",
"source": "AES and HMAC of node:crypto, as illuminate/encryption uses them",
"key": ${JSON.stringify(key, null, 1)},
"cases": [
${cases.map((c) => JSON.stringify(c)).join(',\n')}
]}
`);
