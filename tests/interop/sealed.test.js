// Takes docs/sealed.md at its word, every example and every refusal, and runs
// the sealing signers below clients/ against the responder and the command line.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { execFileSync, spawnSync } = require('node:child_process');
const { Scratch } = require('../harness/scratch.js');
const { associatedData, pack, seal } = require('../harness/sealed.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const BUILD = path.resolve(REPOSITORY, process.env.BUILD ?? 'build');
const TEXT = fs.readFileSync(path.join(REPOSITORY, 'docs/sealed.md'), 'utf8');
const SITE = 'example.org';
const PREFIX = '/img/';

const section = (title) => TEXT.split(new RegExp(`^##+ ${title}\n`, 'm'))[1].split(/^##+ /m)[0];
const fenced = (text, language) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)\\n\`\`\`$`, 'gm'))].map(([, code]) => code);

const JWK = fenced(section('Worked examples'), 'json')[0];
const KEY = { kid: 's1', secret: Buffer.from(JSON.parse(JWK).k, 'base64url') };
const IDS = /# ID PATH\n(?: {4}\d.*\n)+/.exec(section('Ids'))[0].replace(/^ {4}/gm, '');
const EXAMPLES = [...section('Worked examples').matchAll(/(?:^ {4}[a-z]+ +.+\n){5,}/gm)]
  .map(([lines]) => Object.fromEntries([...lines.matchAll(/^ {4}([a-z]+) +(.+)$/gm)].map(([, name, value]) => [name, value])));
const VERDICTS = [...section('Right and wrong').matchAll(/^\| `(.*?)` \| (\d+) \| ([a-z-]+) \|/gm)]
  .map(([, url, now, reason]) => ({ url, now, reason }));

const SIGNERS = {
  'javascript/postern-seal.mjs': [process.execPath],
  'php/postern_seal.php': ['php'],
  'python/postern_seal.py': ['python3'],
};

// What is sealed, the options by which `postern sign` seals the same, and the
// path behind the prefix that is asked for where the token names none.
const CASES = [
  { target: 'cat.png' },
  { target: 'albums/2026/07/IMG_2041.png', user: '9876543210987654321' },
  { target: 'caf\u00e9 \u732b 100% a+b & c=d; #2?.png', user: '0' },
  { target: 'a.png', user: '18446744073709551615' },
  { target: 'a.png', user: '18446744073709551616' },
  { target: 'a.png', user: '007' },
  { target: 'a.png', user: 'kim@example.net', fields: ['jx', 'c'], options: ['--link', 'x', '--shared'] },
  { target: 'a.png', user: '42', fields: ['n1', 'mGET'], options: ['--not-before', '1', '--method', 'GET'] },
  { target: 'albums/', asked: 'albums/2026/07/IMG_2041.png', options: ['--prefix'] },
  { target: '', asked: 'cat.png', options: ['--prefix'], user: '7' },
  { target: 'id=42', user: '7', unsigned: true },
  { target: 'id=9223372036854775807', unsigned: true },
];

let scratch;
const at = (...names) => scratch.path(...names);
before(() => {
  scratch = new Scratch('sealed');
  fs.mkdirSync(at('keys'));
  fs.writeFileSync(at('keys/s1.jwk'), JWK, { mode: 0o600 });
  fs.writeFileSync(at('ids'), `${IDS}9223372036854775807 a.png\n`, { mode: 0o600 });
  const named = CASES.map((one) => one.asked ?? one.target).filter((name) => !name.startsWith('id='));
  const mapped = [...IDS.matchAll(/^\d+ (.*)$/gm)].map(([, name]) => name);
  for (const file of [...named, ...mapped]) {
    fs.mkdirSync(path.dirname(at('img', file)), { recursive: true });
    fs.writeFileSync(at('img', file), file.endsWith('.png') ? '\x89PNG\r\n\x1a\n' : '\xff\xd8\xff\xe0', 'latin1');
  }
  fs.writeFileSync(at('postern.ini'), `[postern]\nsite = ${SITE}\nkeys = ${at('keys')}\nlog = stderr\n
[route images]\nprefix = ${PREFIX}\nroot = ${at('img')}\ndelivery = direct\naccept = sealed\ncarrier = query path\nsegment = t\nids = ${at('ids')}\n`);
});
after(() => scratch.remove());

function verify(url, now, client = '192.0.2.1') {
  const { stdout, status } = spawnSync(path.join(BUILD, 'postern'), ['verify', '--config', at('postern.ini'),
    '--json', '--now', now, '--client', client, url], { encoding: 'utf8' });
  const { reason, verdict } = JSON.parse(stdout);
  assert.equal(status, verdict === 'allow' ? 0 : 1);
  return reason;
}

// The responder's HTTP status for one CGI request.
function ask(url) {
  const { stdout } = spawnSync(path.join(BUILD, 'postern.fcgi'), ['--config', at('postern.ini')],
    { env: { REQUEST_METHOD: 'GET', REQUEST_URI: url, REMOTE_ADDR: '127.0.0.1' }, input: '', encoding: 'latin1' });
  return Number(/^Status: (\d{3}) /.exec(stdout)?.[1]);
}

