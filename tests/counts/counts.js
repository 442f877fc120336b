// Counts, which do not depend on the clock or on who else uses the machine:
// system calls by strace, instructions and allocations by callgrind, memory by
// the kernel.  Each has a limit, a little above what was counted last.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const { CountedSite } = require('./site.js');
const { readCallgrind } = require('./callgrind.js');
const { childrenOf } = require('../harness/scratch.js');

const SHORT = 100; // requests of the shorter of two runs
const LONG = 400;
const FILES = Number(process.env.FILES ?? 5000);
const FEW = 10; // files
const KEYS = 10000;
const ROUTES = 1000;
const IDLE = 10000;
const PROGRAM = 'postern.fcgi';
const ALLOCATORS = ['malloc', 'calloc', 'realloc', 'reallocarray', 'posix_memalign', 'aligned_alloc'];

const results = { passed: 0, failed: 0 };

function check(what, count, limit) {
  const good = Number.isFinite(count) && count <= limit;
  results[good ? 'passed' : 'failed'] += 1;
  console.log(`${good ? 'ok    ' : 'FAILED'}  ${what}: ${Math.round(count * 100) / 100}, at most ${limit}`);
}

// The differences of two runs that differ in their number of requests alone.
async function difference(run, ask) {
  const counts = [];
  for (const count of [SHORT, LONG]) counts.push(await run(() => ask(count)));
  return counts;
}

/* ------------------------------------------------------------ system calls */

async function systemCalls(site, options) {
  const [short, long] = await difference(async (ask) => {
    const file = site.scratch.path(`calls${site.runs}`);
    await site.start('strace', ['-c', '-f', '-o', file]);
    await ask();
    await site.stop();
    // % time, seconds, usecs/call, calls, errors (or nothing), syscall
    const rows = fs.readFileSync(file, 'utf8').split('\n').map((row) => row.trim().split(/ +/));
    const row = (name) => rows.find((columns) => columns.at(-1) === name) ?? [];
    // A peer that writes later than it connects is looked at in vain, and waited for.
    const late = row('recvfrom').length === 6 ? Number(row('recvfrom')[4]) : 0;
    return Number(row('total')[3]) - 3 * late;
  }, (count) => site.askMany(count * 2, options));
  return (long - short) / (LONG - SHORT) / 2;
}

/* ------------------------------------------- instructions and allocations */

// What a request takes: in all, and by the functions that it comes through.
async function instructions(site, options, { before = async () => () => {} } = {}) {
  const [short, long] = await difference(async (ask) => {
    const file = site.scratch.path(`callgrind${site.runs}`);
    await site.start('valgrind', ['-q', '--tool=callgrind', `--callgrind-out-file=${file}`]);
    const undo = await before();
    await ask();
    await site.stop();
    undo();
    const counted = readCallgrind(file);
    fs.rmSync(file);
    return counted;
  }, (count) => site.askMany(count, options));
  const per = (read) => (read(long) - read(short)) / (LONG - SHORT);
  return {
    total: per(({ total }) => total),
    // One that is not called by this name costs nothing: that is an error.
    of: (name) => (long.called.has(name) ? per(({ called }) => called.get(name)?.cost ?? 0) : NaN),
    allocations: (from) => ALLOCATORS.reduce((sum, name) => sum + per(({ called }) =>
      Object.entries(called.get(name)?.from ?? {}).filter(([object]) => from === undefined || object.startsWith(from))
        .reduce((all, [, calls]) => all + calls, 0)), 0),
  };
}

/* ------------------------------------------------------------------ memory */

const kilobytes = (pid, name) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm')
  .exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);

async function memory(site, options) {
  await site.startWorkers(2);
  const workers = childrenOf(site.responder.pid);
  const most = (name) => Math.max(...workers.map((pid) => kilobytes(pid, name)));
  const all = () => workers.reduce((sum, pid) => sum + kilobytes(pid, 'Rss'), 0);
  await site.askMany(4000, { atOnce: 16, ...options });
  const resident = most('Rss');
  const dirty = most('Private_Dirty');
  const before = all();
  const release = await site.hold(IDLE);
  const more = all() - before;
  release();
  await site.scratch.stop(site.responder);
  return { resident, dirty, more };
}

/* -------------------------------------------------------------- all of them */

async function countOne(site) {
  const url = site.site.url('/img/plain.png');
  const allowed = { target: () => url };
  const denied = { target: () => `${url.slice(0, -4)}AAAA`, status: 403 };
  const missing = { target: () => site.site.url('/img/missing.png'), status: 404 };

  // Half a call is for what the responder does once a second, on a slow machine.
  check('system calls, one request at a time', await systemCalls(site, allowed), 7);
  check('system calls, eight at a time', await systemCalls(site, { ...allowed, atOnce: 8 }), 6.5);
  check('system calls of a wrong signature', await systemCalls(site, denied), 7);
  check('system calls of a missing file', await systemCalls(site, missing), 8);

  const good = await instructions(site, allowed);
  check('instructions of a request', good.total, 33000);
  check('instructions to verify', good.of('verify'), 10000);
  check('instructions to read, verify and authorise', good.of('judge_read') + good.of('judge_files'), 13000);
  check('allocations of ours', good.allocations(PROGRAM), 0);
  check('allocations in all', good.allocations(), 3);
  const bad = await instructions(site, denied);
  check('instructions of a denial, to those of a file', bad.total / good.total, 1);
  check('allocations of ours, of a denial', bad.allocations(PROGRAM), 0);

  const idle = await instructions(site, allowed, { before: () => site.hold(IDLE) });
  check(`instructions beside ${IDLE} idle connections, to those without`, idle.total / good.total, 1.1);

  const { resident, dirty, more } = await memory(site, allowed);
  check('kilobytes resident of a worker', resident, 6000);
  check('kilobytes of it that are its own', dirty, 400);
  check(`kilobytes more for ${IDLE} idle connections`, more, 1000);
  return good.total;
}

async function countSite(more, target) {
  const site = new CountedSite('counts', more);
  try {
    return (await instructions(site, { target: (i) => target(site, i) })).total;
  } finally {
    await site.close();
  }
}

const checkGrowth = (what, many, few) => check(`instructions with ${what}, to those with few`, many / few, 1.1);

const plain = (site) => site.site.url('/img/plain.png');
const oneOf = (files) => (site, i) => site.site.url(`/img/${site.file((i * 7919) % files)}`);

async function countGrowth(total) {
  checkGrowth(`${ROUTES} routes`, await countSite({ routes: ROUTES }, plain), total);
  checkGrowth(`${KEYS} keys`, await countSite({ keys: KEYS }, plain), total);
  checkGrowth(`${FILES} files`, await countSite({ files: FILES }, oneOf(FILES)), await countSite({ files: FEW }, oneOf(FEW)));
}

async function main() {
  const site = new CountedSite('counts');
  try {
    await countGrowth(await countOne(site));
  } finally {
    await site.close();
  }
  console.log(`${results.passed} passed, ${results.failed} failed`);
  process.exitCode = results.failed === 0 && results.passed > 0 ? 0 : 1;
}

main();
