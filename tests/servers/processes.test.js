// The processes that Postern is: how they start, end, and replace one another.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');
const { spawnSync } = require('node:child_process');
const { afterEach, beforeEach, describe, test } = require('node:test');
const { Scratch, childrenOf, kill, processesOf, sleep, waitFor } = require('../harness/scratch.js');
const { Connection, fastcgi } = require('../harness/fastcgi.js');
const { canConnect } = require('../harness/http.js');
const { contentOf } = require('../harness/site.js');
const { install, startResponder } = require('./setups.js');
const { PLAIN, WORKERS, askEachWorker, listen } = require('./workers.js');

const LARGE = '/img/large.png';
const CONTENT = contentOf('large.png', 1 << 20); // more than a socket takes at once
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGUSR1'];

let scratch;
beforeEach(() => { scratch = new Scratch('processes'); });
afterEach(() => scratch.close());

const program = () => scratch.path('usr/lib/postern/postern.fcgi');
const running = () => processesOf(path.dirname(program()));
async function endOf(child) {
  await waitFor('its end', () => child.hasEnded, 30000);
  return child.ended;
}
const allEnd = () => waitFor('the end of every process', () => running().length === 0);

// A request for a large file, of which the answer has begun and stays unread.
async function begin(site, socket) {
  site.add('large.png', CONTENT);
  const connection = new Connection(socket);
  const answer = connection.request(site.url(LARGE));
  await once(connection.socket, 'data');
  connection.socket.pause();
  return { connection, answer };
}

// With a listening socket that somebody else has made, as this descriptor.
const INHERIT = `use Socket; use POSIX "dup2"; my ($path, $fd) = splice(@ARGV, 0, 2); $^F = 9;
socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un($path)) && listen(S, 99) && dup2(fileno(S), $fd) or die $!;
if ($fd == 3) { $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$ } exec @ARGV`;
async function startInherited(descriptor) {
  const site = install(scratch, { ini: 'nginx/postern.ini', direct: true });
  const socket = path.join(scratch.mkdir('run', { owned: true }), 'inherited');
  const child = scratch.start('inherited', 'perl', ['-e', INHERIT, socket, String(descriptor), program(),
    '--config', scratch.path('etc/postern/postern.ini')], { asAccount: true });
  await waitFor('the responder', () => running().length > 0 && canConnect(socket));
  return { site, child, socket };
}

describe('signals', () => {
  for (const signal of SIGNALS) {
    test(`${signal} ends the supervisor, its workers and its socket`, async () => {
      const { child, socket, ask } = await listen(scratch);
      assert.equal(await ask(PLAIN), 403);
      assert.deepEqual(await scratch.stop(child, { signal }), { code: 0, signal: null });
      assert.deepEqual(running(), []);
      assert.equal(fs.existsSync(socket), false, 'the socket was left behind');
    });

    for (const [who, descriptor] of [['a front server', 0], ['systemd', 3]]) {
      test(`${signal} ends who was started by ${who}, behind what is in hand`, async () => {
        const { site, child, socket } = await startInherited(descriptor);
        const { connection, answer } = await begin(site, socket);
        kill(child.pid, signal);
        connection.socket.resume();
        assert.ok((await answer).body.equals(CONTENT), 'the download was cut short');
        assert.deepEqual(await endOf(child), { code: 0, signal: null });
        assert.equal(fs.existsSync(socket), true, 'it removed a socket that is not its own');
      });
    }
  }

  test('who waits in the queue at SIGTERM is answered', async () => {
    const { child, socket } = await listen(scratch, { workers: 1 });
    const [worker] = childrenOf(child.pid);
    kill(worker, 'SIGSTOP');
    const connections = Array.from({ length: 20 }, () => new Connection(socket));
    const answers = connections.map((connection) => connection.request(PLAIN));
    await Promise.all(connections.map(({ sent }) => sent));
    kill(child.pid, 'SIGTERM');
    await waitFor('the signal', () => /^ShdPnd:\s*0*4000$/m.test(fs.readFileSync(`/proc/${worker}/status`, 'utf8')));
    kill(worker, 'SIGCONT');
    for (const answer of answers) assert.equal((await answer).status, 403);
  });

  test('a reader that reads nothing does not hold up the end', async () => {
    const { site, child, socket } = await listen(scratch, { workers: 1 });
    const [worker] = childrenOf(child.pid);
    const { connection } = await begin(site, socket);
    kill(worker, 'SIGTERM');
    await waitFor('the end of the worker', () => !childrenOf(child.pid).includes(worker), 30000);
    connection.close();
  });

  test('a worker that does not end is killed', async () => {
    const { child } = await listen(scratch);
    kill(childrenOf(child.pid)[0], 'SIGSTOP');
    kill(child.pid, 'SIGTERM');
    assert.deepEqual(await endOf(child), { code: 0, signal: null });
    await allEnd();
  });

  test('workers without a supervisor end', async () => {
    const { child } = await listen(scratch);
    kill(child.pid, 'SIGKILL');
    await allEnd();
  });

  test('SIGTERM under load: what is in hand is answered, and then it ends', async (t) => {
    const { site, child, socket } = await listen(scratch);
    site.add('large.png', CONTENT);

    // Requests that were written before the signal, and what became of them.
    let told = false;
    const written = [];
    const ask = async () => {
      const connection = new Connection(socket);
      await connection.connected;
      const target = site.url(PLAIN);
      const answer = connection.request(target);
      await connection.sent;
      if (!told) written.push(answer.then(({ status }) => status, (error) => error.message));
      await answer;
      connection.close();
    };
    const load = async () => {
      while (!told) await ask();
    };
    const loads = Array.from({ length: 16 }, () => load().catch(() => {}));
    const downloads = Array.from({ length: 5 }, () => new Connection(socket));
    await sleep(500);
    const bodies = downloads.map((connection) => connection.request(site.url(LARGE)));
    await Promise.all(downloads.map(({ socket: one }) => new Promise((resolve) => { one.once('data', resolve); })));

    const start = Date.now();
    told = true;
    const end = await scratch.stop(child);
    const took = Date.now() - start;
    await Promise.all(loads);
    assert.deepEqual(end, { code: 0, signal: null });
    const statuses = await Promise.all(written);
    t.diagnostic(`${statuses.length} requests; ended after ${took} ms`);
    assert.ok(statuses.length > 100, `only ${statuses.length} requests`);
    assert.deepEqual(statuses.filter((status) => status !== 200), []);
    for (const { body } of await Promise.all(bodies)) assert.ok(body.equals(CONTENT), 'a download was cut short');
    assert.equal(fs.existsSync(socket), false, 'the socket was left behind');
    assert.deepEqual(processesOf(scratch.path('usr/lib/postern')), []);
  });
});

