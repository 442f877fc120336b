// `make bench`: starts every set-up, sees that it refuses what it should, loads
// one after the other in rounds, and says how they compare.  README.md has the
// parameters.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { REPOSITORY } = require('../harness/front.js');
const { BUILD } = require('../harness/site.js');
const { plot } = require('./plot.js');
const { intoDocument, machine, machineText, terminalText } = require('./report.js');
const { Files, checkServer, measureLoad, startServer } = require('./servers.js');
const { GROUPS, SETUPS } = require('./setups.js');
const { judge, rotate } = require('./statistics.js');
const { TARGETS } = require('./targets.js');

const WARM_UP = 1; // seconds a set-up, before the rounds that count

function wholeNumber(name, otherwise) {
  const value = Number(process.env[name] || otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a number of 1 or more`);
  return value;
}

const say = (words) => process.stderr.write(`${words}\n`);

// ONLY=nginx,proxy-null: what a set-up's name begins with, or its group.
function chosen() {
  const words = (process.env.ONLY || '').split(/[ ,]+/).filter(Boolean);
  const setups = SETUPS.filter(({ name, group, needs }) =>
    (words.length === 0 || words.some((word) => group === word || name.startsWith(word)))
    && (!needs || fs.existsSync(path.join(REPOSITORY, needs))));
  if (setups.length === 0) throw new Error(`ONLY=${process.env.ONLY} names no set-up; there are: ${SETUPS.map(({ name }) => name).join(' ')}`);
  return setups;
}

const isFailed = (setup, results) => results[setup.name].failure !== undefined;

// Started and checked; what does not work is a set-up that failed, and the
// others go on.
async function startAll(setups, files, results) {
  const servers = new Map();
  for (const name of new Set(setups.map(({ server }) => server))) {
    say(`start   ${name}`);
    try {
      const server = await startServer(name, files);
      servers.set(name, server);
      await (server.check ?? checkServer)(server);
    } catch (error) {
      const tail = servers.get(name)?.scratch.tail() ?? '';
      say(`FAILED  ${name}: ${error.message}\n${tail}`);
      for (const setup of setups.filter(({ server }) => server === name)) results[setup.name].failure = error.message;
    }
  }
  return servers;
}

async function runOne(setup, server, seconds, result) {
  try {
    await server.beforeRound?.(server);
    const round = await (server.measure ?? measureLoad)(server, setup, seconds);
    const errors = Object.entries(round.errors).map(([kind, count]) => `${kind} ${count}`);
    if (errors.length > 0) result.failure = `errors in ${round.requests} requests: ${errors.join(', ')}`;
    return round;
  } catch (error) {
    result.failure = error.message;
    return undefined;
  }
}

async function runRounds(setups, servers, results, { rounds, seconds }) {
  const working = () => setups.filter((setup) => !isFailed(setup, results));
  for (const setup of working()) await runOne(setup, servers.get(setup.server), WARM_UP, results[setup.name]);
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    for (const setup of rotate(setups, round)) {
      if (isFailed(setup, results)) continue;
      const result = results[setup.name];
      result.rounds[round] = await runOne(setup, servers.get(setup.server), seconds, result);
      if (result.failure) say(`FAILED  ${setup.name}: ${result.failure}`);
    }
  }
}

function write(report) {
  const folder = path.join(BUILD, 'bench');
  fs.writeFileSync(path.join(folder, 'results.json'), `${JSON.stringify(report, null, 1)}\n`);
  fs.writeFileSync(path.join(folder, 'performance.svg'), plot(report));
  if (!process.env.WRITE) return;
  const document = path.join(REPOSITORY, 'docs/performance.md');
  fs.writeFileSync(document, intoDocument(fs.readFileSync(document, 'utf8'), report));
  fs.copyFileSync(path.join(folder, 'performance.svg'), path.join(REPOSITORY, 'docs/performance.svg'));
}

async function main() {
  const setups = chosen();
  const rounds = wholeNumber('ROUNDS', 7);
  const seconds = wholeNumber('SECONDS', 2);
  const load = os.loadavg()[0];
  const results = Object.fromEntries(setups.map(({ name }) => [name, { rounds: [] }]));
  const files = new Files();
  const servers = await startAll(setups, files, results);
  try {
    await runRounds(setups, servers, results, { rounds, seconds });
  } finally {
    for (const { scratch } of servers.values()) await scratch.close();
    await files.scratch.close();
  }
  const report = {
    date: new Date().toISOString().slice(0, 10), rounds, seconds, load, machine: machine(), setups: SETUPS, groups: GROUPS, results,
    judged: TARGETS.filter(({ setup, base }) => results[setup] && (!base || results[base])).map((target) => judge(target, results)),
  };
  write(report);
  const failed = setups.filter((setup) => isFailed(setup, results));
  process.stdout.write(`${terminalText(report)}\n\n${machineText(report.machine)}
${failed.map(({ name }) => `\nFAILED  ${name}: ${results[name].failure}`).join('')}
`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

main().catch((error) => {
  say(error.stack);
  process.exitCode = 1;
});
