// The arithmetic and the tables of `make bench`, from figures that are known.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { REPOSITORY } = require('../harness/front.js');
const { judge, median, over, ratio, readLoad, rotate, spent, spread } = require('../bench/statistics.js');
const { MARKERS, absolute, intoDocument, markdown, plain, relative, targetRows } = require('../bench/report.js');
const { plot, stepOf } = require('../bench/plot.js');
const { GROUPS, SETUPS } = require('../bench/setups.js');
const { SERVERS } = require('../bench/servers.js');
const { readSpawn } = require('../bench/cgi.js');
const { TARGETS } = require('../bench/targets.js');

const SAID = `Running 1s test @ http://127.0.0.1:8080
  1 threads and 32 connections
Requests/sec:  19998.00
bench requests=20000 duration=2000000 bytes=412000000 p50=1500 p99=20250 status=0 connect=0 read=0 write=0 timeout=0
`;

test('what wrk says is read', () => {
  assert.deepEqual(readLoad(SAID), { requests: 20000, bytes: 412000000, rate: 10000, p50: 1.5, p99: 20.25, errors: {} });
});

test('every kind of error is seen', () => {
  for (const kind of ['status', 'connect', 'read', 'write', 'timeout']) {
    assert.deepEqual(readLoad(SAID.replace(`${kind}=0`, `${kind}=3`)).errors, { [kind]: 3 });
  }
});

test('what is no line of figures is no run', () => {
  assert.throws(() => readLoad('unable to connect\n'), /no line of figures/);
  assert.throws(() => readLoad(SAID.replace('p50=1500', 'p50=-nan')), /not a figure: p50=-nan/);
  assert.throws(() => readLoad(SAID.replace('duration=2000000', 'duration=0')), /not a run/);
});

test('what spawn prints is read: the median of the first program', () => {
  assert.equal(readSpawn('    1346 us  least     1201 us  ratio  1.00  /a/cgi\n      99 us  least       90 us  ratio  0.07  /b\n'), 1346);
  assert.throws(() => readSpawn('spawn: /a/cgi failed\n'), /not what spawn prints/);
});

test('the median is the middle, or between the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 9, 1, 2]), 5.5);
  assert.ok(Number.isNaN(median([])));
  assert.deepEqual(spread([3, NaN, 1, 8, undefined]), { median: 3, low: 1, high: 8, rounds: 3 });
  assert.equal(spread([undefined, NaN]), undefined);
});

// The machine was half as fast in the second round, and the third was lost.
const OWN = [{ rate: 300, p99: 2, responder: 10 }, { rate: 100, p99: 9, responder: 30 }, undefined, { rate: 280, p99: 3, responder: 10 }];
const BASE = [{ rate: 200, responder: 20 }, { rate: 100, responder: 40 }, { rate: 200, responder: 20 }, { rate: 200, responder: 20 }];

test('a ratio is of the same round, not of medians', () => {
  assert.deepEqual(ratio(OWN, BASE, 'rate'), { median: 1.4, low: 1, high: 1.5, rounds: 3 });
  assert.deepEqual(ratio(OWN, BASE, 'responder'), { median: 0.5, low: 0.5, high: 0.75, rounds: 3 });
  assert.equal(ratio(OWN, undefined, 'rate'), undefined);
  assert.equal(ratio(OWN, BASE, 'p99'), undefined);
  assert.deepEqual(over(OWN, 'p99'), { median: 3, low: 2, high: 9, rounds: 3 });
});

test('each round begins one further on', () => {
  assert.deepEqual([0, 1, 2, 3].map((round) => rotate(['A', 'B', 'C'], round).join('')), ['ABC', 'BCA', 'CAB', 'ABC']);
});

test('processor time is that of the part alone, new threads included', () => {
  const at = (part, nanoseconds) => ({ part, nanoseconds });
  const before = new Map([['1/1', at('front', 100)], ['2/2', at('responder', 1000)], ['9/9', at('responder', 50)]]);
  const after = new Map([['1/1', at('front', 350)], ['2/2', at('responder', 1600)], ['2/3', at('responder', 7)]]);
  assert.equal(spent(before, after, 'front'), 250);
  assert.equal(spent(before, after, 'responder'), 607);
});

const RESULTS = { own: { rounds: OWN }, base: { rounds: BASE }, bad: { rounds: BASE, failure: 'errors' } };
const verdict = (more) => judge({ setup: 'own', figure: 'rate', base: 'base', relation: 'at least', value: 1.4, ...more }, RESULTS).verdict;

