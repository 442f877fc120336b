// mod_fcgid sleeps for a second whenever no process is idle, and then asks for
// one more.  With the shipped settings a burst starts all 32, and they stay.
// Processes that hold still stand for busy ones, so that no clock is looked at.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { kill, processesOf, waitFor } = require('../harness/scratch.js');
const { request } = require('../harness/http.js');
const { SETUPS, startSetup } = require('./setups.js');

const PROCESSES = 32; // apache/postern-fcgid.conf
const BURST = PROCESSES + 8;

test('a burst starts all the processes, which then serve without a new one', async (t) => {
  const running = await startSetup(SETUPS.find(({ name }) => name === 'Apache mod_fcgid'));
  const { port, site, scratch } = running;
  const processes = () => processesOf(path.dirname(scratch.path('usr/lib/postern/postern.fcgi'))).sort((a, b) => a - b);
  const ask = async () => (await request(port, site.url('/img/plain.png'))).status;
  try {
    let waiting = 0;
    const answers = [];
    const askOnce = () => {
      waiting += 1;
      answers.push(ask().finally(() => { waiting -= 1; }).catch(() => {}));
    };
    let started;
    await waitFor(`${PROCESSES} processes`, () => {
      started = processes();
      for (const pid of started) kill(pid, 'SIGSTOP');
      while (waiting < BURST) askOnce();
      return started.length >= PROCESSES;
    }, 60000);
    for (const pid of started) kill(pid, 'SIGCONT');
    await Promise.all(answers);
    assert.equal(started.length, PROCESSES);

    for (let round = 0; round < 10; round += 1) {
      assert.deepEqual(await Promise.all(Array.from({ length: PROCESSES / 2 }, ask)), Array(PROCESSES / 2).fill(200));
    }
    assert.deepEqual(processes(), started, 'processes came or went');
    t.diagnostic(`${started.length} processes`);
  } finally {
    for (const pid of processes()) kill(pid, 'SIGCONT');
    await running.stop();
  }
});
