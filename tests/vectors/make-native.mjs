// Writes tests/vectors/native.json: signed by node:crypto, not by our own C,
// from docs/native.md alone.  The same bytes in every run.
//
//   node tests/vectors/make-native.mjs > tests/vectors/native.json
//
// SPDX-License-Identifier: ISC
import { createHash, createHmac } from 'node:crypto';

const SITE = 'example.org';
const NOW = 1800000000;
const EXPIRY = NOW + 3600;
const LAST = 99999999999; // the last second of 11 digits

const b64 = (value) => Buffer.from(value).toString('base64url');
const secret = (name, bytes = 32) =>
  createHash('sha256').update(`test key ${name}`).digest().subarray(0, bytes);
const jwk = (kid, postern, bytes) => ({
  kty: 'oct', kid, alg: 'HS256', k: b64(secret(kid, bytes)),
  ...(postern && { postern }),
});

const LONGEST_KID = 'A-key_id-with-all-32-characters_';
const key = {
  site: SITE,
  jwk: [
    jwk('k1'),
    jwk('k2', { prefixes: ['/img/', '/t/'], longest_lifetime: 7200 }),
    jwk('a', undefined, 16),
    jwk(LONGEST_KID),
    jwk('retired', { retired_after: NOW - 1 }),
    jwk('retiring', { retired_after: NOW }),
    jwk('coming', { not_before: NOW + 1 }),
    jwk('came', { not_before: NOW }),
    jwk('elsewhere'), // loaded, and not of this route
  ],
  key_ids: ['k1', 'k2', 'a', LONGEST_KID, 'retired', 'retiring', 'coming',
    'came'],
};

// --- The signer: the ten lines that docs/native.md promises. ---
const mac = (text, secretBytes) =>
  createHmac('sha256', secretBytes).update(text).digest().subarray(0, 16);
function tokenOf({ kid = 'k1', expiry = EXPIRY, fields = [], path,
  site = SITE, secretBytes = secret(kid), version = '1', covered }) {
  const head = [version, kid, expiry, ...fields].join('.');
  const prefix = fields.find((field) => field[0] === 'p');
  const scope = covered ?? (prefix
    ? Buffer.from(prefix.slice(1), 'base64url').toString() : path);
  return `${head}.${b64(mac(`postern/1\n${site}\n${scope}\n${head}`, secretBytes))}`;
}

