// Making keys: what is in the file, who may read it, and who wins a race.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, beforeEach, afterEach } = require('node:test');
const { PROGRAM, Site, run, runAtOnce, tokenOf } = require('./command.js');

let site;
beforeEach(() => { site = new Site({ keys: [] }); });
afterEach(() => site.remove());

const modeOf = (file) => fs.statSync(file).mode & 0o7777;
const files = () => fs.readdirSync(site.keyDirectory).sort();
const seconds = () => Math.floor(Date.now() / 1000);

// Runs it, and returns what it has written.
function keygen(args = [], options = {}) {
  const { code, out, err } = site.run('keygen', args, options);
  assert.equal(code, 0, err);
  assert.match(out, /^\/\S+\.jwk\n$/);
  const file = out.trimEnd();
  const key = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.ok(!(out + err).includes(key.k), 'the key is shown');
  assert.match(err, /next: postern sign --config \S+\/postern\.ini \/img\/NAME\n/);
  return { file, key, err };
}

function refuses(args, reason) {
  const before = files();
  const { code, out, err } = site.run('keygen', args);
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, reason);
  assert.deepEqual(files(), before);
}

test('the first key is k1, and signs at once', () => {
  const { file, key } = keygen();
  assert.equal(file, path.join(site.keyDirectory, 'k1.jwk'));
  assert.deepEqual(Object.keys(key).sort(), ['alg', 'k', 'kid', 'kty']);
  assert.deepEqual([key.kty, key.kid, key.alg], ['oct', 'k1', 'HS256']);
  assert.equal(Buffer.from(key.k, 'base64url').length, 32);
  assert.deepEqual(files(), ['k1.jwk']);
  assert.equal(site.verify(site.sign('/img/cat.png')).verdict, 'allow');
});

test('a later key signs when every responder has read it', () => {
  keygen();
  const before = seconds();
  const { key, err } = keygen();
  assert.equal(key.kid, 'k2');
  assert.ok(key.postern.not_before >= before + 5 && key.postern.not_before <= seconds() + 5);
  assert.match(err, /the key signs from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on/);
  const early = site.sign('--now', String(key.postern.not_before - 1), '/img/cat.png');
  assert.match(tokenOf(early), /^1\.k1\./);
  const late = site.sign('--now', String(key.postern.not_before), '/img/cat.png');
  assert.match(tokenOf(late), /^1\.k2\./);
  site.refuses(['--key', 'k2', '--now', String(key.postern.not_before - 1), '/img/cat.png'], /key-not-yet-valid/);
  for (const url of [early, late]) assert.equal(site.verify(url, '--now', String(key.postern.not_before)).verdict, 'allow');
});

test('two keys are never the same', () => {
  assert.notEqual(keygen().key.k, keygen().key.k);
});

test('numbers go on after the highest', () => {
  site.writeKey({ kid: 'k7' });
  site.writeKey({ kid: 'other' });
  site.writeKey({ kid: 'k010' });
  assert.equal(keygen().key.kid, 'k8');
});

test('a file of the next number that holds another id is passed over', () => {
  site.writeKey({ kid: 'other', file: 'k1.jwk' });
  assert.equal(keygen().key.kid, 'k2');
});

for (const umask of ['000', '022', '077', '777']) {
  test(`modes do not depend on the umask (${umask})`, () => {
    fs.rmdirSync(site.keyDirectory);
    const { file, err } = keygen([], { umask });
    assert.match(err, new RegExp(`made the directory ${site.keyDirectory}\n`));
    assert.equal(modeOf(site.keyDirectory), 0o750);
    assert.equal(modeOf(file), 0o600);
    assert.deepEqual(files(), ['k1.jwk']);
  });
}

test('a directory that is there keeps its mode', () => {
  fs.chmodSync(site.keyDirectory, 0o700);
  const { err } = keygen();
  assert.equal(modeOf(site.keyDirectory), 0o700);
  assert.doesNotMatch(err, /made the directory/);
});

