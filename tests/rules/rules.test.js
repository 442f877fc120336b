// What lib/ opens and what the oracle opens: the same, over thousands of random
// rules, claims and paths.  SEED=N tries others.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { alternatives, escape, judgeAccess, judgeRules, laws } = require('./oracle.js');
const { Maker, json } = require('./random.js');

const BUILD = path.resolve(__dirname, '../..', process.env.BUILD ?? 'build');
const JUDGE = path.join(BUILD, 'tests/rules-judge');
const SEED = Number(process.env.SEED ?? 20261123);

function judged(cases, ...args) {
  const { status, error, stdout, stderr } = spawnSync(JUDGE, args, {
    input: cases.map((one) => `${json(one)}\n`).join(''), encoding: 'utf8', maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr || String(error));
  const answers = stdout.trimEnd().split('\n');
  assert.equal(answers.length, cases.length);
  return answers;
}

// Cases in which they differ.
const differing = (cases, answers, judge) => cases
  .map((one, i) => ({ one, lib: answers[i], oracle: judge(one) }))
  .filter(({ lib, oracle }) => lib !== oracle);

function tally(context, answers) {
  const share = (wanted) => answers.filter((answer) => answer.startsWith(wanted)).length / answers.length;
  const [allowed, denied, refused] = ['1', '0', 'refused'].map(share);
  const percent = (part) => `${(100 * part).toFixed(1)} %`;
  context.diagnostic(`seed ${SEED}: ${answers.length} cases, ${percent(allowed)} allowed, ${percent(denied)} denied, ${percent(refused)} refused`);
  assert.ok(allowed >= 0.25, `${percent(allowed)} allowed`);
  assert.ok(denied >= 0.25, `${percent(denied)} denied`);
  assert.ok(refused >= 0.02, `${percent(refused)} refused`);
}

function agrees(context, cases, answers, judge) {
  tally(context, answers);
  const wrong = differing(cases, answers, judge);
  assert.equal(wrong.length, 0, wrong.slice(0, 5).map(({ one, lib, oracle }) => `lib ${lib}, oracle ${oracle}: ${json(one)}`).join('\n'));
}

const made = (count, seed, make) => {
  const maker = new Maker(seed);
  return Array.from({ length: count }, () => maker[make]());
};

const triples = made(10000, SEED, 'triple');
const files = made(2000, SEED + 1, 'access');
let tripleAnswers;
let fileAnswers;

test('10,000 rules, claims and paths: no disagreement', (context) => {
  tripleAnswers = judged(triples);
  agrees(context, triples, tripleAnswers, (one) => judgeRules(one));
});

test('2,000 access files: no disagreement', (context) => {
  fileAnswers = judged(files, 'access');
  agrees(context, files, fileAnswers, (one) => judgeAccess(one));
});

// Cells of a table of docs/rules.md: what stands between the backticks.
function rows(...heads) {
  const text = fs.readFileSync(path.resolve(__dirname, '../../docs/rules.md'), 'utf8');
  const table = text.split(`| ${heads.join(' | ')} |\n`)[1].split('\n\n')[0];
  return table.split('\n').slice(1).map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
}

const claimsOf = (text) => JSON.parse(text, (name, value) => (Number.isInteger(value) ? BigInt(value) : value));

test('docs/rules.md says what its rules open', () => {
  const cases = rows('Rule', 'Claims', 'Opens', 'Does not open').flatMap(([rules, claims, opened, closed]) => [[opened, '1'], [closed, '0']]
    .filter(([asked]) => asked).map(([asked, wanted]) => ({ rules, claims: claimsOf(claims), prefix: '/img/', path: asked, wanted })));
  assert.ok(cases.length >= 15);
  assert.deepEqual(judged(cases), cases.map(({ wanted }) => wanted));
});

test('docs/rules.md has rules for the claims of issuers', () => {
  const paths = ['/img/rome/a', '/img/staff/a/b', '/img/oslo/a', '/img/acme/u7/a'];
  const cases = rows('Issuer', 'Claims', 'Rule').map(([, claims, rules], i) => (
    { rules, claims: claimsOf(claims), prefix: '/img/', path: paths[i] }));
  assert.deepEqual(judged(cases), paths.map(() => '1'));
});

test('docs/rules.md has an access file', () => {
  const text = fs.readFileSync(path.resolve(__dirname, '../../docs/rules.md'), 'utf8');
  const file = text.split('## The access file')[1].split('```\n')[1];
  const open = { file, group_claim: 'groups', prefix: '/img/' };
  const cases = [
    { ...open, claims: { sub: 'Bob B.' }, path: '/img/bob/a', wanted: '1' },
    { ...open, claims: { sub: 'alice' }, path: '/img/bob/a', wanted: '0' },
    { ...open, claims: { groups: ['staff'] }, path: '/img/bob/a', wanted: '1' },
    { ...open, claims: { groups: '/tree/branch', images: ['a'] }, path: '/img/a', wanted: '1' },
    { ...open, claims: {}, path: '/img/public/a', wanted: '1' },
  ];
  assert.deepEqual(judged(cases, 'access'), cases.map(({ wanted }) => wanted));
});

const starred = (text) => (text === '*' ? laws.one : escape(text));
const byDots = (claims, name) => name.split('.').reduce((object, part) => (
  object !== null && typeof object === 'object' && Object.hasOwn(object, part) ? object[part] : undefined), claims);

// Mistakes that lib/ could have made.  Each would have been seen.
const mistakes = {
  'a star in a claim is a wildcard': { claimSource: (texts) => (texts.length ? `(?:${texts.map(starred).join('|')})` : '(?!)') },
  'a claim is taken for an expression': {
    claimSource: (texts) => alternatives(texts).replace(/\\\.\\\*/g, '.*'),
  },
  'a claim adds segments': { segment: () => true },
  'a star spans segments': { one: '.+' },
  'two stars are one': { rest: '[^/]+' },
  'two stars want two segments': { rest: '[^/]+(?:/[^/]+)+' },
  'dot segments are segments': { wellFormed: (text) => /^(?:\/[^/]+)+$/.test(text) },
  'a slash at the end does not count': { wellFormed: (text) => laws.wellFormed(text.replace(/\/$/, '')), rest: '[^/]+(?:/[^/]*)*' },
  'a list counts where none is asked for': {
    values(claim, isList) { return laws.values(isList ? claim : [claim].flat(), true); },
  },
  'a text counts as a list of one': { values: (claim, isList) => laws.values(isList ? [claim].flat() : claim, isList) },
  'whatever can be printed counts': { isScalar: (value) => ['string', 'bigint', 'number', 'boolean'].includes(typeof value) },
  'integers do not count': { isScalar: (value) => typeof value === 'string' },
  'dots are looked at first': { find: (claims, name) => byDots(claims, name) ?? laws.find(claims, name) },
  'dots are not looked at': { find: (claims, name) => (Object.hasOwn(claims, name) ? claims[name] : undefined) },
  'every path is relative': { place: (text, prefix) => prefix + text.replace(/^\//, '') },
  'every path is absolute': { place: (text) => `/${text.replace(/^\//, '')}` },
};

for (const [name, law] of Object.entries(mistakes)) {
  test(`a mistake is found: ${name}`, () => {
    assert.notEqual(differing(triples, tripleAnswers, (one) => judgeRules(one, law)).length, 0);
  });
}

const accessMistakes = {
  'the first line of a name counts alone': {
    entries: (list) => list.filter(({ kind, name }, i) => list.findIndex((other) => other.kind === kind && other.name === name) === i),
  },
  'the last line of a name counts alone': {
    entries: (list) => list.filter(({ kind, name }, i) => list.findLastIndex((other) => other.kind === kind && other.name === name) === i),
  },
  'a name is compared by its start': { isNamed: (entry, name) => entry.name.startsWith(name) },
  'a name may go on': { isNamed: (entry, name) => name.startsWith(entry.name) },
  'letter case does not count': { isNamed: (entry, name) => entry.name.toLowerCase() === name.toLowerCase() },
  'a number names a group': { isGroup: (value) => ['string', 'bigint'].includes(typeof value), groups(claims, name) {
    return laws.groups.call(this, claims, name).map(String);
  } },
  'one group is no group': { groups(claims, name) {
    return Array.isArray(this.find(claims, name)) ? laws.groups.call(this, claims, name) : [];
  } },
};

for (const [name, law] of Object.entries(accessMistakes)) {
  test(`a mistake is found in access files: ${name}`, () => {
    assert.notEqual(differing(files, fileAnswers, (one) => judgeAccess(one, law)).length, 0);
  });
}
