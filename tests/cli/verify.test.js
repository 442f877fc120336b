// Verdicts, and what is said about them.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test, before, after } = require('node:test');
const { account } = require('../harness/scratch.js');
const { field, signToken } = require('../harness/token.js');
const { NOW, PNG, Site, run, tokenOf } = require('./command.js');

let site;
before(() => {
  site = new Site({
    postern: 'trusted_proxies = 10.0.0.0/8 127.0.0.1',
    keys: [
      { kid: 'k1', age: 10 },
      { kid: 'old', postern: { retired_after: NOW - 1 } },
      { kid: 'new', postern: { not_before: NOW + 1 } },
      { kid: 'thumbs', postern: { prefixes: ['/img/thumbs/'] } },
      { kid: 'short', postern: { longest_lifetime: 60 } },
    ],
    routes: `[route reported]
prefix = /reported/
root = ROOT
delivery = direct
mode = report-only
[route open]
prefix = /open/
root = ROOT
delivery = direct
mode = off
[route one]
prefix = /one/
root = ROOT
delivery = direct
keys = thumbs`,
  });
});
after(() => site.remove());

const now = ['--now', String(NOW)];
function token(path, { kid = 'k1', expires = NOW + 600, fields = [], name = 'example.org' } = {}) {
  return signToken(name, site.keys.get(kid), path, expires, fields);
}
const signed = (path = '/img/cat.png', options = {}) => `${encodeURI(path)}?st=${token(path, options)}`;
const verify = (url, ...args) => site.verify(url, ...now, ...args);
const explain = (url, ...args) => site.explain(url, ...now, ...args);
const cat = '/img/cat.png';

// ---------------------------------------------------------------- verdicts

const VERDICTS = [
  ['ok', 200, () => signed()],
  ['ok', 200, () => `https://example.org:8443${signed()}#part`],
  ['ok', 200, () => `/img/cat.png?utm_source=mail&st=${token(cat)}&w=1`],
  ['ok', 200, () => signed(cat, { expires: NOW })],
  ['no-route', 403, () => signed('/other/cat.png')],
  ['bad-request', 400, () => '/img/%zz'],
  ['bad-request', 400, () => ''],
  ['bad-request', 400, () => `/img/my cat.png?st=${token('/img/my cat.png')}x`],
  ['hostile-path', 400, () => `/img/../img/cat.png?st=${token(cat)}`],
  ['hostile-path', 400, () => `/img//cat.png?st=${token('/img//cat.png')}`],
  ['url-too-long', 414, () => `/img/${'x'.repeat(9000)}`],
  ['method-not-allowed', 405, () => signed(), '--method', 'POST'],
  ['no-credential', 403, () => cat],
  ['no-credential', 403, () => `/img/cat.png?token=${token(cat)}`],
  ['foreign-credential', 403, () => '/img/cat.png?st=hello'],
  ['ambiguous', 403, () => `${signed()}&st=${token(cat)}`],
  ['malformed', 403, () => '/img/cat.png?st=1.k1'],
  ['milliseconds', 403, () => signed(cat, { expires: NOW * 1000 })],
  ['unknown-key', 403, () => signed().replace('.k1.', '.k2.')],
  ['bad-signature', 403, () => signed().replace('cat', 'dog')],
  ['bad-signature', 403, () => signed().replace(String(NOW + 600), String(NOW + 601))],
  ['key-not-yet-valid', 403, () => signed(cat, { kid: 'new' })],
  ['key-retired', 403, () => signed(cat, { kid: 'old' })],
  ['key-scope', 403, () => signed(cat, { kid: 'thumbs' })],
  ['lifetime-too-long', 403, () => signed(cat, { kid: 'short', expires: NOW + 61 })],
  ['unknown-key', 403, () => signed('/one/cat.png')],
  ['not-yet-valid', 403, () => signed(cat, { fields: [field.notBefore(NOW + 1)] })],
  ['expired', 410, () => signed(cat, { expires: NOW - 1 })],
  ['method-not-granted', 403, () => signed(cat, { fields: [field.methods('HEAD')] })],
  ['ok', 200, () => signed(cat, { fields: [field.methods('HEAD')] }), '--method', 'HEAD'],
  ['ok', 200, () => signed(), '--method', 'HEAD'],
  ['wrong-client', 403, () => signed(cat, { fields: [field.client('192.0.2.0/24')] })],
  ['wrong-client', 403, () => signed(cat, { fields: [field.client('192.0.2.0/24')] }), '--client', '198.51.100.1'],
  ['ok', 200, () => signed(cat, { fields: [field.client('192.0.2.0/24')] }), '--client', '192.0.2.255'],
  ['outside-grant', 403, () => `/img/cat.png?st=${token('/img/a/', { fields: [field.prefix('/img/a/')] })}`],
  ['uses-uncounted', 403, () => signed(cat, { fields: [field.link('l'), field.uses(1)] })],
];