// Root may give files to any group, others to those that they are in.
const group = process.getuid() === 0 ? 33 : process.getgroups().find((id) => id !== process.getgid());
if (group !== undefined) {
  for (const umask of ['000', '077']) {
    test(`the directory's group may read the key (${umask})`, () => {
      fs.chownSync(site.keyDirectory, process.getuid(), group);
      const { file, err } = keygen([], { umask });
      assert.equal(modeOf(file), 0o640);
      assert.equal(fs.statSync(file).gid, group);
      assert.doesNotMatch(err, /chgrp/);
    });
  }
}

if (process.getuid() === 0) {
  test('a group that one is not in cannot be given the key, so there is none', () => {
    const program = site.scratch.path('postern');
    fs.copyFileSync(PROGRAM, program);
    const directory = site.scratch.mkdir('theirs', { mode: 0o755 });
    fs.chownSync(directory, 33, 1);
    const { code, out, err } = run(['keygen', '--directory', directory], { program, uid: 33, gid: 33 });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /you may not give files to the group of .*theirs/);
    assert.deepEqual(fs.readdirSync(directory), []);
  });
}

test('--directory needs no configuration', () => {
  const directory = site.scratch.path('elsewhere');
  const { code, out } = run(['keygen', '--directory', directory, '--id', 'mine'], { env: { POSTERN_CONFIG: '/nowhere' } });
  assert.equal(code, 0);
  assert.equal(out, `${directory}/mine.jwk\n`);
  assert.equal(modeOf(directory), 0o750);
  assert.equal(JSON.parse(fs.readFileSync(out.trimEnd())).kid, 'mine');
});

test('--directory goes before the configuration\'s', () => {
  const directory = site.scratch.path('elsewhere');
  assert.equal(keygen(['--directory', directory]).file, `${directory}/k1.jwk`);
  assert.deepEqual(files(), []);
});

test('ids that a token can hold are taken', () => {
  for (const id of ['a', 'A-Z_09', 'x'.repeat(32), '-']) assert.equal(keygen([`--id=${id}`]).key.kid, id);
});

test('other ids are refused', () => {
  for (const id of ['x'.repeat(33), 'a.b', '.', '..', '../k', 'a/b', 'ä', 'a b', 'a\n']) {
    refuses([`--id=${id}`], /no key is made: its id \("kid"\) must be 1 to 32 of A-Z a-z 0-9 _ -/);
  }
});

// By algorithm: what is asked for beside it, and the bytes of its secret.
const MADE = {
  HS256: [[], 32], HS384: [[], 48], HS512: [[], 64], A256SIV: [[], 64], A128KW: [[], 16], A256KW: [[], 32],
  'v4.local': [[], 32], dir: [['--enc', 'A256CBC-HS512'], 64],
};

for (const [name, [more, bytes]] of Object.entries(MADE)) {
  test(`a key of ${name} is made, and loaded`, () => {
    const { code, out, err } = site.run('keygen', ['--alg', name, ...more, '--id', 'new']);
    assert.equal(code, 0, err);
    const key = JSON.parse(fs.readFileSync(out.trimEnd(), 'utf8'));
    assert.deepEqual([key.kid, key.alg, Buffer.from(key.k, 'base64url').length], ['new', name, bytes]);
    assert.match(site.run('keys list').out, new RegExp(`^new +${name.replace('.', '\\.')} +[\\w-]+ +new\\.jwk\n$`));
    const signs = ['HS256', 'A256SIV'].includes(name);
    assert.match(err, signs ? /next: postern sign / : /next: give the secret to who issues the tokens.* "k" of new\.jwk\n/);
  });
}

test('a secret of HS256 for tokens of others is asked for by its scheme', () => {
  const { code, err } = site.run('keygen', ['--scheme', 'jwt']);
  assert.equal(code, 0, err);
  assert.match(err, /who issues the tokens/);
  assert.match(site.run('keys list').out, /^k1 +HS256 +jwt +k1\.jwk\n$/);
  refuses(['--scheme', 'sealed'], /cannot serve/);
  refuses(['--scheme', 'none'], /no such scheme/);
});

