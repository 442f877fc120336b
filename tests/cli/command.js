// The command line, run on a site of a test's own.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');
const { spawn, spawnSync } = require('node:child_process');
const { Scratch, account } = require('../harness/scratch.js');

const BUILD = path.resolve(__dirname, '../..', process.env.BUILD ?? 'build');
const PROGRAM = path.join(BUILD, 'postern');
const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on', 'latin1');
const NOW = 1800000000;

// Nothing of the caller's configuration.
const environment = () => ({ ...process.env, POSTERN_CONFIG: '', LC_ALL: 'C.UTF-8' });

function run(args, { input = '', env = {}, stdout = 'pipe', umask = '022', program = PROGRAM, uid, gid } = {}) {
  const made = spawnSync('/bin/sh', ['-c', `umask ${umask}; exec "$0" "$@"`, program, ...args], {
    input, env: { ...environment(), ...env }, stdio: ['pipe', stdout, 'pipe'], maxBuffer: 1 << 28, uid, gid,
  });
  assert.equal(made.error, undefined);
  assert.equal(made.signal, null, `${args}: ${made.stderr}`);
  const result = { code: made.status, out: String(made.stdout ?? ''), err: String(made.stderr) };
  assert.ok([0, 1, 2].includes(result.code), `exit ${result.code}: ${result.err}`);
  return result;
}

// Several at the same time.
const runAtOnce = (calls) => Promise.all(calls.map((args) => new Promise((resolve, reject) => {
  const child = spawn(PROGRAM, args, { env: environment() });
  const result = { out: '', err: '' };
  child.stdout.on('data', (data) => { result.out += data; });
  child.stderr.on('data', (data) => { result.err += data; });
  child.once('error', reject);
  child.once('close', (code) => resolve({ ...result, code }));
})));

class Site {
  // postern and route: lines; routes: whole sections.
  constructor({ postern = '', route = '', routes = '', keys = [{ kid: 'k1' }], encoding = 'percent' } = {}) {
    this.scratch = new Scratch('cli');
    this.keys = new Map();
    this.keyDirectory = this.scratch.mkdir('keys', { mode: 0o750 });
    this.root = this.scratch.mkdir('img');
    this.secrets = [];
    for (const key of keys) this.writeKey(key);
    this.addFile('cat.png');
    this.config = this.scratch.write('postern.ini', `[postern]
site = example.org
keys = ${this.keyDirectory}
${postern}
[route images]
prefix = /img/
root = ${this.root}
delivery = x-sendfile
${encoding ? `encoding = ${encoding}` : ''}
${route}
${routes.replaceAll('ROOT', this.root)}
`);
  }

  addFile(name, content = PNG) {
    const file = path.join(this.root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }

  // As far as root is concerned, all of it is the web server's.
  giveAway() {
    if (account) spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, this.scratch.root]);
  }

  // age: how many seconds ago it was written.
  writeKey({ kid, file = `${kid}.jwk`, mode = 0o600, age = 0, ...rest }) {
    const key = { kid, secret: randomBytes(32) };
    const at = path.join(this.keyDirectory, file);
    fs.writeFileSync(at, JSON.stringify({
      kty: 'oct', kid, alg: 'HS256', k: key.secret.toString('base64url'), ...rest,
    }));
    fs.chmodSync(at, mode);
    fs.utimesSync(at, Date.now() / 1000 - age, Date.now() / 1000 - age);
    this.keys.set(kid, key);
    this.secrets.push(key.secret.toString('base64url'));
    return at;
  }

  // Runs a command on this site; nothing that it says may hold a key.
  run(command, args = [], options = {}) {
    const result = run([...command.split(' '), '--config', this.config, ...args], options);
    for (const secret of this.secrets) assert.ok(!(result.out + result.err).includes(secret), 'a secret is shown');
    return result;
  }

  // The one URL that must come out.
  sign(...args) {
    const { code, out, err } = this.run('sign', args);
    assert.equal(code, 0, err);
    assert.match(out, /^[!-~]+\n$/);
    return out.trimEnd();
  }

  // Nothing may come out, but a reason.
  refuses(args, reason, code = 1) {
    const result = this.run('sign', args);
    assert.equal(result.out, '');
    assert.match(result.err, reason);
    assert.equal(result.code, code);
  }

  verify(url, ...args) {
    const result = this.run('verify', ['--json', ...args, '--', url]);
    this.showsNoToken(result, url);
    const json = JSON.parse(result.out);
    assert.equal(result.code, json.verdict === 'allow' ? 0 : 1);
    return json;
  }

  explain(url, ...args) {
    const result = this.run('verify', [...args, '--', url]);
    this.showsNoToken(result, url);
    return result.out;
  }

  showsNoToken({ out, err }, url) {
    for (const [, mac] of url.matchAll(/\.([A-Za-z0-9_-]{20,})/g)) assert.ok(!(out + err).includes(mac), 'a MAC is shown');
  }

  remove() {
    this.scratch.remove();
  }
}

const tokenOf = (url) => url.match(/[?&]st=([^&#]*)/)[1];

module.exports = { BUILD, NOW, PNG, PROGRAM, Site, environment, run, runAtOnce, tokenOf };