for (const [i, [reason, status, url, ...args]] of VERDICTS.entries()) {
  test(`${i}: ${reason}, ${status}`, () => {
    const json = verify(url(), ...args);
    assert.deepEqual([json.verdict, json.reason, json.status], [status === 200 ? 'allow' : 'deny', reason, status]);
    const { code, out } = site.run('verify', [...now, ...args, '--', url()]);
    assert.equal(code, status === 200 ? 0 : 1);
    assert.match(out, new RegExp(`^verdict  ${json.verdict}\nstatus   ${status}\nreason   ${reason}: .+\n`));
    assert.ok(out.includes(json.text));
  });
}

test('every byte of a token counts', () => {
  const good = token(cat);
  for (let i = 0; i < good.length; i += 1) {
    const bad = `${good.slice(0, i)}${good[i] === 'A' ? 'B' : 'A'}${good.slice(i + 1)}`;
    assert.equal(verify(`/img/cat.png?st=${bad}`).verdict, 'deny', bad);
  }
});

// -------------------------------------------------------------------- JSON

test('JSON: all that is known', () => {
  const url = signed(cat, { fields: [field.link('mail'), field.subject('Zoë')] });
  assert.deepEqual(verify(url), {
    verdict: 'allow', status: 200, reason: 'ok', text: 'allowed', route: 'images', scheme: 'native', path: cat,
    expires_at: NOW + 600, key_id: 'k1', link_id: 'mail', subject: 'Zoë',
  });
});

test('JSON: an expired grant is still told', () => {
  const json = verify(signed(cat, { expires: NOW - 43, fields: [field.link('mail')] }));
  assert.deepEqual([json.expires_at, json.link_id, json.key_id], [NOW - 43, 'mail', 'k1']);
});

test('JSON: what is not known is null, and what is not verified not told', () => {
  assert.deepEqual(verify(`${signed(cat, { fields: [field.link('mail')] })}x`.replace('cat', 'dog').slice(0, -1)), {
    verdict: 'deny', status: 403, reason: 'bad-signature', text: verify(signed().replace('cat', 'dog')).text,
    route: 'images', scheme: 'native', path: '/img/dog.png', expires_at: null, key_id: 'k1', link_id: null, subject: null,
  });
  assert.deepEqual(verify('/%'), {
    verdict: 'deny', status: 400, reason: 'bad-request', text: verify('/%').text, route: null, scheme: null,
    path: null, expires_at: null, key_id: null, link_id: null, subject: null,
  });
});

test('JSON is one line', () => {
  assert.match(site.run('verify', ['--json', signed()]).out, /^\{.*\}\n$/);
});

test('a credential in the path is not told', () => {
  const url = `/img/cat.png%3Fst=${token(cat)}`;
  assert.equal(verify(url).path, '/img/cat.png?st=');
  assert.match(explain(url), /path {5}\/img\/cat\.png\?st=\.\.\.\n/);
});

// ------------------------------------------------------------ the request

test('X-Forwarded-For is believed of trusted proxies alone', () => {
  const url = signed(cat, { fields: [field.client('192.0.2.1')] });
  const reason = (...args) => verify(url, ...args).reason;
  assert.equal(reason('--client', '127.0.0.1', '--header', 'X-Forwarded-For: 192.0.2.1'), 'ok');
  assert.equal(reason('--client', '127.0.0.1', '--header', 'x-forwarded-for:198.51.100.1, 192.0.2.1, 10.1.1.1'), 'ok');
  assert.equal(reason('--client', '127.0.0.1', '--header', 'X-Forwarded-For: 192.0.2.1, 198.51.100.1'), 'wrong-client');
  assert.equal(reason('--client', '198.51.100.1', '--header', 'X-Forwarded-For: 192.0.2.1'), 'wrong-client');
});

test('other headers are ignored, and what is none refused', () => {
  assert.equal(verify(signed(), '--header', 'Accept: */*', '--header', 'X-Empty:', '--header', 'Host: x').verdict, 'allow');
  for (const header of ['Accept', ': x', 'A B: c', ' X: y']) {
    const { code, err } = site.run('verify', ['--header', header, signed()]);
    assert.equal(code, 2, header);
    assert.match(err, /--header is 'NAME: VALUE'/);
  }
});

test('misuse', () => {
  for (const [args, reason] of [
    [[], /give one URL\n/], [['a', 'b'], /give one URL, in quotes/], [['--method', 'OPTIONS', cat], /OPTIONS carries no credential/],
  ]) {
    const { code, out, err } = site.run('verify', args);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, reason);
  }
});

// ---------------------------------------------------------------- the file