// RFC 3986: what a path may hold unencoded is kept.
const encodePath = (path) =>
  encodeURI(path).replace(/[?#[\]]/g, encodeURIComponent);
const field = {
  D: (name) => `D${b64(name)}`, d: (name) => `d${b64(name)}`,
  i: (network) => `i${b64(network)}`, p: (prefix) => `p${b64(prefix)}`,
  s: (subject) => `s${b64(subject)}`,
};

const cases = [];
function add(group, expect, options) {
  const { path = '/img/cat.jpg', raw = encodePath(path), before = '', after = '',
    method, client_ip, now = NOW, url, token, claims, note } = options;
  const signed = token ?? tokenOf({ path, ...options });
  const number = cases.filter((c) => c.id.startsWith(`${group}-`)).length + 1;
  cases.push({
    id: `${group}-${String(number).padStart(2, '0')}`,
    ...(method && { method }),
    url: url ?? `${raw}?${before}st=${signed}${after}`,
    ...(client_ip && { client_ip }),
    now, expect, ...(claims && { claims }), ...(note && { note }),
  });
}
const allow = (group, note, options = {}) => add(group, 'allow', {
  ...options, note,
  claims: {
    path: options.granted ?? options.path ?? '/img/cat.jpg',
    is_prefix: options.granted !== undefined,
    expires_at: options.expiry ?? EXPIRY, key_id: options.kid ?? 'k1',
    shared: false, link_id: '', subject: '', file_name: '', client: '',
    methods: '', uses: 0, not_before: 0, disposition: 'none', ...options.claims,
  },
});
const deny = (group, reason, note, options = {}) =>
  add(group, `deny-${reason}`, { ...options, note });

// --- Accepted: each field alone, then together. ---
allow('plain', 'no field at all');
allow('plain', 'HEAD goes wherever GET goes', { method: 'HEAD' });
allow('plain', 'id of one character, secret of 16 bytes',
  { kid: 'a', secretBytes: secret('a', 16) });
allow('plain', 'id of 32 characters', { kid: LONGEST_KID });
allow('field', 'D: inline name', { fields: [field.D('Tom.jpg')],
  claims: { disposition: 'inline', file_name: 'Tom.jpg' } });
allow('field', 'D: UTF-8', { fields: [field.D('Tomás "Ö" 猫.jpg')],
  claims: { disposition: 'inline', file_name: 'Tomás "Ö" 猫.jpg' } });
allow('field', 'd: download name', { fields: [field.d('Tom.jpg')],
  claims: { disposition: 'attachment', file_name: 'Tom.jpg' } });
allow('field', 'd: a name as long as it may be', {
  fields: [field.d('n'.repeat(255))],
  claims: { disposition: 'attachment', file_name: 'n'.repeat(255) } });
allow('field', 'c: shared caches', { fields: ['c'], claims: { shared: true } });
allow('field', 'j: link id', { fields: ['jL-1_x'], claims: { link_id: 'L-1_x' } });
allow('field', 'j: as long as it may be', { fields: [`j${'x'.repeat(64)}`],
  claims: { link_id: 'x'.repeat(64) } });
allow('field', 'm: GET implies HEAD', { fields: ['mGET'], method: 'HEAD',
  claims: { methods: 'GET' } });
allow('field', 'm: HEAD alone', { fields: ['mHEAD'], method: 'HEAD',
  claims: { methods: 'HEAD' } });
allow('field', 'm: two', { fields: ['mHEAD-GET'],
  claims: { methods: 'HEAD-GET' } });
allow('field', 'n: its first second', { fields: [`n${NOW}`],
  claims: { not_before: NOW } });
allow('field', 's: subject', { fields: [field.s('alice@example.org')],
  claims: { subject: 'alice@example.org' } });
allow('field', 's: UTF-8', { fields: [field.s('Zoë')],
  claims: { subject: 'Zoë' } });
const everything = [field.d('a b.jpg'), field.i('192.0.2.0/24'), 'jlink',
  'mGET-HEAD', `n${NOW - 60}`, field.p('/img/'), field.s('alice')];
allow('field', 'all but c and u', { fields: everything, granted: '/img/',
  client_ip: '192.0.2.9', claims: { disposition: 'attachment',
    file_name: 'a b.jpg', client: '192.0.2.0/24', link_id: 'link',
    methods: 'GET-HEAD', not_before: NOW - 60, subject: 'alice' } });
allow('field', 'c with all that it may stand with', {
  fields: ['c', ...everything.filter((text) => text[0] !== 'i')],
  granted: '/img/', claims: { shared: true, disposition: 'attachment',
    file_name: 'a b.jpg', link_id: 'link', methods: 'GET-HEAD',
    not_before: NOW - 60, subject: 'alice' } });
allow('field', 'D comes before c', { fields: [field.D('x'), 'c'],
  claims: { disposition: 'inline', file_name: 'x', shared: true } });

// --- Accepted: prefixes. ---
allow('prefix', 'directly beneath', { fields: [field.p('/img/')],
  granted: '/img/' });
allow('prefix', 'far beneath', { fields: [field.p('/img/')], granted: '/img/',
  path: '/img/2026/07/cat.jpg' });
allow('prefix', 'the whole site', { fields: [field.p('/')], granted: '/',
  path: '/anything' });
allow('prefix', 'UTF-8 and spaces', { fields: [field.p('/Zoë Ö/')],
  granted: '/Zoë Ö/', path: '/Zoë Ö/猫.jpg' });
allow('prefix', 'within the key\'s own', { kid: 'k2',
  fields: [field.p('/img/a/')], granted: '/img/a/', path: '/img/a/b.jpg' });
allow('prefix', 'exactly the key\'s own', { kid: 'k2',
  fields: [field.p('/t/')], granted: '/t/', path: '/t/b.jpg' });
allow('prefix', 'a token of 1024 bytes, the longest', {
  fields: [field.p(`/${'x'.repeat(736)}/`)], granted: `/${'x'.repeat(736)}/`,
  path: `/${'x'.repeat(736)}/a` });

// --- Accepted: names. ---
for (const [path, raw, note] of [
  ['/img/my cat.jpg', '/img/my%20cat.jpg', 'space'],
  ['/img/Zoë/猫 ö.jpg', undefined, 'UTF-8'],
  ['/img/Zoë.jpg', '/img/Zo%c3%ab.jpg', 'escapes in lower case'],
  ['/img/a+b.jpg', '/img/a+b.jpg', 'plus is a plus'],
  ['/img/a+b.jpg', '/img/a%2Bb.jpg', 'plus, encoded'],
  ['/img/100% sure.jpg', '/img/100%25%20sure.jpg', 'percent'],
  ['/img/%41.jpg', '/img/%2541.jpg', 'decoded once'],
  ['/img/a;b,c=d&e.jpg', '/img/a;b,c=d&e.jpg', 'sub-delims'],
  ["/img/'it's' (1)!.jpg", undefined, 'quotes'],
  ['/img/what?#.jpg', '/img/what%3F%23.jpg', 'question mark and hash'],
  ['/img/[1]@{2}|^`".jpg', undefined, 'what must be encoded'],
  ['/img/cat.jpg', '/%69mg/c%61t%2Ejpg', 'letters that need no encoding'],
  ['/img/...', '/img/...', 'three dots'],
  ['/img/.hidden', '/img/.hidden', 'a dot in front'],
  ['/', '/', 'the root itself'],
  ['/img/', '/img/', 'a path that ends in a slash, and no prefix'],
]) allow('name', note, { path, ...(raw && { raw }) });

// --- Accepted: where the token stands. ---
allow('query', 'parameters before', { before: 'w=100&h=50&' });
allow('query', 'parameters behind', { after: '&w=100&h=50' });
allow('query', 'parameters on both sides', { before: 'w=1&', after: '&h=2' });
allow('query', 'names that only look alike',
  { before: 'sta=1&ast=2&s=3&t=4&', after: '&st%5B%5D=5&st.x=6' });
allow('query', 'empty parameters', { before: '&&', after: '&&' });
allow('query', 'a question mark in another value', { before: 'a=?&' });
allow('query', 'a semicolon does not divide', { before: 'a=1;st=2&' });
allow('query', 'the name in another value', { after: '&next=st%3D1' });
allow('target', 'absolute form', { raw: 'http://example.org/img/cat.jpg' });
allow('target', 'absolute form, other letters and a port',
  { raw: 'HTTPS://EXAMPLE.org:8443/img/cat.jpg' });
allow('target', 'absolute form of another host: the site is configured',
  { raw: 'http://other.example/img/cat.jpg' });
allow('target', 'a fragment is no part of it', { after: '#top' });

// --- Accepted: the edges of time. ---
allow('time', 'the last second', { now: EXPIRY });
allow('time', 'long before', { now: 1 });
allow('time', 'the last second of 11 digits', { expiry: LAST, now: LAST });
allow('time', 'the longest lifetime of the key', { kid: 'k2', expiry: NOW + 7200 });
allow('time', 'the key\'s last second', { kid: 'retiring' });
allow('time', 'the key\'s first second', { kid: 'came' });
allow('time', '1970', { expiry: 0, now: 0 });

// --- Accepted: client networks. ---
for (const [network, client_ip] of [
  ['192.0.2.7', '192.0.2.7'], ['192.0.2.7/32', '192.0.2.7'],
  ['192.0.2.0/24', '192.0.2.255'], ['192.0.2.128/25', '192.0.2.128'],
  ['192.0.2.0/31', '192.0.2.1'], ['128.0.0.0/1', '255.255.255.255'],
  ['0.0.0.0/0', '203.0.113.1'], ['2001:db8::1', '2001:db8::1'],
  ['2001:db8::1/128', '2001:0DB8:0::1'], ['2001:db8::/32', '2001:db8:ffff::9'],
  ['2001:db8::/33', '2001:db8:7fff::9'], ['::/0', '2001:db8::1'],
  ['192.0.2.0/24', '::ffff:192.0.2.1'],
]) allow('client', `${network} has ${client_ip}`,
  { fields: [field.i(network)], client_ip, claims: { client: network } });

// --- Refused: the request itself. ---
for (const [reason, raw, note] of [
  ['bad-request', '/img/cat%2.jpg', 'half an escape'],
  ['bad-request', '/img/cat%zz.jpg', 'no escape'],
  ['bad-request', '/img/c\u00e4t.jpg', 'bytes that are not ASCII'],
  ['bad-request', '/img/my cat.jpg', 'a space'],
  ['bad-request', '/img\\cat.jpg', 'a backslash'],
  ['bad-request', 'img/cat.jpg', 'no slash in front'],
  ['bad-request', '*', 'the asterisk form'],
  ['bad-request', 'http://example.org', 'an origin without a path'],
  ['bad-request', 'ftp://example.org/img/cat.jpg', 'another protocol'],
  ['hostile-path', '/img/../img/cat.jpg', 'dot segments'],
  ['hostile-path', '/img/%2e%2E/img/cat.jpg', 'dot segments, encoded'],
  ['hostile-path', '/img/./cat.jpg', 'a dot segment'],
  ['hostile-path', '/img/cat.jpg%00', 'NUL'],
  ['hostile-path', '/img/cat%0A.jpg', 'LF'],
  ['hostile-path', '/img/cat%7F.jpg', 'DEL'],
  ['hostile-path', '/img/%C0%AF.jpg', 'overlong UTF-8'],
  ['hostile-path', '/img/%ED%A0%80.jpg', 'a surrogate'],
  ['hostile-path', '/img/%FF.jpg', 'no UTF-8'],
  ['hostile-path', '/img/..%2Fcat.jpg', 'dot segments behind %2F'],
  ['hostile-path', '/img/..%5Ccat.jpg', 'dot segments behind %5C'],
]) deny('request', reason, note, { raw });
deny('request', 'bad-request', 'half an escape in the query',
  { after: '&a=%4' });
deny('request', 'url-too-long', 'one byte too many', (() => {
  const token = tokenOf({ path: '/img/cat.jpg' });
  const start = `/img/cat.jpg?st=${token}&a=`;
  return { url: start + 'x'.repeat(8193 - start.length) };
})());

// --- Refused: signed, and yet no way to a file. ---
for (const [path, raw, note] of [
  ['/img//cat.jpg', '/img//cat.jpg', 'an empty segment'],
  ['//img/cat.jpg', '//img/cat.jpg', 'an empty segment in front'],
  ['/img/cat.jpg', '/img%2Fcat.jpg', '%2F'],
  ['/img/a\\b.jpg', '/img/a%5Cb.jpg', '%5C'],
]) deny('file', 'hostile-path', note, { path, raw });
deny('file', 'hostile-path', 'an empty segment beneath a prefix',
  { fields: [field.p('/img/')], raw: '/img/a//b.jpg' });
deny('file', 'hostile-path', 'a prefix with an empty segment',
  { fields: [field.p('/img//')], raw: '/img//b.jpg' });

// --- Refused: no credential, or too many. ---
const good = tokenOf({ path: '/img/cat.jpg' });
for (const [reason, query, note] of [
  ['no-credential', '', 'no query'],
  ['no-credential', '?', 'an empty query'],
  ['no-credential', `?sta=${good}`, 'another parameter'],
  ['no-credential', `?a=1;st=${good}`, 'behind a semicolon'],
  ['no-credential', `?st%20=${good}`, 'a name with a space'],
  ['no-credential', `?a?st=${good}`, 'behind a second question mark'],
  ['no-credential', `#?st=${good}`, 'in the fragment'],
  ['foreign-credential', '?st', 'no value'],
  ['foreign-credential', '?st=', 'an empty value'],
  ['foreign-credential', '?st=eyJhbGciOiJIUzI1NiJ9.e30.c2ln', 'a JWT'],
  ['foreign-credential', `?st=%31${good.slice(1)}`, 'the version encoded'],
  ['foreign-credential', `?st=%00${good}`, 'NUL in front'],
  ['foreign-credential', `?st=+${good}`, 'a plus in front'],
  ['malformed', `?ST=${good}`, 'the name in other letters'],
  ['malformed', `?%73t=${good}`, 'the name encoded'],
  ['ambiguous', `?st=${good}&st=${good}`, 'twice the same'],
  ['ambiguous', `?st=${good}&st=`, 'an empty second one'],
  ['ambiguous', `?st&st=${good}`, 'a first one without value'],
  ['ambiguous', `?st=${good}&ST=x`, 'a second one in other letters'],
  ['ambiguous', `?sT=x&st=${good}`, 'a first one in other letters'],
  ['ambiguous', `?st=${good}&%73%74=x`, 'a second one encoded'],
  ['ambiguous', `?%53t=x&st=${good}`, 'a first one encoded'],
]) deny('carrier', reason, note, { url: `/img/cat.jpg${query}` });

// --- Refused: tokens that are none, each rightly signed as it stands. ---
for (const [reason, options, note] of [
  ['foreign-credential', { version: '2' }, 'version 2'],
  ['foreign-credential', { version: '01' }, 'version 01'],
  ['foreign-credential', { version: '' }, 'no version'],
  ['malformed', { kid: '', secretBytes: secret('k1') }, 'no key id'],
  ['malformed', { kid: 'k'.repeat(33) }, 'a key id of 33'],
  ['malformed', { kid: 'k~1', secretBytes: secret('k1') }, 'a letter no id has'],
  ['malformed', { kid: 'k%31', secretBytes: secret('k1') }, 'an encoded key id'],
  ['malformed', { expiry: '' }, 'no expiry'],
  ['malformed', { expiry: `0${EXPIRY}` }, 'expiry with a leading zero'],
  ['malformed', { expiry: `+${EXPIRY}` }, 'expiry with a plus'],
  ['malformed', { expiry: `-${EXPIRY}` }, 'expiry with a minus'],
  ['malformed', { expiry: '6b49d200' }, 'expiry in hex'],
  ['malformed', { expiry: '18e8' }, 'expiry with an exponent'],
  ['malformed', { expiry: `${EXPIRY}_` }, 'expiry and more'],
  ['milliseconds', { expiry: `${EXPIRY}000` }, 'milliseconds'],
  ['milliseconds', { expiry: `${EXPIRY}000000` }, 'microseconds'],
  ['milliseconds', { expiry: `${EXPIRY}000000000` }, 'nanoseconds'],
  ['milliseconds', { expiry: '100000000000' }, '12 digits'],
  ['milliseconds', { expiry: '9'.repeat(40) }, '40 digits'],
  ['milliseconds', { fields: [`n${NOW}000`] }, 'not before, in milliseconds'],
]) deny('token', reason, note, options);
for (const [fields, note] of [
  [[''], 'an empty field'],
  [['c', ''], 'an empty field at the end'],
  [['x1'], 'an unknown letter'],
  [['C'], 'a letter in upper case'],
  [['1'], 'a digit'],
  [['c', 'c'], 'a field twice'],
  [['jl', 'c'], 'the wrong order'],
  [['c', field.D('x')], 'the wrong order: D comes first'],
  [[field.D('x'), field.d('y')], 'D and d'],
  [['c1'], 'c with a value'],
  [['c', field.i('192.0.2.7')], 'shared, and for one client'],
  [['c', 'jl', 'u1'], 'shared, and counted'],
  [['d'], 'd without one'],
  [['D'], 'D without one'],
  [['i'], 'i without one'],
  [['j'], 'j without one'],
  [['m'], 'm without one'],
  [['n'], 'n without one'],
  [['p'], 'p without one'],
  [['s'], 's without one'],
  [['jl', 'u'], 'u without one'],
  [['dZh'], 'base64url with bits to spare'],
  [['dZg='], 'base64url with padding'],
  [['dZg%3D'], 'base64url with encoded padding'],
  [['dZ+g_'], 'base64, not base64url'],
  [['dZ'], 'base64url of a length that none has'],
  [[`d${b64('x'.repeat(256))}`], 'a name of 256 bytes'],
  [[`d${b64('a\r\nSet-Cookie: b')}`], 'a name with CR and LF'],
  [[`D${b64('a\0')}`], 'a name with NUL'],
  [[`s${b64(Buffer.from([0xff]))}`], 'a subject that is no UTF-8'],
  [[`s${b64('a\nb')}`], 'a subject with LF'],
  [['i192-0-2-0'], 'a network as it is'],
  [[field.i('192.0.2.1/24')], 'a network with host bits'],
  [[field.i('192.0.2.0/33')], 'a network of 33 bits'],
  [[field.i('192.0.2.0/024')], 'a network with a leading zero'],
  [[field.i('example.org')], 'a host name'],
  [[field.i('fe80::1%eth0')], 'an address with a zone'],
  [['ja~b'], 'a link id with another letter'],
  [[`j${'x'.repeat(65)}`], 'a link id of 65'],
  [['mget'], 'a method in lower case'],
  [['mGET-'], 'a method too few'],
  [['m-GET'], 'a method too few in front'],
  [['mGET_HEAD'], 'methods joined in another way'],
  [['n0'], 'not before 1970'],
  [[`n0${NOW}`], 'not before, with a leading zero'],
  [[`n${EXPIRY}`], 'not before its own end'],
  [['u1'], 'uses without a link'],
  [['jl', 'u0'], 'no use'],
  [['jl', 'u01'], 'uses with a leading zero'],
  [['jl', 'u1000000'], 'uses of seven digits'],
  [[field.p('/img')], 'a prefix that ends in no slash'],
  [[field.p('img/')], 'a prefix that starts with no slash'],
  [[field.p('/img/../')], 'a prefix with dot segments'],
  [[field.p('/img\n/')], 'a prefix with LF'],
]) deny('fields', 'malformed', note, { fields });

// --- Refused: MACs that are none. ---
const [head, sum] = [good.slice(0, -23), good.slice(-22)];
const letters =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const lastPlus = (n) => letters[letters.indexOf(sum[21]) + n];
for (const [token, note] of [
  [`${head}.${sum.slice(0, 21)}${lastPlus(1)}`, 'the last character\'s spare bits'],
  [`${head}.${sum.slice(0, 21)}${lastPlus(15)}`, 'all of the spare bits'],
  [`${head}.${sum.slice(0, 21)}`, '21 characters'],
  [`${head}.${sum}A`, '23 characters'],
  [`${head}.${sum}AA`, '24 characters'],
  [`${head}.${sum}==`, 'padding'],
  [`${head}.${sum}%3D%3D`, 'encoded padding'],
  [`${head}.${sum}%00`, 'NUL behind'],
  [`${head}.${sum}%20`, 'a space behind'],
  [`${head}.${sum}.`, 'a dot behind'],
  [`${head}..${sum}`, 'two dots before'],
  [`${head}.`, 'an empty one'],
  [head, 'none'],
  [`${head}%2E${sum}`, 'an encoded dot before'],
  [`${head}.%${sum.charCodeAt(0).toString(16)}${sum.slice(1)}`,
    'its first character encoded'],
  [`${head}.${Buffer.from(sum, 'base64url').toString('hex')}`, 'in hex'],
]) deny('mac', 'malformed', note, { token });
deny('mac', 'malformed', 'a token of 1026 bytes', {
  fields: [field.p(`/${'x'.repeat(737)}/`)], path: `/${'x'.repeat(737)}/a` });

// --- Refused: forgeries. ---
for (const [options, note] of [
  [{ token: `${head}.${'A'.repeat(22)}` }, 'a MAC of zeros'],
  [{ site: 'example.com' }, 'of another site'],
  [{ site: 'EXAMPLE.ORG' }, 'of the site in other letters'],
  [{ site: '' }, 'of no site'],
  [{ secretBytes: secret('another site\'s k1') }, 'another key of the same id'],
  [{ secretBytes: Buffer.alloc(0) }, 'an empty key'],
  [{ secretBytes: Buffer.from(b64(secret('k1'))) }, 'the key not decoded'],
  [{ kid: 'k1', secretBytes: secret('k2') }, 'another key of this site'],
  [{ covered: '/img/dog.jpg' }, 'of another path'],
  [{ covered: '/img/' }, 'of the folder, without saying so'],
  [{ covered: '/img%2Fcat.jpg' }, 'of the path not decoded'],
  [{ covered: '/img/cat.jpg\n' }, 'of a path with LF behind'],
  [{ covered: 'cat.jpg', site: 'example.org\n/img' },
    'a site that ends like a path'],
  [{ covered: '/img/cat.jpg', site: 'example.org/img' }, 'a longer site'],
  [{ covered: '', site: 'example.org\n/img/cat.jpg' }, 'the path in the site'],
  [{ fields: [field.p('/img/')], covered: '/img/cat.jpg' },
    'a prefix signed as a path'],
  [{ fields: [field.p('/img/')], covered: '/img' },
    'a prefix signed without its slash'],
  [{ token: tokenOf({ path: '/img/cat.jpg\n1.k1.0' }) },
    'a token in the path'],
  [{ token: `${tokenOf({ fields: ['c'] , path: '/img/cat.jpg' })
    .replace('.c.', '.')}` }, 'a field taken out'],
  [{ token: good.replace(`.${EXPIRY}.`, `.${EXPIRY}.c.`) }, 'a field put in'],
  [{ token: good.replace(String(EXPIRY), String(EXPIRY + 1)) },
    'a later expiry'],
  [{ token: good.replace('.k1.', '.a.') }, 'another key id'],
  [{ path: '/img/dog.jpg', token: good }, 'moved to another path'],
  [{ path: '/img/cat.jpg/', token: good }, 'moved to a folder'],
  [{ path: '/img/Cat.jpg', token: good }, 'moved to other letters'],
  [{ path: '/img/cat.jp', token: good }, 'moved to a shorter path'],
  [{ path: '/img/%63at.jpg', raw: '/img/%2563at.jpg', token: good },
    'encoded twice'],
  [{ token: tokenOf({ path: '/img/Zoe\u0308.jpg' }), path: '/img/Zo\u00eb.jpg' },
    'the same name in another normal form'],
]) deny('forged', 'bad-signature', note, options);

// --- Refused: keys. ---
deny('key', 'unknown-key', 'nobody\'s', { kid: 'k9' });
deny('key', 'unknown-key', 'in other letters', { kid: 'K1',
  secretBytes: secret('k1') });
deny('key', 'unknown-key', 'the start of one', { kid: 'k',
  secretBytes: secret('k1') });
deny('key', 'unknown-key', 'of another route', { kid: 'elsewhere' });
deny('key', 'key-retired', 'retired a second ago', { kid: 'retired' });
deny('key', 'key-retired', 'retired since', { kid: 'retiring', now: NOW + 1 });
deny('key', 'key-not-yet-valid', 'a second too early', { kid: 'coming' });
deny('key', 'key-scope', 'a path of others', { kid: 'k2', path: '/docs/a.jpg' });
deny('key', 'key-scope', 'a path that only starts alike',
  { kid: 'k2', path: '/imgs/a.jpg' });
deny('key', 'key-scope', 'a prefix that is too wide',
  { kid: 'k2', fields: [field.p('/')] });
deny('key', 'lifetime-too-long', 'a second too long',
  { kid: 'k2', expiry: NOW + 7201 });

// --- Refused: grants that do not cover the request. ---
deny('grant', 'expired', 'a second ago', { now: EXPIRY + 1 });
deny('grant', 'expired', 'long ago', { expiry: 1 });
deny('grant', 'not-yet-valid', 'a second too early',
  { fields: [`n${NOW + 1}`] });
for (const [prefix, path] of [['/img/', '/img'], ['/img/', '/docs/a.jpg'],
  ['/img/', '/IMG/a.jpg'], ['/img/', '/imga.jpg'], ['/img/a/', '/img/a'],
  ['/img/a/', '/img/b/a/c.jpg']])
  deny('grant', 'outside-grant', `${path} is not beneath ${prefix}`,
    { path, fields: [field.p(prefix)] });
for (const [fields, method] of [[[], 'POST'], [[], 'OPTIONS'], [[], 'get'],
  [['mHEAD'], 'GET'], [['mPOST'], 'GET'], [['mPOST'], 'HEAD']])
  deny('grant', 'method-not-granted', `${method} by ${fields[0] ?? 'default'}`,
    { method, fields });
for (const [network, client_ip] of [['192.0.2.7', '192.0.2.6'],
  ['192.0.2.0/24', '192.0.3.0'], ['192.0.2.128/25', '192.0.2.127'],
  ['0.0.0.0/0', '2001:db8::1'], ['2001:db8::1', '2001:db8::2'],
  ['2001:db8::/33', '2001:db8:8000::1'], ['192.0.2.7', '::192.0.2.7'],
  ['192.0.2.7', undefined], ['192.0.2.7', 'unix:'],
  ['192.0.2.7', '192.0.2.7, 192.0.2.8'], ['::/0', undefined]])
  deny('grant', 'wrong-client', `${client_ip ?? 'nobody'} is not in ${network}`,
    { client_ip, fields: [field.i(network)] });
deny('grant', 'uses-uncounted', 'one use, and nobody counts',
  { fields: ['jl', 'u1'] });

const lines = cases.map((c) => JSON.stringify(c)).join(',\n');
process.stdout.write(`{"scheme": "native",
"source": "tests/vectors/make-native.mjs",
"key": ${JSON.stringify(key, null, 1)},
"cases": [
${lines}
]}
`);
