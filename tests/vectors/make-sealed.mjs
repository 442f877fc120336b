// Writes tests/vectors/sealed.json: sealed by AES-SIV in JavaScript, not by our
// own C, from docs/sealed.md alone.  The same bytes in every run.
//
//   node tests/vectors/make-sealed.mjs > tests/vectors/sealed.json
//
// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import sealed from '../harness/sealed.js';

const { SHAPE, YEAR_2024, associatedData, body, bytes, open, pack, seal } = sealed;

// RFC 5297 A.1, so that nobody has to take the other file's word for it.
{
  const hex = (text) => Buffer.from(text, 'hex');
  const key = hex('fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
  const associated = hex('101112131415161718191a1b1c1d1e1f2021222324252627');
  const plaintext = hex('112233445566778899aabbccddee');
  const box = hex('85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c');
  assert.deepEqual(seal(key, associated, plaintext), box);
  assert.deepEqual(open(key, associated, box), plaintext);
}

const SITE = 'example.org';
const PREFIX = '/img/';
const NOW = 1800000000;
const EXPIRY = NOW + 3600;
const LAST = 99999999999; // the last second of 11 digits
const LAST_MINUTE = YEAR_2024 + 60 * 0xffffff;
const PATH = 'albums/2026/07/IMG_2041.jpg';
const USER = '9876543210987654321';
const TOKEN_MAX = 1024;
const LONGEST = TOKEN_MAX / 4 * 3 - 16 - 4; // bytes of a path

const b64 = (value) => Buffer.from(value).toString('base64url');
const secret = (name) =>
  createHash('sha512').update(`test key ${name}`).digest();
const jwk = (kid, postern) => ({
  kty: 'oct', kid, alg: 'A256SIV', k: b64(secret(kid)),
  ...(postern && { postern }),
});
const key = {
  site: SITE, prefix: PREFIX, segment: 't', cookie: '__Host-postern',
  ids: ['# ID PATH', '42 albums/2026/07/IMG_2041.jpg', `0 zero.jpg`,
    '18446744073709551615 deep/er/Zoë 猫.jpg'],
  jwk: [
    jwk('s1'),
    jwk('s2', { prefixes: ['/img/albums/'], longest_lifetime: 7200 }),
    jwk('retired', { retired_after: NOW - 1 }),
    jwk('elsewhere'), // loaded, and not of this route
    { kty: 'oct', kid: 'k1', alg: 'HS256', k: b64(secret('k1')) },
  ],
  key_ids: ['s1', 's2', 'retired', 'k1'],
};

function tokenOf({ kid = 's1', secretBytes = secret(kid), site = SITE,
  prefix = PREFIX, data = associatedData(site, prefix, kid), path = PATH, id,
  expiry = EXPIRY, subject, fields, packed }) {
  return b64(seal(secretBytes, data,
    packed ?? pack({ path, id, expiry, subject, fields })));
}

const encodePath = (path) =>
  encodeURI(path).replace(/[?#[\]]/g, encodeURIComponent);
const field = {
  D: (name) => `D${b64(name)}`, d: (name) => `d${b64(name)}`,
  i: (network) => `i${b64(network)}`, p: (prefix) => `p${b64(prefix)}`,
  s: (subject) => `s${b64(subject)}`,
};

const cases = [];
function add(group, expect, options) {
  const { note, method, url, asked, bearer, cookie, client_ip, now = NOW,
    claims } = options;
  const token = options.token ?? tokenOf(options);
  const number = cases.filter((c) => c.id.startsWith(`${group}-`)).length + 1;
  const target = asked === undefined ? PREFIX : PREFIX + encodePath(asked);
  cases.push({
    id: `${group}-${String(number).padStart(2, '0')}`,
    ...(method && { method }),
    url: url?.(token) ?? (bearer || cookie ? target : `${target}?st=${token}`),
    ...(bearer && { token }),
    ...(cookie && { cookies: cookie(token) }),
    ...(client_ip && { client_ip }),
    now, expect, ...(claims && { claims }), ...(note && { note }),
  });
}
const allow = (group, note, options = {}) => {
  const granted = options.granted ?? options.path ?? PATH;
  add(group, 'allow', { ...options, note, claims: {
    path: PREFIX + granted,
    is_prefix: options.id === undefined &&
      (granted === '' || granted.endsWith('/')),
    expires_at: options.expiry ?? EXPIRY, key_id: options.kid ?? 's1',
    shared: false, link_id: '', subject: options.subject ?? '', file_name: '',
    client: '', methods: '', uses: 0, not_before: 0, disposition: 'none',
    ...options.claims } });
};
const deny = (group, reason, note, options = {}) =>
  add(group, `deny-${reason}`, { ...options, note });

// --- Accepted: paths, users, expiries. ---
allow('plain', 'a path alone');
allow('plain', 'a path and a user', { subject: USER });
allow('plain', 'HEAD goes wherever GET goes', { method: 'HEAD' });
allow('plain', 'a name that is not ASCII', { path: 'Zoë/猫 100%?#.jpg' });
allow('plain', 'the user 0', { subject: '0' });
allow('plain', 'the last number of 64 bits',
  { subject: '18446744073709551615' });
for (const [subject, note] of [['kim@example.net', 'a text'],
  ['18446744073709551616', 'a number of 65 bits'], ['007', 'zeros before it'],
  ['-1', 'below zero'], ['+1', 'a sign'], ['1.0', 'a fraction']])
  allow('user', note, { subject, fields: field.s(subject) });
allow('expiry', 'its last second', { now: EXPIRY });
allow('expiry', 'no whole minute', { expiry: EXPIRY + 1 });
allow('expiry', 'the first minute', { expiry: YEAR_2024, now: YEAR_2024 });
allow('expiry', 'before minutes count',
  { expiry: YEAR_2024 - 60, now: YEAR_2024 - 61 });
allow('expiry', 'in 1970', { expiry: 1, now: 0 });
allow('expiry', 'the last minute', { expiry: LAST_MINUTE });
allow('expiry', 'a minute behind it', { expiry: LAST_MINUTE + 60 });
allow('expiry', 'the last second there is', { expiry: LAST });
allow('length', 'as long as a token may be', { path: 'x'.repeat(LONGEST) });

// --- Accepted: each field alone, then together. ---
const everything = [field.d('a b.jpg'), field.i('192.0.2.0/24'), 'jlink',
  'mGET-HEAD', `n${NOW - 60}`];
for (const [fields, claims, more] of [
  ['c', { shared: true }],
  [field.D('猫.jpg'), { disposition: 'inline', file_name: '猫.jpg' }],
  [field.d('Tom.jpg'), { disposition: 'attachment', file_name: 'Tom.jpg' }],
  [field.i('192.0.2.0/24'), { client: '192.0.2.0/24' },
    { client_ip: '192.0.2.9' }],
  ['jL-1_x', { link_id: 'L-1_x' }],
  ['mHEAD', { methods: 'HEAD' }, { method: 'HEAD' }],
  [`n${NOW}`, { not_before: NOW }],
  [everything.join('.'), { disposition: 'attachment', file_name: 'a b.jpg',
    client: '192.0.2.0/24', link_id: 'link', methods: 'GET-HEAD',
    not_before: NOW - 60 }, { client_ip: '192.0.2.9', subject: USER,
    expiry: EXPIRY + 1 }],
]) allow('field', fields[0], { fields, claims, ...more });

// --- Accepted: prefixes, ids, keys, carriers. ---
allow('prefix', 'beneath', { path: 'albums/', asked: PATH });
allow('prefix', 'the whole route', { path: '', asked: 'x.jpg' });
allow('prefix', 'for a user', { path: 'Zoë/', subject: USER, asked: 'Zoë/猫' });
allow('id', 'alone', { id: 42, granted: PATH });
allow('id', 'for a user', { id: 42, subject: USER, granted: PATH });
allow('id', 'the first', { id: 0, granted: 'zero.jpg' });
allow('id', 'the last, with fields', { id: 18446744073709551615n,
  fields: 'c', granted: 'deep/er/Zoë 猫.jpg', claims: { shared: true } });
allow('id', 'asked for by its path', { id: 42, granted: PATH, asked: PATH });
allow('key', 'within its scope', { kid: 's2' });
allow('key', 'a prefix within its scope',
  { kid: 's2', path: 'albums/', asked: PATH });
allow('key', 'an id within its scope', { kid: 's2', id: 42, granted: PATH });
allow('carrier', 'asked for by its path', { asked: PATH });
allow('carrier', 'the path', { url: (token) => `/img/t/${token}/IMG_2041.jpg` });
allow('carrier', 'the path, and the whole path behind it',
  { url: (token) => `/img/t/${token}/${PATH}` });
allow('carrier', 'the path, with an id', { id: 42, granted: PATH,
  url: (token) => `/img/t/${token}/IMG_2041.jpg` });
allow('carrier', 'a header', { bearer: true });
allow('carrier', 'a header, for a prefix',
  { bearer: true, path: 'albums/', asked: PATH });
allow('carrier', 'a cookie', { cookie: (token) => `a=b; __Host-postern=${token}` });
allow('carrier', 'a cookie that names its key',
  { cookie: (token) => `__Host-postern.s1=${token}` });

// --- Refused: sealed for something else. ---
for (const [note, options] of [
  ['another site', { site: 'example.net' }],
  ['a longer site', { site: 'www.example.org' }],
  ['no site', { site: '' }],
  ['another prefix', { prefix: '/docs/' }],
  ['a shorter prefix', { prefix: '/', path: `img/${PATH}` }],
  ['a longer prefix', { prefix: '/img/albums/', path: '2026/07/IMG_2041.jpg' }],
  ['site and prefix cut elsewhere', { data: Buffer.from(
    ['postern-sealed/1', 'example', '.org/img/', 's1'].join('\0')) }],
  ['prefix and key cut elsewhere', { data: Buffer.from(
    ['postern-sealed/1', SITE, '/img/s', '1'].join('\0')) }],
  ['another key\'s id', { data: associatedData(SITE, PREFIX, 's2') }],
  ['no key\'s id', { data: associatedData(SITE, PREFIX, '') }],
  ['LF instead of NUL', { data: Buffer.from(
    ['postern-sealed/1', SITE, PREFIX, 's1'].join('\n')) }],
  ['another version', { data: Buffer.from(
    ['postern-sealed/2', SITE, PREFIX, 's1'].join('\0')) }],
  ['a NUL behind', { data: Buffer.concat(
    [associatedData(SITE, PREFIX, 's1'), Buffer.alloc(1)]) }],
  ['nothing', { data: Buffer.alloc(0) }],
  ['a key that nobody has', { secretBytes: secret('nobody') }],
  ['another key\'s secret', { secretBytes: secret('s2') }],
  ['the secret\'s halves swapped', { secretBytes: Buffer.concat(
    [secret('s1').subarray(32), secret('s1').subarray(0, 32)]) }],
  ['a key of another route', { kid: 'elsewhere' }],
  ['the secret of a key for something else', { kid: 'k1' }],
]) deny('bound', 'bad-signature', note, options);

// --- Refused: what was changed on its way. ---
const good = Buffer.from(tokenOf({}), 'base64url');
const changed = (at) => Buffer.from(good.map((byte, i) => (i === at ? byte ^ 1 : byte)));
for (const [note, bent] of [
  ['the tag\'s first bit', changed(0)],
  ['the tag\'s last bit', changed(15)],
  ['the shape', changed(16)],
  ['the last byte', changed(good.length - 1)],
  ['a byte less', good.subarray(0, -1)],
  ['a byte less in front', good.subarray(1)],
  ['a byte more', Buffer.concat([good, Buffer.alloc(1)])],
  ['the tag alone, and four bytes', good.subarray(0, 20)],
  ['the tag behind', Buffer.concat([good.subarray(16), good.subarray(0, 16)])],
  ['two tokens', Buffer.concat([good, good])],
  ['another token\'s tag', Buffer.concat([Buffer.from(
    tokenOf({ path: 'other.jpg' }), 'base64url').subarray(0, 16),
  good.subarray(16)])],
  ['zeros', Buffer.alloc(good.length)],
]) deny('changed', 'bad-signature', note, { token: b64(bent) });
for (const [reason, note, token] of [
  ['malformed', 'a length that no base64url has', `${b64(good)}AA`.slice(0, 61)],
  ['malformed', 'unused bits', `${tokenOf({ path: 'ab' }).slice(0, -1)}B`],
  ['malformed', 'a character too many', 'A'.repeat(TOKEN_MAX + 1)],
  ['malformed', 'a byte too many', tokenOf({ path: 'x'.repeat(LONGEST + 1) })],
  ['foreign-credential', 'too short for a tag and four bytes', b64(good).slice(0, 26)],
  ['foreign-credential', 'nothing', ''],
  ['foreign-credential', 'padding', `${tokenOf({ path: 'ab' })}=`],
  ['foreign-credential', 'percent-encoding', `%41${b64(good).slice(1)}`],
  ['foreign-credential', 'base64', b64(good).replace(/[-_]|.$/g, '+')],
  ['foreign-credential', 'a dot behind', `${b64(good)}.`],
  ['foreign-credential', 'a dot in it', `${b64(good).slice(0, 9)}.${b64(good).slice(9)}`],
  ['foreign-credential', 'a native token',
    `1.k1.${EXPIRY}.${b64(createHmac('sha256', secret('k1'))
      .update(`postern/1\n${SITE}\n/img/${PATH}\n1.k1.${EXPIRY}`)
      .digest().subarray(0, 16))}`],
  ['foreign-credential', 'a JWT', 'eyJhbGciOiJIUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAA'],
  ['foreign-credential', 'one of Laravel\'s',
    b64('{"iv":"AAAAAAAAAAAAAAAAAAAAAA==","value":"AAAA","mac":"","tag":""}')],
]) deny('text', reason, note, { token });

// --- Refused: bodies that nobody packs, under the right key. ---
const minutes = bytes((EXPIRY - YEAR_2024) / 60, 3);
const seconds = bytes(EXPIRY + 1, 5);
const V = SHAPE.version;
const sized = (fields) => Buffer.concat([bytes(fields.length, 2), Buffer.from(fields)]);
const withFields = (fields) => body(V | SHAPE.fields, minutes, sized(fields), PATH);
for (const [note, packed] of [
  ['no version', body(0, minutes, PATH)],
  ['version 2', body(0x80, minutes, PATH)],
  ['version 3', body(0xc0, minutes, PATH)],
  ['the unused bit', body(V | 1, minutes, PATH)],
  ['seconds that are whole minutes', body(V | SHAPE.seconds, bytes(EXPIRY, 5), PATH)],
  ['seconds that are the first minute', body(V | SHAPE.seconds, bytes(YEAR_2024, 5), PATH)],
  ['seconds that are the last minute', body(V | SHAPE.seconds, bytes(LAST_MINUTE, 5), PATH)],
  ['seconds of 12 digits', body(V | SHAPE.seconds, bytes(LAST + 1, 5), PATH)],
  ['the last seconds of 5 bytes', body(V | SHAPE.seconds, bytes(2 ** 40 - 1, 5), PATH)],
  ['an expiry cut short', body(V | SHAPE.seconds, seconds.subarray(0, 4))],
  ['a number cut short', body(V | SHAPE.number, minutes, bytes(1, 7))],
  ['no path', body(V, minutes)],
  ['no path behind a number', body(V | SHAPE.number, minutes, bytes(1, 8))],
  ['a path that ends in a slash', body(V, minutes, 'albums/')],
  ['a path that is a slash', body(V, minutes, '/')],
  ['a path that starts with a slash', body(V, minutes, `/${PATH}`)],
  ['a whole path', body(V, minutes, PREFIX + PATH)],
  ['a prefix that ends in none', body(V | SHAPE.prefix, minutes, 'albums')],
  ['a prefix that starts with a slash', body(V | SHAPE.prefix, minutes, '/albums/')],
  ['a prefix that is a slash', body(V | SHAPE.prefix, minutes, '/')],
  ['a prefix up', body(V | SHAPE.prefix, minutes, '../')],
  ['a path up', body(V, minutes, '../secret.jpg')],
  ['a path up and down', body(V, minutes, 'a/../b.jpg')],
  ['a path up by backslashes', body(V, minutes, 'a\\..\\b.jpg')],
  ['a dot segment', body(V, minutes, 'a/./b.jpg')],
  ['two dots', body(V, minutes, '..')],
  ['NUL in the path', body(V, minutes, 'a.jpg\0.png')],
  ['LF in the path', body(V, minutes, 'a\n.jpg')],
  ['a path that is not UTF-8', body(V, minutes, [0x61, 0xff, 0x62])],
  ['a path cut within a character', body(V, minutes, [0x61, 0xc3])],
  ['an id and a prefix', body(V | SHAPE.id | SHAPE.prefix, minutes, bytes(42, 8))],
  ['an id cut short', body(V | SHAPE.id, minutes, bytes(42, 7))],
  ['an id too long', body(V | SHAPE.id, minutes, bytes(42, 9))],
  ['an id and a path', body(V | SHAPE.id, minutes, bytes(42, 8), PATH)],
  ['no id', body(V | SHAPE.id, minutes)],
  ['a number as text', withFields(field.s('42'))],
  ['the longest number as text', withFields(field.s('18446744073709551615'))],
  ['a number and a text', body(V | SHAPE.number | SHAPE.fields, minutes,
    bytes(42, 8), sized(field.s('kim')), PATH)],
  ['a number twice', body(V | SHAPE.number | SHAPE.fields, minutes,
    bytes(42, 8), sized(field.s('42')), PATH)],
  ['fields that are none', withFields('')],
  ['no length of the fields', body(V | SHAPE.fields, minutes, 'c')],
  ['fields that end behind the body', body(V | SHAPE.fields, minutes, bytes(9, 2), 'c')],
  ['fields of the longest length', body(V | SHAPE.fields, minutes, bytes(0xffff, 2), 'c')],
  ['a dot before the fields', withFields('.c')],
  ['a dot behind the fields', withFields('c.')],
  ['a dot alone', withFields('.')],
  ['a field that is none', withFields('x1')],
  ['an empty field', withFields('j')],
  ['a field twice', withFields('c.c')],
  ['fields out of order', withFields('jx.c')],
  ['a prefix among the fields', withFields(field.p('/img/'))],
  ['a prefix elsewhere among the fields', withFields(field.p('/'))],
  ['a prefix twice', body(V | SHAPE.prefix | SHAPE.fields, minutes,
    sized(field.p('/img/albums/')), 'albums/')],
  ['both dispositions', withFields(`${field.D('a')}.${field.d('a')}`)],
  ['shared, and for one client', withFields(`c.${field.i('192.0.2.7')}`)],
  ['a client with host bits', withFields(field.i('192.0.2.7/24'))],
  ['stray bits in a field', withFields('dYR')],
  ['padding in a field', withFields('dYQ==')],
  ['not before the expiry', withFields(`n${EXPIRY}`)],
  ['uses without a link', withFields('u3')],
]) deny('body', 'malformed', note, { packed, asked: PATH });
deny('body', 'milliseconds', 'not before, in milliseconds',
  { packed: withFields(`n${NOW}000`), asked: PATH });
for (const [note, path] of [['an empty segment', 'a//b.jpg'],
  ['a backslash', 'a\\b.jpg']])
  deny('path', 'hostile-path', note, { path });

// --- Refused: files that are not there or not meant. ---
deny('id', 'not-found', 'of no file', { id: 43 });
deny('id', 'not-found', 'of no file, with all its bits', { id: 1n << 63n });
deny('id', 'bad-signature', 'of no file, for another site',
  { id: 43, site: 'example.net' });
deny('id', 'outside-grant', 'of another file', { id: 0, asked: PATH });
for (const [note, options] of [
  ['another file', { asked: 'albums/2026/07/IMG_2042.jpg' }],
  ['its name alone', { asked: 'IMG_2041.jpg' }],
  ['a file below it', { asked: `${PATH}/x` }],
  ['its directory', { asked: 'albums/2026/07/' }],
  ['beside the prefix', { path: 'albums/', asked: 'albums2/x.jpg' }],
  ['the route, for a prefix in it', { path: 'albums/' }],
  ['its name alone, below a prefix', { path: 'albums/', asked: 'IMG_2041.jpg' }],
]) deny('asked', 'outside-grant', note, options);
for (const [note, behind] of [['another name', '/IMG_2042.jpg'],
  ['a shorter path', '/07/IMG_2041.jpg'], ['a slash more', '/IMG_2041.jpg/']])
  deny('asked', 'outside-grant', `${note} behind a token in the path`,
    { url: (token) => `/img/t/${token}${behind}` });

// --- Refused: time, method, client, uses, keys, places. ---
deny('grant', 'expired', 'a second ago', { now: EXPIRY + 1 });
deny('grant', 'expired', 'a second ago, in seconds',
  { expiry: EXPIRY + 1, now: EXPIRY + 2 });
deny('grant', 'expired', 'long ago', { expiry: YEAR_2024 });
deny('grant', 'not-yet-valid', 'a second early', { fields: `n${NOW + 1}` });
deny('grant', 'method-not-granted', 'GET where HEAD is granted', { fields: 'mHEAD' });
deny('grant', 'method-not-granted', 'POST', { method: 'POST' });
deny('grant', 'wrong-client', 'another client',
  { fields: field.i('192.0.2.0/24'), client_ip: '192.0.3.1' });
deny('grant', 'uses-uncounted', 'nobody counts uses', { fields: 'jx.u3' });
deny('key', 'key-scope', 'another path', { kid: 's2', path: 'cat.jpg' });
deny('key', 'key-scope', 'a prefix that is too wide',
  { kid: 's2', path: '', asked: PATH });
deny('key', 'key-scope', 'an id of another path', { kid: 's2', id: 0 });
deny('key', 'lifetime-too-long', 'a second too long',
  { kid: 's2', expiry: NOW + 7201 });
deny('key', 'key-retired', 'retired', { kid: 'retired' });
deny('carrier', 'ambiguous', 'two parameters', { url: (token) => `/img/?st=${token}&st=${token}` });
deny('carrier', 'ambiguous', 'query and path',
  { url: (token) => `/img/t/${token}/IMG_2041.jpg?st=${token}` });
deny('carrier', 'ambiguous', 'query and header',
  { bearer: true, url: (token) => `/img/?st=${token}` });
deny('carrier', 'bad-signature', 'a cookie that names another key',
  { cookie: (token) => `__Host-postern.s2=${token}` });
deny('carrier', 'no-credential', 'the path without its marker',
  { url: (token) => `/img/${token}/IMG_2041.jpg` });

process.stdout.write(`{"scheme": "sealed",
"source": "AES-SIV of tests/harness/sealed.js, from docs/sealed.md",
"key": ${JSON.stringify(key, null, 1)},
"cases": [
${cases.map((c) => JSON.stringify(c)).join(',\n')}
]}
`);