test('--file: found or not', () => {
  assert.equal(verify(signed(), '--file').verdict, 'allow');
  assert.equal(verify(signed('/img/none.png')).verdict, 'allow');
  const { reason, status, expires_at: expires } = verify(signed('/img/none.png'), '--file');
  assert.deepEqual([reason, status, expires], ['not-found', 404, NOW + 600]);
  assert.ok(explain(signed('/img/none.png'), '--file').includes(`hint     ${site.root}/ is where it was looked for`));
});

test('--file: its type', () => {
  site.addFile('page.html', '<p>');
  site.addFile('wrong.jpg', PNG);
  assert.equal(verify(signed('/img/page.html'), '--file').reason, 'type-not-allowed');
  assert.equal(verify(signed('/img/wrong.jpg'), '--file').reason, 'type-mismatch');
  assert.equal(verify(signed('/img/'), '--file').reason, 'not-found');
});

test('--file: what the route sends is said', () => {
  assert.match(explain(signed('/img/page.html'), '--file'), /^hint {5}the setting types of \[route images\] says /m);
});

if (account?.name === 'www-data') {
  test('--file: root is told what the web server may not read', () => {
    fs.chmodSync(`${site.root}/cat.png`, 0o600);
    assert.match(explain(signed(), '--file'), /^hint {5}it was root who found the file; www-data, .* cannot read .*\/cat\.png: Permission denied$/m);
    fs.chmodSync(`${site.root}/cat.png`, 0o644);
    assert.doesNotMatch(explain(signed(), '--file'), /^hint/m);
  });
}

test('--file: a symbolic link is not followed', () => {
  fs.symlinkSync('cat.png', `${site.root}/link.png`);
  assert.equal(verify(signed('/img/link.png'), '--file').reason, 'not-found');
});

test('--file: a name that the front server would take for another', () => {
  const vague = new Site({ encoding: null });
  vague.addFile('100%.png');
  const url = vague.sign('/img/100%.png');
  assert.equal(vague.verify(url).status, 200);
  assert.deepEqual([vague.verify(url, '--file').reason, vague.verify(url, '--file').status], ['unsendable-name', 503]);
  vague.remove();
});

test('--file: a route that sends by itself', () => {
  const direct = new Site({ routes: '[route direct]\nprefix = /direct/\nroot = ROOT\ndelivery = direct' });
  const url = direct.sign('/direct/cat.png');
  assert.equal(direct.verify(url, '--file').status, 200);
  assert.equal(direct.verify(url, '--file', '--header', 'Range: bytes=0-3').status, 206);
  assert.equal(direct.verify(url, '--file', '--method', 'HEAD').status, 200);
  direct.remove();
});

// ------------------------------------------------------------------- modes

test('report-only: it is sent, and why it would not be is told', () => {
  const json = verify('/reported/cat.png');
  assert.deepEqual([json.verdict, json.status, json.reason], ['allow', 200, 'no-credential']);
  const expired = verify(signed('/reported/cat.png', { expires: NOW - 1 }), '--file');
  assert.deepEqual([expired.verdict, expired.reason, expired.expires_at], ['allow', 'expired', NOW - 1]);
  assert.match(explain('/reported/cat.png'), /^route {4}reported \(report-only: sent whatever is found\)$/m);
});

test('off: nothing is verified', () => {
  const json = verify('/open/cat.png');
  assert.deepEqual([json.verdict, json.status, json.reason], ['allow', 200, 'ok']);
  assert.match(explain('/open/cat.png'), /^route {4}open \(off: nothing is verified\)$/m);
});

test('a broken configuration denies, and says what is broken', () => {
  const broken = new Site({ route: 'colour = red' });
  const { code, out, err } = broken.run('verify', ['--json', cat]);
  assert.deepEqual([code, JSON.parse(out).reason, JSON.parse(out).status], [1, 'unconfigured', 503]);
  assert.match(err, /colour = red/);
  assert.match(broken.run('verify', [cat]).out, /^hint {5}postern check --config .* says more$/m);
  broken.remove();
});

test('no configuration at all denies', () => {
  const { code, err } = run(['verify', '--config', '/nowhere.ini', cat]);
  assert.equal(code, 1);
  assert.match(err, /\/nowhere\.ini/);
});

test('the configuration of the environment', () => {
  const { code, out } = run(['sign', '--key', 'k1', cat], { env: { POSTERN_CONFIG: site.config } });
  assert.equal(code, 0);
  assert.equal(run(['verify', out.trimEnd()], { env: { POSTERN_CONFIG: site.config } }).code, 0);
  assert.ok(tokenOf(out.trimEnd()).length > 30);
});

test('a full disk is noticed', () => {
  const full = fs.openSync('/dev/full', 'w');
  for (const args of [[], ['--json']]) {
    assert.equal(site.run('verify', [...args, ...now, signed()], { stdout: full }).code, 1);
  }
  fs.closeSync(full);
});
