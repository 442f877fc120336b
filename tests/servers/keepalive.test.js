// nginx keeps 64 connections open to two workers: no request waits for them.
// (nginx keeps only those whose last answer was a denial, so denials it is.)
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, describe, test } = require('node:test');
const { Scratch, childrenOf, kill, sleep, waitFor } = require('../harness/scratch.js');
const { startNginx } = require('../harness/front.js');
const { freePort, request } = require('../harness/http.js');
const { fastcgi } = require('../harness/fastcgi.js');
const { install, startResponder } = require('./setups.js');

const KEPT = 64;
const WORKERS = 2;
const REQUESTS = 200;
const AT_A_TIME = 8; // more than there are workers
const TIMES_SLOWER = 5;
const NOISE = 2000; // milliseconds that a busy machine may take for anything

const http = (port, socket) => `
upstream kept { server unix:${socket}; keepalive ${KEPT}; }
server {
  listen 127.0.0.1:${port};
  fastcgi_read_timeout 20;
  fastcgi_param REQUEST_METHOD $request_method;
  fastcgi_param REQUEST_URI $request_uri;
  fastcgi_param REMOTE_ADDR $remote_addr;
  location /img/ { fastcgi_pass kept; fastcgi_keep_conn on; }
  location /img/album/ { fastcgi_pass unix:${socket}; }
}`;

const socketsOf = (pid) => fs.readdirSync(`/proc/${pid}/fd`).filter((name) => {
  try {
    return fs.readlinkSync(`/proc/${pid}/fd/${name}`).startsWith('socket:');
  } catch {
    return false;
  }
}).length;

// Milliseconds of the slowest request; of three rounds the best, as only what
// happens each time is the responder's doing.
async function slowest(ask) {
  const rounds = [];
  for (let round = 0; round < 3; round += 1) {
    let worst = 0;
    await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
      for (let count = 0; count < REQUESTS / AT_A_TIME; count += 1) {
        const start = performance.now();
        assert.equal((await ask()).status, 403);
        worst = Math.max(worst, performance.now() - start);
      }
    }));
    rounds.push(worst);
  }
  return Math.min(...rounds);
}

describe('connections that nginx keeps', () => {
  const scratch = new Scratch('keepalive');
  let port;
  let socket;
  let workers;

  const viaKept = () => request(port, '/img/plain.png', { timeout: 20000 });
  const viaNew = () => request(port, '/img/album/one.png', { timeout: 20000 });
  const direct = () => fastcgi(socket, '/img/plain.png', { timeout: 20000 });

  before(async () => {
    port = await freePort();
    install(scratch, { ini: 'nginx/postern.ini' });
    const responder = await startResponder(scratch, { workers: WORKERS });
    socket = responder.socket;
    await startNginx(scratch, port, { workers: 1, http: http(port, socket) });
    workers = childrenOf(responder.child.pid);
  });
  after(async () => {
    for (const pid of workers ?? []) kill(pid, 'SIGCONT');
    await scratch.close();
  });

  test('no request waits for them', async (t) => {
    assert.equal(workers.length, WORKERS);
    const without = { nginx: await slowest(viaNew), direct: await slowest(direct) };
    const before = workers.map(socketsOf);

    // 64 requests at the same moment are 64 connections: the workers hold
    // still until all of them have been asked; on a busy machine, again.
    const kept = () => workers.map(socketsOf).reduce((sum, count, index) => sum + count - before[index], 0);
    await waitFor(`${KEPT} kept connections`, async () => {
      for (const pid of workers) kill(pid, 'SIGSTOP');
      const asked = Array.from({ length: KEPT }, viaKept);
      await sleep(300);
      for (const pid of workers) kill(pid, 'SIGCONT');
      for (const { status } of await Promise.all(asked)) assert.equal(status, 403);
      return kept() >= KEPT;
    }, 60000);

    const beside = { kept: await slowest(viaKept), nginx: await slowest(viaNew), direct: await slowest(direct) };
    assert.ok(kept() >= KEPT, 'the connections were not kept');
    t.diagnostic(`slowest of ${REQUESTS}, in ms: ${JSON.stringify(without)}`);
    t.diagnostic(`beside ${kept()} idle connections: ${JSON.stringify(beside)}`);
    const limit = (base) => Math.max(NOISE, TIMES_SLOWER * base);
    assert.ok(beside.kept < limit(without.nginx), 'a request over a kept connection waited');
    assert.ok(beside.nginx < limit(without.nginx), 'a request over a new connection waited');
    assert.ok(beside.direct < limit(without.direct), 'a request beside nginx waited');
  });
});
