// The responder with several workers, each of which can be asked alone.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { childrenOf, kill } = require('../harness/scratch.js');
const { fastcgi } = require('../harness/fastcgi.js');
const { install, startResponder } = require('./setups.js');

const PLAIN = '/img/plain.png';
const WORKERS = 3;

async function listen(scratch, { workers = WORKERS } = {}) {
  const site = install(scratch, { ini: 'nginx/postern.ini', direct: true });
  const { child, socket } = await startResponder(scratch, { workers });
  return { site, child, socket, ask: async (target) => (await fastcgi(socket, target)).status };
}

// The answers of every worker: all others are stopped while it is asked.
async function askEachWorker(supervisor, ask) {
  const workers = childrenOf(supervisor.pid);
  assert.equal(workers.length, WORKERS);
  const answers = [];
  for (const asked of workers) {
    const others = workers.filter((pid) => pid !== asked);
    others.forEach((pid) => kill(pid, 'SIGSTOP'));
    try {
      answers.push(await ask());
    } finally {
      others.forEach((pid) => kill(pid, 'SIGCONT'));
    }
  }
  return answers;
}

const all = (answers, status) => answers.length > 0 && answers.every((answer) => answer === status);

module.exports = { PLAIN, WORKERS, all, askEachWorker, listen };
