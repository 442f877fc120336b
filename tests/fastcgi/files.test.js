// What happens to files while the responder remembers them: replaced, written
// anew, moved away with their directory; and that no line of the log is lost.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { after, before, test } = require('node:test');
const { Scratch, childrenOf, waitFor } = require('../harness/scratch.js');
const { Connection, fastcgi } = require('../harness/fastcgi.js');
const { Site, contentOf, installProgram } = require('../harness/site.js');
const { canConnect } = require('../harness/http.js');

const SETTLED = 3000; // milliseconds until a file may be remembered
const WITHIN = 3000; // a directory: a second, and time for a busy machine

let scratch;
let site;
let made;
const responders = {};

const NAMES = ['link', 'pipe', 'folder', 'gone', 'written', 'moved', 'off'];
const nameOf = (name) => `set-${name}/one.png`;
const at = (name) => path.join(site.root, name);

async function start(name, cache) {
  const file = scratch.write(`${name}.ini`, `[postern]\nsite = ${site.name}\nkeys = ${site.keys}
log = ${scratch.path(`log/${name}`)}\ndirectory_cache = ${cache}\n
[route images]\nprefix = /img/\nroot = ${site.root}\ndelivery = x-accel-redirect\naccel = /x/\n`);
  const socket = `${scratch.mkdir(name, { owned: true })}/socket`;
  const child = scratch.start(`${name}-run`, scratch.path('postern.fcgi'),
    ['--config', file, '--listen', `unix:${socket}`, '--workers', '1'], { asAccount: true });
  await waitFor('the responder', () => canConnect(socket));
  responders[name] = { child, socket, log: scratch.path(`log/${name}`) };
}

before(async () => {
  scratch = new Scratch('files');
  installProgram(scratch, 'postern.fcgi');
  site = new Site(scratch, { root: 'root', keys: 'keys' });
  for (const name of NAMES) site.add(nameOf(name));
  made = Date.now();
  await start('on', '1s');
  await start('off', '0');
});

after(async () => {
  await scratch.close();
});

const status = async (name, { cache = 'on' } = {}) =>
  (await fastcgi(responders[cache].socket, site.url(`/img/${nameOf(name)}`))).status;

// It is looked at often enough to be remembered, and once more.
async function know(name, options) {
  await waitFor('files that may be remembered', () => Date.now() > made + SETTLED);
  for (let i = 0; i < 3; i += 1) assert.equal(await status(name, options), 200);
}

const REPLACED = {
  link: (file) => fs.symlinkSync('../plain.png', file),
  pipe: (file) => execFileSync('mkfifo', [file]),
  folder: (file) => fs.mkdirSync(file),
  gone: () => {},
};

for (const [name, replace] of Object.entries(REPLACED)) {
  test(`a file that is replaced is refused at once: ${name}`, async () => {
    await know(name);
    fs.rmSync(at(nameOf(name)));
    replace(at(nameOf(name)));
    assert.equal(await status(name), 404);
  });
}

test('a file of the same length with other first bytes is refused at once', async () => {
  await know('written');
  const content = contentOf(nameOf('written'));
  fs.writeFileSync(at(nameOf('written')), Buffer.alloc(content.length, '<'));
  assert.equal(await status('written'), 403);
  fs.writeFileSync(at(nameOf('written')), content);
  assert.equal(await status('written'), 200);
});

function moveAway(name) {
  fs.renameSync(at(`set-${name}`), at(`moved-${name}`));
  fs.symlinkSync(`moved-${name}`, at(`set-${name}`));
}

test('a directory that becomes a symbolic link is refused within its time', async () => {
  await know('moved');
  moveAway('moved');
  await waitFor('the link to be refused', async () => await status('moved') === 404, WITHIN);
  assert.equal(await status('moved'), 404);
});

test('and at once where none is remembered', async () => {
  await know('off', { cache: 'off' });
  moveAway('off');
  assert.equal(await status('off', { cache: 'off' }), 404);
});

// A directory that was entered is not held on to by who has nothing to do.
test('a worker that is idle has no directory open', async () => {
  const [worker] = childrenOf(responders.on.child.pid);
  const held = () => fs.readdirSync(`/proc/${worker}/fd`).map((fd) => {
    try { return fs.readlinkSync(`/proc/${worker}/fd/${fd}`); } catch { return ''; }
  }).filter((name) => name.startsWith(`${site.root}/`));
  await know('written');
  await waitFor('directories to be closed', () => held().length === 0);
});

const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').filter((line) => line.includes('decision='));

test('a line is there as soon as there is nothing else to do', async () => {
  const { log } = responders.on;
  const count = lines(log).length;
  await status('gone');
  await waitFor('the line', () => lines(log).length === count + 1);
});

test('no line is lost when the log is opened again, nor at the end', async () => {
  const { child, socket, log } = responders.on;
  const connections = Array.from({ length: 20 }, () => new Connection(socket));
  const round = () => Promise.all(connections.map((one) => one.request('/img/none.png', { keep: true })));
  const count = lines(log).length;
  const requests = [round()];
  fs.renameSync(log, `${log}.old`);
  process.kill(child.pid, 'SIGHUP');
  await Promise.all(requests);
  await waitFor('the new log', () => fs.existsSync(log));
  await round();
  await scratch.stop(child);
  for (const one of connections) one.close();
  assert.equal(lines(`${log}.old`).length + lines(log).length, count + 40);
});
