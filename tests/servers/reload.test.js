// What changes while Postern runs: keys, configuration, log.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { randomBytes } = require('node:crypto');
const { afterEach, beforeEach, describe, test } = require('node:test');
const { Scratch, childrenOf, kill, processesOf, sleep, waitFor } = require('../harness/scratch.js');
const { fastcgi } = require('../harness/fastcgi.js');
const { request } = require('../harness/http.js');
const { FCGID, LIGHTTPD, apacheVirtualHost, install, lighttpd, startResponder } = require('./setups.js');
const { PLAIN, WORKERS, all, askEachWorker, listen: listenIn } = require('./workers.js');

const PROMISE = 2000; // milliseconds after a change, from which on everybody knows
const newKey = (kid) => ({ kid, secret: randomBytes(32) });

let scratch;
beforeEach(() => { scratch = new Scratch('reload'); });
afterEach(() => scratch.close());

const listen = () => listenIn(scratch);

// Asks until all answers are right; those to who asks after PROMISE have to be.
async function soon(what, askAll, status) {
  const changed = Date.now();
  for (;;) {
    const asked = Date.now();
    const answers = await askAll();
    if (all(answers, status)) return;
    assert.ok(asked - changed < PROMISE, `${what}: ${answers} after ${asked - changed} ms`);
    await sleep(20);
  }
}

// A key file that was added, changed and removed.
async function keyFiles(site, askAll) {
  const added = newKey('added');
  const url = (key) => site.url(PLAIN, { key });
  assert.ok(all(await askAll(url(added)), 403), 'an unknown key opened');
  site.writeKey(added);
  await soon('an added key', () => askAll(url(added)), 200);
  const changed = newKey('added');
  site.writeKey(changed);
  await soon('a changed key', () => askAll(url(changed)), 200);
  assert.ok(all(await askAll(url(added)), 403), 'the key\'s former secret still opened');
  site.removeKey(changed);
  await soon('a removed key', () => askAll(url(changed)), 403);
  assert.ok(all(await askAll(url(site.key)), 200), 'another key was lost');
}

describe('key files', () => {
  test('every worker of --listen follows them', async () => {
    const { site, child, ask } = await listen();
    await keyFiles(site, (target) => askEachWorker(child, () => ask(target)));
  });

  test('every process of lighttpd follows them', async () => {
    const { port, site } = await lighttpd(scratch, LIGHTTPD);
    await waitFor('both processes', () => processesOf(scratch.path('usr/lib/postern')).length === 2);
    // Forty at a time keep both processes busy.
    const ask = async (target) => (await request(port, target)).status;
    await keyFiles(site, (target) => Promise.all(Array.from({ length: 40 }, () => ask(target))));
  });

  test('one that others can read is refused, and the keys stay as they were', async () => {
    const { site, child, ask } = await listen();
    const open = newKey('open');
    site.writeKey(open, { mode: 0o644 });
    const complaints = () => scratch.logs().flatMap(({ text }) => text.split('\n'))
      .filter((line) => line.includes('open.jwk')).length;
    const askBoth = async () => [await ask(site.url(PLAIN)), await ask(site.url(PLAIN, { key: open }))];
    await waitFor('a complaint of every worker', async () => {
      const answers = await askEachWorker(child, askBoth);
      for (const answer of answers) assert.deepEqual(answer, [200, 403]);
      return complaints() >= WORKERS;
    });
    // Nobody says it a second time, though it is found again each second.
    const said = complaints();
    assert.ok(said <= WORKERS + 1, `${said} complaints`);
    for (let round = 0; round < 2; round += 1) {
      await sleep(1100);
      await askEachWorker(child, askBoth);
    }
    assert.equal(complaints(), said);
  });

  test('rotation refuses nobody', async () => {
    const { site, ask } = await listen();
    const next = newKey('k2');
    let current = site.key;
    let ended = false;
    const answers = [];
    const load = async () => {
      while (!ended) answers.push(await ask(site.url(PLAIN, { key: current })));
    };
    const loads = [load(), load(), load(), load()];
    await sleep(200);
    site.writeKey(next);
    await sleep(PROMISE); // from now on everybody knows the key
    current = next;
    await sleep(300); // what the old one has signed was asked for
    site.removeKey(site.key);
    await soon('the old key', () => Promise.all([1, 2, 3].map(() => ask(site.url(PLAIN)))), 403);
    ended = true;
    await Promise.all(loads);
    assert.ok(answers.length > 100, `only ${answers.length} requests`);
    assert.deepEqual(answers.filter((status) => status !== 200), []);
  });
});

