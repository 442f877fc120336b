// Takes docs/native.md at its word: every example, every refusal and every
// piece of code in it.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { createHmac } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const { Scratch } = require('../harness/scratch.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const BUILD = path.resolve(REPOSITORY, process.env.BUILD ?? 'build');
const TEXT = fs.readFileSync(path.join(REPOSITORY, 'docs/native.md'), 'utf8');
const SITE = 'example.org';
const ASKING = '198.51.100.1';

const section = (title) => TEXT.split(new RegExp(`^##+ ${title}\n`, 'm'))[1].split(/^##+ /m)[0];
const fenced = (text, language) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)\\n\`\`\`$`, 'gm'))].map(([, code]) => code);

const JWK = fenced(section('Worked examples'), 'json')[0];
const KEY = Buffer.from(JSON.parse(JWK).k, 'base64url');
const EXAMPLES = [...section('Worked examples').matchAll(
  /^ {4}path {5}(.*)\n {4}message {2}(.*)\n {4}HMAC {5}(.*)\n {4}URL {6}(.*)$/gm)]
  .map(([, name, message, hmac, url]) => ({ name, message: message.replaceAll('\\n', '\n'), hmac, url }));
const VERDICTS = [...section('Right and wrong').matchAll(/^\| `(.*?)` \| (\d+) \| ([a-z-]+) \|/gm)]
  .map(([, url, now, reason]) => ({ url, now, reason }));

let scratch;
let directory;
before(() => {
  scratch = new Scratch('specification');
  directory = scratch.root;
  fs.mkdirSync(path.join(directory, 'keys'));
  fs.writeFileSync(path.join(directory, 'keys/k1.jwk'), JWK, { mode: 0o600 });
  fs.writeFileSync(path.join(directory, 'postern.ini'), `[postern]\nsite = ${SITE}\nkeys = ${directory}/keys\n
[route images]\nprefix = /img/\nroot = ${directory}\ndelivery = direct\n`);
});
after(() => scratch.remove());

function verify(url, now, client) {
  const { stdout, status } = spawnSync(path.join(BUILD, 'postern'), ['verify', '--config', path.join(directory, 'postern.ini'),
    '--json', '--now', now, '--client', client, url], { encoding: 'utf8' });
  const { reason, verdict } = JSON.parse(stdout);
  assert.equal(status, verdict === 'allow' ? 0 : 1);
  return reason;
}

describe('worked examples', () => {
  test('there are some', () => assert.ok(EXAMPLES.length >= 4));

  for (const { name, message, hmac, url } of EXAMPLES) {
    test(url, () => {
      const [encoded, token] = url.split('?st=');
      const [, site, signed, head] = message.split('\n');
      assert.equal(decodeURIComponent(encoded), name);
      assert.equal(site, SITE);
      assert.ok(name.startsWith(signed));
      assert.equal(createHmac('sha256', KEY).update(message).digest('hex'), hmac);
      assert.equal(token, `${head}.${Buffer.from(hmac, 'hex').subarray(0, 16).toString('base64url')}`);
      assert.equal(verify(url, '1800000000', '192.0.2.1'), 'ok');
      assert.ok(url.length < 150);
    });
  }

  test('the bytes of the first message', () => {
    const hex = /hexadecimal:\n\n((?: {4}[0-9a-f]+\n)+)/.exec(TEXT)[1].replace(/\s/g, '');
    assert.equal(hex, Buffer.from(EXAMPLES[0].message).toString('hex'));
  });
});

describe('right and wrong', () => {
  test('there are many', () => assert.ok(VERDICTS.length >= 30));

  for (const { url, now, reason } of VERDICTS) {
    test(`${url} is ${reason}`, () => assert.equal(verify(url, now, ASKING), reason));
  }
});

describe('signers', () => {
  const code = section('Signers');
  const languages = { js: 'javascript/postern-sign.mjs', python: 'python/postern_sign.py', php: 'php/postern_sign.php', perl: 'perl/postern_sign.pl' };

  for (const [language, file] of Object.entries(languages)) {
    test(`the ${language} shown is that of the file`, () => {
      const [shown] = fenced(code, language);
      assert.ok(fs.readFileSync(path.join(REPOSITORY, 'clients', file), 'utf8').includes(shown));
    });
  }

  test('the shell commands give the MAC', () => {
    const { stdout } = spawnSync('sh', ['-c', fenced(code, 'sh').at(-1)], { env: { ...process.env, KEY: KEY.toString('hex') }, encoding: 'utf8' });
    assert.equal(stdout.trim(), EXAMPLES[0].url.split('.').at(-1));
  });
});