describe('workers', () => {
  test('a killed worker is replaced', async () => {
    const { child, ask, site } = await listen(scratch);
    const before = childrenOf(child.pid);
    await sleep(1100); // a worker that dies younger is replaced a second later
    kill(before[0], 'SIGKILL');
    await waitFor('a new worker', () => {
      const workers = childrenOf(child.pid);
      return workers.length === WORKERS && !workers.includes(before[0]);
    });
    assert.deepEqual(await askEachWorker(child, () => ask(site.url(PLAIN))), [200, 200, 200]);
    assert.ok(scratch.logs().some(({ text }) => text.includes(`worker ${before[0]} ended`)));
  });

  test('one that dies at once each time is not started as often', async () => {
    const started = Date.now();
    const { child } = await listen(scratch, { workers: 1 });
    let worker;
    for (let deaths = 0; deaths < 4; deaths += 1) {
      [worker] = await waitFor('another worker', () => {
        const found = childrenOf(child.pid).filter((pid) => pid !== worker);
        return found.length > 0 && found;
      });
      kill(worker, 'SIGKILL');
    }
    // Each started in a later second than the one before.
    assert.ok(Date.now() - started > 2000, `four within ${Date.now() - started} ms`);
  });
});

describe('the socket', () => {
  test('is not for others', async () => {
    const { socket } = await listen(scratch);
    assert.equal(fs.statSync(socket).mode & 0o777, 0o660);
  });

  test('is not taken from who listens on it', async () => {
    const { ask } = await listen(scratch);
    await assert.rejects(startResponder(scratch), /the responder ended[^]*Address already in use/);
    assert.equal(await ask(PLAIN), 403);
  });

  test('is taken from who died', async () => {
    const { child, socket } = await listen(scratch);
    process.kill(-child.pid, 'SIGKILL');
    await allEnd();
    assert.equal(fs.existsSync(socket), true);
    const again = await startResponder(scratch);
    assert.equal((await fastcgi(again.socket, PLAIN)).status, 403);
  });

  test('is not removed when it is another\'s by now', async () => {
    const { child, socket } = await listen(scratch);
    fs.renameSync(socket, `${socket}.old`);
    fs.writeFileSync(socket, '');
    await scratch.stop(child);
    assert.equal(fs.existsSync(socket), true);
  });

  test('systemd\'s variables for another process are not believed', () => {
    install(scratch, { ini: 'nginx/postern.ini', direct: true });
    const { stdout, status } = spawnSync(program(), ['--config', scratch.path('etc/postern/postern.ini')], {
      env: { LISTEN_FDS: '1', LISTEN_PID: '1', REQUEST_METHOD: 'GET', REQUEST_URI: PLAIN, REMOTE_ADDR: '127.0.0.1' },
      encoding: 'latin1', input: '', timeout: 60000 });
    assert.deepEqual([status, /^Status: (\d+)/.exec(stdout)?.[1]], [0, '403']);
  });
});
