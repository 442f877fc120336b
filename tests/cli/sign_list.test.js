// Signing what a file lists.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { execFileSync, spawn } = require('node:child_process');
const { test, before, after } = require('node:test');
const { waitFor } = require('../harness/scratch.js');
const { NOW, PROGRAM, Site, environment, tokenOf } = require('./command.js');

let site;
before(() => { site = new Site(); });
after(() => site.remove());

const pathsOf = (out) => out.split('\n').slice(0, -1).map((line) => line.split('?')[0]);
const list = (content, name = 'list') => site.scratch.write(name, content);
const COUNT = 100000;
const many = () => Array.from({ length: COUNT }, (_, i) => `/img/album/photo ${i}.png`).join('\n');

test('a line is signed as an argument is', () => {
  const lines = ['/img/cat.png', '/img/my cat.png', 'https://h/img/my%20cat.png?w=1', "/img/it's;100%.png"];
  const args = ['--now', String(NOW)];
  const { code, out, err } = site.run('sign', [...args, '--from', list(lines.join('\n'))]);
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(out.trimEnd().split('\n'), lines.map((line) => site.sign(...args, line)));
});

test('- is the standard input', () => {
  const { code, out } = site.run('sign', ['--from', '-'], { input: '/img/a.png\n/img/b.png\n' });
  assert.equal(code, 0);
  assert.deepEqual(pathsOf(out), ['/img/a.png', '/img/b.png']);
});

test('CR LF, empty lines and a last line without LF', () => {
  const { code, out } = site.run('sign', ['--from', list('/img/a.png\r\n\n\r\n/img/b.png')]);
  assert.equal(code, 0);
  assert.deepEqual(pathsOf(out), ['/img/a.png', '/img/b.png']);
});

test('an empty list is done', () => {
  assert.deepEqual(site.run('sign', ['--from', list('')]), { code: 0, out: '', err: '' });
});

test('operands come before the list', () => {
  assert.deepEqual(pathsOf(site.run('sign', ['--from', list('/img/b.png\n'), '/img/a.png']).out), ['/img/a.png', '/img/b.png']);
});

test('bad lines are told by number, and the others signed', () => {
  const content = Buffer.concat([Buffer.from('/img/1.png\nimg/2.png\n/img/../3\n/img/4\0.png\n/img/'),
    Buffer.from([0xff]), Buffer.from(`.png\n/img/${'x'.repeat(100000)}\n/img/7.png\n`)]);
  const file = list(content, 'bad list');
  const { code, out, err } = site.run('sign', ['--from', file]);
  assert.equal(code, 1);
  assert.deepEqual(pathsOf(out), ['/img/1.png', '/img/7.png']);
  const lines = err.trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => line.replace(`postern: ${file}`, '').split(':')[1]).slice(0, 5), ['2', '3', '4', '5', '6']);
  for (const line of lines) assert.ok(line.length < 800);
  assert.equal(lines[5], 'postern: 5 of 7 lines were refused');
});

test('a list that cannot be read is an error', () => {
  const none = site.run('sign', ['--from', '/nowhere/list']);
  assert.deepEqual([none.code, none.out], [1, '']);
  assert.match(none.err, /cannot open \/nowhere\/list: No such file or directory/);
  const directory = site.run('sign', ['--from', site.root]);
  assert.equal(directory.code, 1);
  assert.match(directory.err, /cannot read .*: Is a directory/);
});

test('100,000 lines take a few seconds, and are all right', () => {
  const file = list(many(), 'many');
  const started = process.hrtime.bigint();
  const { code, out, err } = site.run('sign', ['--from', file]);
  const took = Number(process.hrtime.bigint() - started) / 1e9;
  assert.deepEqual([code, err], [0, '']);
  const urls = out.trimEnd().split('\n');
  assert.equal(urls.length, COUNT);
  assert.equal(new Set(urls.map(tokenOf)).size, COUNT);
  assert.equal(site.verify(urls[COUNT - 1]).verdict, 'allow');
  assert.ok(took < 15, `${took} s`);
});

test('memory does not grow with the list', async () => {
  const child = spawn(PROGRAM, ['sign', '--config', site.config, '--from', '-'],
    // A sanitised build keeps what OpenSSL frees.
    { env: { ...environment(), ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1` }, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { child.once('close', resolve); });
  let signed = 0;
  child.stdout.on('data', (data) => { for (const byte of data) signed += byte === 10; });
  // The last few stay in its buffer until the input ends.
  const peakAfter = async (lines) => {
    child.stdin.write('/img/cat.png\n'.repeat(lines - signed));
    await waitFor('signed lines', () => signed > lines - 500);
    return Number(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]);
  };
  const [few, more] = [await peakAfter(2000), await peakAfter(100000)];
  child.stdin.end();
  assert.equal(await ended, 0);
  assert.ok(more - few < 4096, `${few} kB, then ${more} kB`);
});

// ---------------------------------------------------------------- progress

const inTerminal = (command) => execFileSync('script', ['-qec', command, '/dev/null'],
  { env: { ...environment(), P: PROGRAM, C: site.config, F: site.scratch.path('terminal'), O: site.scratch.path('out') } }).toString();

test('a terminal shows progress, and how far of a file it is', () => {
  list('/img/a.png\n'.repeat(2500), 'terminal');
  const shown = inTerminal('"$P" sign --config "$C" --from "$F" > "$O"');
  assert.match(shown, /\r1000 signed, 40 %\r2000 signed, 80 %\r2500 signed, 100 %\r?\n$/);
  assert.equal(fs.readFileSync(site.scratch.path('out'), 'utf8').split('\n').length, 2501);
  const piped = inTerminal('cat "$F" | "$P" sign --config "$C" --from - > "$O"');
  assert.match(piped, /\r1000 signed\r2000 signed\r2500 signed\r?\n$/);
});

test('a terminal shows bad lines between progress', () => {
  list(`${'/img/a.png\n'.repeat(1000)}bad\n`, 'terminal');
  assert.match(inTerminal('"$P" sign --config "$C" --from "$F" > "$O" || true'),
    /1000 signed, 99 %\r+postern: .*terminal:1001: bad: a PATH starts with '\/'.*\r?\n\r1000 signed, 100 %\r?\n/);
});

test('a terminal that shows the URLs shows no progress', () => {
  list('/img/a.png\n'.repeat(1000), 'terminal');
  assert.doesNotMatch(inTerminal('"$P" sign --config "$C" --from "$F"'), /signed/);
});

// ------------------------------------------------------------------ output

test('a full disk is noticed', () => {
  const full = fs.openSync('/dev/full', 'w');
  const { code, err } = site.run('sign', ['--from', list(many(), 'many')], { stdout: full });
  fs.closeSync(full);
  assert.equal(code, 1);
  assert.match(err, /cannot write the output/);
});

test('a reader that goes away is noticed', async () => {
  const child = spawn(PROGRAM, ['sign', '--config', site.config, '--from', list(many(), 'many')],
    { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (data) => { err += data; });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code, signal] = await new Promise((resolve) => { child.once('close', (...end) => resolve(end)); });
  assert.deepEqual([code, signal], [1, null]);
  assert.match(err, /cannot write the output: Broken pipe/);
});