describe('the configuration', () => {
  const ini = () => scratch.path('etc/postern/postern.ini');

  test('a broken change leaves the old one in force', async () => {
    const { site, child, ask } = await listen();
    fs.appendFileSync(ini(), '\nnonsense = 1\n');
    const deadline = Date.now() + PROMISE + 500;
    while (Date.now() < deadline) {
      assert.deepEqual(await askEachWorker(child, () => ask(site.url(PLAIN))), [200, 200, 200]);
    }
    assert.ok(scratch.logs().some(({ text }) => /postern\.ini:\d+: nonsense/.test(text)), 'nobody was told');
  });

  test('broken from the start: 503 under mod_fcgid, no crash loop, and mended it works', async () => {
    const { port, site } = await apacheVirtualHost(scratch, { ...FCGID, append: '\nnonsense = 1\n' });
    const processes = () => processesOf(scratch.path('usr/lib/postern')).sort();
    const ask = async () => (await request(port, site.url(PLAIN))).status;
    assert.equal(await ask(), 503);
    const first = processes();
    assert.ok(first.length >= 1 && first.length <= 8, `${first.length} processes`);
    for (let count = 0; count < 30; count += 1) {
      assert.equal(await ask(), 503);
      await sleep(50);
    }
    assert.deepEqual(processes(), first, 'processes came and went');

    const text = fs.readFileSync(ini(), 'utf8');
    fs.writeFileSync(ini(), text.replace('nonsense = 1\n', ''));
    await soon('the mended configuration', async () => [await ask()], 200);
    assert.deepEqual(processes(), first);
  });

  test('broken from the start: --listen refuses to start', async () => {
    install(scratch, { ini: 'nginx/postern.ini', append: '\nnonsense = 1\n' });
    await assert.rejects(startResponder(scratch), /the responder ended[^]*postern\.ini:\d+: nonsense/);
  });
});

describe('the log', () => {
  test('SIGHUP opens the log again and refuses nobody', async () => {
    install(scratch, { ini: 'nginx/postern.ini', direct: true });
    const log = scratch.write('log/postern.log', '', { owned: true });
    const ini = scratch.path('etc/postern/postern.ini');
    fs.writeFileSync(ini, fs.readFileSync(ini, 'utf8').replace('log = stderr', `log = ${log}`));
    const { child, socket } = await startResponder(scratch, { workers: WORKERS });
    const workers = childrenOf(child.pid);
    const ask = async () => (await fastcgi(socket, PLAIN)).status;
    assert.equal(await ask(), 403);
    fs.renameSync(log, `${log}.1`);
    kill(child.pid, 'SIGHUP');
    await waitFor('a new log', () => fs.existsSync(log));
    await soon('a line of every worker', async () => {
      await askEachWorker(child, ask);
      return [fs.readFileSync(log, 'utf8').split('decision=deny').length > WORKERS];
    }, true);
    const size = fs.statSync(`${log}.1`).size;
    assert.deepEqual(await askEachWorker(child, ask), [403, 403, 403]);
    assert.equal(fs.statSync(`${log}.1`).size, size, 'a worker still writes into the old log');
    assert.deepEqual(childrenOf(child.pid), workers);
  });
});
