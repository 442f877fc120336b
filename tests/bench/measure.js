// One run of wrk against one set-up, and what the front server and the responder
// behind it have spent meanwhile.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { readLoad, spent } = require('./statistics.js');

const SCRIPT = path.join(__dirname, 'load.lua');
const FRONT_SERVERS = ['nginx', 'lighttpd', 'apache2'];

const list = (directory) => {
  try {
    return fs.readdirSync(directory);
  } catch {
    return []; // it has ended
  }
};

const read = (file) => {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
};

// A process and everything that it, or a thread of it, has started.
function treeOf(pid) {
  const children = list(`/proc/${pid}/task`)
    .flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean));
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

const partOf = (pid) => (FRONT_SERVERS.includes(read(`/proc/${pid}/comm`)) ? 'front' : 'responder');

// Ids of a set-up's processes that are no front server.
function respondersOf(scratch) {
  return scratch.children.flatMap((child) => treeOf(child.pid)).filter((pid) => partOf(pid) === 'responder');
}

// What each thread of a set-up has had of a processor since it began.
function processorTime(scratch) {
  const times = new Map();
  for (const pid of scratch.children.flatMap((child) => treeOf(child.pid))) {
    const part = partOf(pid);
    for (const thread of list(`/proc/${pid}/task`)) {
      const nanoseconds = Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]);
      if (Number.isFinite(nanoseconds)) times.set(`${pid}/${thread}`, { part, nanoseconds });
    }
  }
  return times;
}

/*
 * Figures of one run; times in microseconds of processor a request.  An answer
 * that is too short is an error as much as one that is none.
 */
async function measure({ port, scratch }, { targets, size, connections }, seconds) {
  const before = processorTime(scratch);
  const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`,
    '--timeout', '20s', '-s', SCRIPT, `http://127.0.0.1:${port}`, '--', targets], { timeout: (seconds + 60) * 1000 });
  const after = processorTime(scratch);
  const load = readLoad(stdout);
  const each = (part) => spent(before, after, part) / 1e3 / load.requests;
  const responders = new Set([...after].filter(([, { part }]) => part === 'responder').map(([thread]) => thread.split('/')[0]));
  return {
    ...load, front: each('front'), responder: responders.size > 0 ? each('responder') : undefined, processes: responders.size,
    errors: { ...load.errors, ...(load.requests > 0 && load.bytes >= load.requests * size ? {} : { short: 1 }) },
  };
}

module.exports = { measure, respondersOf };