test('targets are held or missed by the median', () => {
  assert.equal(verdict({}), 'held');
  assert.equal(verdict({ value: 1.41 }), 'missed');
  assert.equal(verdict({ value: 1.41, withinSpread: true }), 'held');
  assert.equal(verdict({ value: 1.51, withinSpread: true }), 'missed');
  assert.equal(verdict({ figure: 'responder', relation: 'at most', value: 0.5 }), 'held');
  assert.equal(verdict({ figure: 'responder', relation: 'at most', value: 0.49 }), 'missed');
  assert.equal(verdict({ figure: 'p99', base: null, relation: 'at most', value: 3 }), 'held');
  assert.equal(verdict({ figure: 'p99', base: null, relation: 'at most', value: 2.9 }), 'missed');
});

test('a target without both its set-ups is not measured', () => {
  assert.equal(verdict({ base: 'bad' }), 'not measured');
  assert.equal(verdict({ setup: 'bad' }), 'not measured');
  assert.equal(verdict({ base: 'absent' }), 'not measured');
});

const ROWS = [
  { name: 'own', label: 'Ours', base: 'base', group: 'g', own: true },
  { name: 'base', label: 'Null & nothing', base: 'base', group: 'g' },
  { name: 'bad', label: 'Broken', base: 'base', group: 'g' },
];

test('tables have medians, ratios with their spread, and what failed', () => {
  assert.deepEqual(absolute(ROWS, RESULTS).slice(1), [
    ['own: Ours', '280', '–', '3.00', '–', '10.0'],
    ['base: Null & nothing', '200', '–', '–', '–', '20.0'],
    ['bad: Broken', 'failed', '–', '–', '–', '–'],
  ]);
  assert.deepEqual(relative(ROWS, RESULTS).slice(1), [
    ['own: Ours', '1.40 (1.00–1.50)', '–', '–', '–', '0.50 (0.50–0.75)'],
    ['base: Null & nothing', '1', '1', '1', '1', '1'],
    ['bad: Broken', '–', '–', '–', '–', '–'],
  ]);
  assert.equal(plain([['', 'µs'], ['one', '5'], ['three', '1,000']]), '          µs\none        5\nthree  1,000');
  assert.equal(markdown([['', 'a'], ['one', '5']]), '|  | a |\n|---|---:|\n| one | 5 |');
});

const REPORT = {
  date: '2026-01-01', rounds: 4, seconds: 2, load: 0.5, setups: ROWS, groups: { g: 'a group', none: 'an empty one' },
  results: { ...RESULTS, own: { rounds: OWN.map((round) => round && { ...round, front: 40 }) }, base: { rounds: BASE.map((round) => ({ ...round, front: 50 })) } },
  machine: { cores: 2, processor: 'some & any', system: 'a system', versions: { nginx: '1.22.1' } },
  judged: [judge({ setup: 'own', figure: 'rate', base: 'base', relation: 'at least', value: 1.4 }, RESULTS)],
};

test('a target is printed with what was measured', () => {
  assert.deepEqual(targetRows(REPORT.judged)[1], ['req/s, own by base', '≥ 1.4', '1.40 (1.00–1.50)', 'held']);
});

test('the document is written between its marker lines alone, again and again', () => {
  const frame = `before\n${MARKERS[0]}\nold\n${MARKERS[1]}\nafter\n`;
  const once = intoDocument(frame, REPORT);
  assert.ok(once.startsWith(`before\n${MARKERS[0]}\n2026-01-01: 4 rounds of 2 s`));
  assert.ok(once.endsWith(`${MARKERS[1]}\nafter\n`));
  assert.ok(!once.includes('old') && once.includes('### a group') && !once.includes('an empty one'));
  assert.equal(intoDocument(once, REPORT), once);
  assert.throws(() => intoDocument('no markers', REPORT), /marker/);
  assert.ok(intoDocument(fs.readFileSync(path.join(REPOSITORY, 'docs/performance.md'), 'utf8'), REPORT).includes('2026-01-01'));
});

test('the picture has a bar and a spread for what was measured', () => {
  const picture = plot(REPORT);
  assert.equal(picture.match(/class="own"/g).length, 1);
  assert.equal(picture.match(/class="other"/g).length, 1);
  assert.equal(picture.match(/class="spread"/g).length, 6);
  assert.ok(picture.includes('Null &#38; nothing') && !picture.includes('Broken') && !/NaN|undefined/.test(picture));
  assert.deepEqual([3, 50, 57000, 0.4].map(stepOf), [1, 10, 20000, 0.1]);
});

test('set-ups, servers and targets name each other', () => {
  const names = SETUPS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(TARGETS.length >= 18);
  for (const { setup, base } of TARGETS) assert.ok(names.includes(setup) && (base === null || names.includes(base)), `${setup}, ${base}`);
  for (const { name, server, base, group } of SETUPS) {
    assert.ok(SERVERS[server] && names.includes(base) && GROUPS[group], name);
  }
  assert.deepEqual(Object.keys(SERVERS).filter((server) => !SETUPS.some((setup) => setup.server === server)), []);
});