test('other algorithms are refused', () => {
  for (const name of ['none', 'hs256']) refuses(['--alg', name], /no key is made: there is no such algorithm/);
  for (const name of ['RS256', 'EdDSA', 'v4.public']) refuses(['--alg', name], /who issues the tokens makes this key: import/);
  refuses(['--alg', 'RSA-OAEP-256'], /openssl genpkey makes this key/);
  refuses(['--alg', 'AES-256-CBC'], /php artisan key:generate makes this key/);
  refuses(['--alg', 'dir'], /needs an encryption/);
  refuses(['--enc', 'A256GCM'], /an encryption goes with/);
});

test('an id that is taken is refused, and its key kept', () => {
  const { file } = keygen(['--id', 'web']);
  const before = fs.readFileSync(file, 'utf8');
  refuses(['--id', 'web'], /there is a key web in .* already/);
  assert.equal(fs.readFileSync(file, 'utf8'), before);
});

test('an id that a file of another name holds is refused', () => {
  site.writeKey({ kid: 'web', file: 'imported.json' });
  refuses(['--id', 'web'], /there is a key web in .* already/);
});

test('a symbolic link is not followed', () => {
  const outside = site.scratch.path('outside.jwk');
  fs.symlinkSync(outside, path.join(site.keyDirectory, 'k1.jwk'));
  refuses(['--id', 'k1'], /k1\.jwk/);
  assert.ok(!fs.existsSync(outside));
});

test('nothing is added to a directory with a broken key', () => {
  site.scratch.write('keys/broken.jwk', '{', { mode: 0o600 });
  refuses([], /broken\.jwk is refused: it is not JSON/);
});

test('nothing is added to a directory with a key that others can read', () => {
  site.writeKey({ kid: 'open', mode: 0o644 });
  refuses([], /open\.jwk is refused: others may read it: chmod o-rwx/);
});

test('a directory that cannot be made or read is an error', () => {
  const none = run(['keygen', '--directory', site.scratch.path('a/b/c')]);
  assert.equal(none.code, 1);
  assert.match(none.err, /key directory .*a\/b\/c cannot be opened: No such file or directory/);
  const file = run(['keygen', '--directory', site.config]);
  assert.equal(file.code, 1);
  assert.match(file.err, /cannot be opened: Not a directory/);
});

test('a configuration that cannot be read is an error', () => {
  const { code, err } = run(['keygen', '--config', '/nowhere.ini']);
  assert.equal(code, 1);
  assert.match(err, /\/nowhere\.ini/);
});

test('of many at once, each gets a number', async () => {
  const results = await runAtOnce(Array(8).fill(['keygen', '--config', site.config]));
  assert.deepEqual(results.map(({ code }) => code), Array(8).fill(0), results.map(({ err }) => err).join(''));
  assert.equal(new Set(results.map(({ out }) => out)).size, 8);
  assert.deepEqual(files(), [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `k${number}.jwk`));
});

test('of many at once with one id, one wins', async () => {
  const results = await runAtOnce(Array(8).fill(['keygen', '--config', site.config, '--id', 'only']));
  assert.deepEqual(results.map(({ code }) => code).sort(), [0, 1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(files(), ['only.jwk']);
});

test('who loads keys meanwhile never sees half a file', async () => {
  const calls = Array.from({ length: 24 }, (_, i) => [i % 2 ? 'keygen' : 'check', '--config', site.config]);
  for (const { code, err } of await runAtOnce(calls)) assert.equal(code, 0, err);
});

test('a lost output is noticed', () => {
  const full = fs.openSync('/dev/full', 'w');
  assert.equal(site.run('keygen', [], { stdout: full }).code, 1);
  fs.closeSync(full);
});
