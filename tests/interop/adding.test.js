// Follows "Adding a scheme" of CONTRIBUTING.md on a copy of the sources: the three
// steps, with another name and another parameter, make a scheme that is built,
// keeps its cases, is configured and signs; nothing else has to change.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { spawnSync } = require('node:child_process');
const { Scratch } = require('../harness/scratch.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const SOURCES = ['Makefile', 'lib', 'fcgi', 'cli', 'demo', 'docs', 'tests/rules.mk', 'tests/bench', 'tests/vectors', 'tests/drift'];
const read = (name) => fs.readFileSync(path.join(REPOSITORY, name), 'utf8');

const GUIDE = read('CONTRIBUTING.md').split('\n## Adding a scheme\n')[1].split('\n## ')[0];
const [FILE, LINE, CASES, COMMANDS] = [...GUIDE.matchAll(/^```(?:c|json|sh)\n([^]*?)^```$/gm)].map(([, block]) => block);
const renamed = (text) => text.replaceAll('keycdn', 'examplecdn').replaceAll('"token"', '"ticket"').replaceAll('?token=', '?ticket=');

let scratch;

function run(command, ...args) {
  const { MAKEFLAGS, MFLAGS, MAKELEVEL, BUILD, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: scratch.root, env: { ...env, CFLAGS: '-O1' }, encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

function succeeds(...command) {
  const { status, text } = run(...command);
  assert.equal(status, 0, text);
  return text;
}

const documentsCheck = () => run('bash', 'tests/drift/check_schemes.sh');

before(() => {
  scratch = new Scratch('adding');
  for (const name of SOURCES) fs.cpSync(path.join(REPOSITORY, name), scratch.path(name), { recursive: true });
});
after(() => scratch.close());

test('the guide shows what the files of keycdn contain', () => {
  const [, code] = /^(#include[^]*)$/m.exec(read('lib/schemes/keycdn.c'));
  assert.equal(FILE, code);
  assert.ok(read('lib/schemes.c').includes(`\n${LINE}`));
  assert.equal(CASES, read('tests/vectors/keycdn/by-hand.json'));
});

test('a file, a line and a folder of cases are a scheme', { timeout: 300000 }, () => {
  const [comment] = /^\/\*[^]*?\*\/\n/.exec(read('lib/schemes/keycdn.c'));
  scratch.write('lib/schemes/examplecdn.c', renamed(comment + FILE));
  scratch.write('tests/vectors/examplecdn/by-hand.json', renamed(CASES));
  const commands = renamed(COMMANDS).trim().split('\n').map((line) => line.split(' '));
  assert.match(documentsCheck().text, /X\(examplecdn\) is not in the list of lib\/schemes\.c/);
  scratch.write('lib/schemes.c', read('lib/schemes.c').replace(`\n${LINE}`, `\n${LINE}${renamed(LINE)}`));
  succeeds('make', '-j2', ...commands[0].slice(1));
  for (const command of commands) {
    const text = succeeds(...command);
    if (command[0] !== 'make') assert.match(text, /^5 passed, 0 failed$/m);
  }
});

test('it is configured, has keys and signs like any other', { timeout: 300000 }, () => {
  succeeds('make', '-j2', 'build/postern');
  scratch.mkdir('files');
  scratch.mkdir('keys', { mode: 0o750 });
  const config = scratch.write('postern.ini', `[postern]
site = example.org
keys = ${scratch.path('keys')}
[route files]
prefix = /img/
root = ${scratch.path('files')}
delivery = direct
accept = examplecdn until 2099-12-31
`);
  scratch.write('secret', 'a secret that nobody will guess');
  succeeds('sh', '-c', `build/postern keys import --config ${config} --id e1 --scheme examplecdn <secret`);
  const url = succeeds('build/postern', 'sign', '--config', config, '--scheme', 'examplecdn', '/img/cat.png').trim();
  assert.match(url, /^\/img\/cat\.png\?ticket=[\w-]{22}&expire=\d+$/);
  assert.match(succeeds('build/postern', 'verify', '--config', config, url), /^scheme +examplecdn$/m);
  assert.match(succeeds('build/postern', 'check', '--config', config), /scheme examplecdn is weak/);
});

test('only the documents are missing then', () => {
  assert.equal(documentsCheck().text, 'examplecdn: neither in docs/postern.ini.5 nor a row of docs/schemes.md\n');
  const [row] = /^\| `keycdn` .*\n/m.exec(read('docs/schemes.md'));
  fs.appendFileSync(scratch.path('docs/schemes.md'), renamed(row));
  assert.equal(documentsCheck().status, 0);
});