describe('worked examples', () => {
  test('there are some', () => assert.ok(EXAMPLES.length >= 5));

  test('the bytes of DATA', () => {
    const hex = /hexadecimal, is\n\n {4}([0-9a-f]+)\n/.exec(TEXT)[1];
    assert.equal(hex, associatedData(SITE, PREFIX, KEY.kid).toString('hex'));
  });

  for (const one of EXAMPLES) {
    test(one.path ?? `id ${one.id}`, () => {
      const body = pack({ path: one.path, id: one.id, subject: one.user, fields: one.fields, expiry: Number(one.expiry) });
      const sealed = seal(KEY.secret, associatedData(SITE, PREFIX, KEY.kid), body);
      assert.equal(body.toString('hex'), one.body);
      assert.equal(sealed.toString('hex'), one.tag + one.cipher);
      assert.equal(sealed.toString('base64url'), one.token);
      const asked = one.path?.endsWith('/') ? `${PREFIX}${one.path}x.jpg` : PREFIX;
      assert.equal(verify(`${asked}?st=${one.token}`, one.expiry), 'ok');
      assert.equal(verify(`${asked}?st=${one.token}`, String(Number(one.expiry) + 1)), 'expired');
    });
  }

  test('they are as short as promised', () => {
    const lengthOf = (...names) => EXAMPLES.find((one) => names.every((name) => name in one)).token.length;
    assert.ok(lengthOf('path', 'user') <= 75);
    assert.equal(lengthOf('id', 'user'), 48);
  });

  test('the token of the introduction', () => {
    const shown = [...TEXT.split('## The token')[0].matchAll(/https:\/\/example\.org(\S+)/g)].map(([, url]) => url);
    assert.equal(shown.length, 2);
    for (const url of shown) assert.equal(verify(url, EXAMPLES[0].expiry), 'ok');
  });
});

describe('right and wrong', () => {
  test('there are many', () => assert.ok(VERDICTS.length >= 30));

  for (const { url, now, reason } of VERDICTS) {
    test(`${url} is ${reason}`, () => assert.equal(verify(url, now, '198.51.100.1'), reason));
  }
});

describe('signers', () => {
  test('every one is tested', () => {
    const files = fs.readdirSync(path.join(REPOSITORY, 'clients')).flatMap((language) =>
      fs.readdirSync(path.join(REPOSITORY, 'clients', language)).map((name) => `${language}/${name}`));
    assert.deepEqual(files.filter((name) => /seal\.[a-z]+$/.test(name)).sort(), Object.keys(SIGNERS));
  });

  test('the Python shown is that of the file', () => {
    const [shown] = fenced(section('Signers'), 'python');
    assert.ok(fs.readFileSync(path.join(REPOSITORY, 'clients/python/postern_seal.py'), 'utf8').includes(shown));
  });

  for (const file of Object.keys(SIGNERS)) {
    const sign = (...args) => execFileSync(SIGNERS[file][0], [path.join(REPOSITORY, 'clients', file),
      at('keys/s1.jwk'), SITE, PREFIX, ...args.map(String)], { encoding: 'utf8', stdio: 'pipe' }).trimEnd();

    describe(file, () => {
      for (const one of CASES) {
        test(`"${one.target}" for "${one.user ?? ''}"`, () => {
          const now = Math.floor(Date.now() / 1000);
          const token = sign(one.target, 86400, 1e6, one.user ?? '', ...(one.fields ?? []));
          const expiry = Math.ceil((now + 86400) / 1000020) * 1000020; // 1e6 in whole minutes
          const url = `${PREFIX}${(one.asked ?? '').split('/').map(encodeURIComponent).join('/')}?st=${token}`;
          assert.equal(ask(url), 200);
          assert.equal(ask(url.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))), 403);
          if (one.unsigned) return;
          const [ours] = execFileSync(path.join(BUILD, 'postern'), ['sign', '--config', at('postern.ini'), '--expires', String(expiry),
            ...(one.user ? ['--subject', one.user] : []), ...(one.options ?? []), PREFIX + one.target], { encoding: 'utf8', stdio: 'pipe' }).match(/[\w-]{27,}/);
          assert.equal(token, ours);
        });
      }

      test('the same for as long as the window lasts', () => {
        const [one, other] = [1, 2].map(() => sign('cat.png', 86400, 5e8));
        assert.equal(one, other);
      });

      test('the defaults are an hour and a quarter of it', () => {
        const before = Math.ceil((Math.floor(Date.now() / 1000) + 3600) / 900) * 900;
        const token = sign('cat.png');
        const behind = Math.ceil((Math.floor(Date.now() / 1000) + 3600) / 900) * 900;
        const wanted = [before, behind].map((expiry) => seal(KEY.secret, associatedData(SITE, PREFIX, KEY.kid), pack({ path: 'cat.png', expiry })).toString('base64url'));
        assert.ok(wanted.includes(token));
      });

      test('no token that would come to be another time', () => {
        assert.throws(() => sign('cat.png', 2e9));
      });
    });
  }
});
