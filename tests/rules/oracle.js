// What rules and access files open, said a second time: no code and no method
// of lib/rules.c.  A rule becomes a regular expression in which each claim is
// an alternative of its values; the expression judges the path.
//
// In claims, an integer is a BigInt and any other number a Number, as JSON
// tells them apart.
// SPDX-License-Identifier: ISC
'use strict';

const LIMITS = { bytes: 4096, rules: 32, segments: 16 };

const CONTROL = /[\x00-\x1f\x7f]/;
const NAME = '[^{}]+';
const LITERAL = '(?!\\.{1,2}(?:/|$))(?:[^*{}/%\\\\]*[^*{}/%\\\\,])';
const SEGMENT = `/(?:\\*|\\{sub\\}|\\{claim:(?!\\[\\]\\})${NAME}\\}|${LITERAL})`;
const PATTERN = new RegExp(`^(?=/)(?:${SEGMENT})*(?:/\\*\\*)?$`);
const WHOLE = new RegExp(`^\\{claim:(?!\\[\\]\\})(${NAME})\\}$`);
const PIECES = /\/(\*\*|\*|\{[^}]*\}|[^/]*)/g;

const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const alternatives = (texts) => (texts.length ? `(?:${texts.map(escape).join('|')})` : '(?!)');

// Each of these may be replaced, to see that the comparison finds it.
const laws = {
  one: '[^/]+',
  rest: '[^/]+(?:/[^/]+)*',
  wellFormed: (path) => !CONTROL.test(path) && !path.includes('\\')
    && /^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/.test(path),
  // The texts that a claim stands for.
  isScalar: (value) => typeof value === 'string' || typeof value === 'bigint',
  values(claim, isList) {
    if (Array.isArray(claim) !== isList) return [];
    return (isList ? claim : [claim]).filter(this.isScalar).map(String).filter(Boolean);
  },
  segment: (text) => !text.includes('/'),
  claimSource: (texts) => alternatives(texts),
  place: (text, prefix) => (text.startsWith('/') ? text : prefix + text),
  find(claims, name) {
    if (Object.hasOwn(claims, name)) return claims[name];
    return name.split('.').reduce((object, part) => (
      object !== null && typeof object === 'object' && !Array.isArray(object) && Object.hasOwn(object, part)
        ? object[part] : undefined), claims);
  },
  isGroup: (value) => typeof value === 'string',
  groups(claims, name) {
    const claim = name === '' ? undefined : this.find(claims, name);
    return (Array.isArray(claim) ? claim : [claim]).filter(this.isGroup);
  },
  isNamed: (entry, name) => entry.name === name,
  entries: (entries) => entries,
};

const valuesOf = (law, claims, name) => (name.endsWith('[]')
  ? law.values(law.find(claims, name.slice(0, -2)), true)
  : law.values(law.find(claims, name), false));

const wordsOf = (text) => text.split(/[ \t]+/).filter(Boolean);

// The rules of a text; null: it is refused.
function parse(text) {
  const words = wordsOf(text);
  if (Buffer.byteLength(text) > LIMITS.bytes || words.length < 1 || words.length > LIMITS.rules) return null;
  const isRule = (word) => !CONTROL.test(word)
    && (WHOLE.test(word) || (PATTERN.test(word) && word.match(PIECES).length <= LIMITS.segments));
  return words.every(isRule) ? words : null;
}

function sourceOf(law, piece, claims) {
  if (piece === '*') return law.one;
  if (piece === '**') return law.rest;
  if (!piece.startsWith('{')) return escape(piece);
  const name = piece === '{sub}' ? 'sub' : piece.slice('{claim:'.length, -1);
  return law.claimSource(valuesOf(law, claims, name).filter(law.segment));
}

function opens(law, rule, { claims, prefix, path }) {
  const whole = WHOLE.exec(rule);
  if (whole) return valuesOf(law, claims, whole[1]).map((text) => law.place(text, prefix)).includes(path);
  const source = [...rule.matchAll(PIECES)].map(([, piece]) => `/${sourceOf(law, piece, claims)}`).join('');
  return new RegExp(`^${source}$`).test(path);
}

const opensAny = (law, rules, question) => law.wellFormed(question.path)
  && rules.some((rule) => opens(law, rule, question));

const answer = (isAllowed) => (isAllowed ? '1' : '0');

// '1', '0' or 'refused'.
function judgeRules({ rules: text, ...question }, changed = {}) {
  const rules = parse(text);
  return rules ? answer(opensAny({ ...laws, ...changed }, rules, question)) : 'refused';
}

const LINE = /^(?:(user|group)[ \t]+(?:"([^"]+)"|([^ \t"]+))|(everyone))(?:[ \t]+(.*))?$/s;

// Either of a line: nothing, an entry, or null when it is refused.
function parseLine(text) {
  const line = text.replace(/\r$/, '').replace(/^[ \t]+/, '');
  if (line === '' || line.startsWith('#')) return [];
  const [, kind, quoted, bare, everyone, rest] = LINE.exec(line) ?? [];
  const name = quoted ?? bare ?? '';
  const rules = parse(rest ?? '');
  if (rules === null || CONTROL.test(name)) return null;
  return [{ kind: kind ?? everyone, name, rules }];
}

// '1', '0' or 'refused:LINE'.
function judgeAccess({ file, group_claim: groupClaim, ...question }, changed = {}) {
  const law = { ...laws, ...changed };
  const lines = file.split('\n').map(parseLine);
  if (lines.includes(null)) return `refused:${lines.indexOf(null) + 1}`;
  const { claims } = question;
  const subjects = laws.values(Object.hasOwn(claims, 'sub') ? claims.sub : null, false);
  const groups = law.groups(claims, groupClaim);
  const holds = (entry) => entry.kind === 'everyone'
    || (entry.kind === 'user' ? subjects : groups).some((name) => law.isNamed(entry, name));
  return answer(law.entries(lines.flat()).filter(holds).some((entry) => opensAny(law, entry.rules, question)));
}

module.exports = { alternatives, escape, judgeAccess, judgeRules, laws };
