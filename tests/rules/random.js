// Rules, claims, paths and access files by chance, the same for the same seed.
// Half of what it says is meant to be allowed, the other half nearly so.
// SPDX-License-Identifier: ISC
'use strict';

const PREFIX = ['/img/', '/img/', '/', '/img/a/'];
const PLAIN = ['a', 'b', 'img', 'users', 'rome', 'cat.jpg', 'é', '42', 'A', 'a,b', '...', 'a+b'];
const HOSTILE = ['*', '*', '*', '**', '**', '..', '.', 'a/b', '', '%2F', '%2e', '{sub}', '{claim:a}', '/', '/a', 'a/', 'a//b',
  '\\', 'a\\b', 'a\nb', 'a\0', '\0', 'a b', '😀', 'e\u0301', '\u202e', '.*', '.*', '.*', 'a|b', '(', '$', 'a,', '"', '#', '-', '../a', './a', 'a/..', '/*', '/**'];
const PATHS = ['a', 'a/b', 'a/b/c.jpg', '/img/a', '/img/a/b', '/img/a/b/c.jpg', '/b', 'users/a'];
const OTHERS = [true, false, null, 42.5, 42, -1, 1e30, [], {}, ['a'], [['a']], { a: 'a' }, { b: { c: 'rome' } }];
const INTEGERS = [42n, 0n, -1n, 7n, 2n ** 63n - 1n, -(2n ** 63n)];
const NAMES = ['sub', 'sub', 'a', 'a.b', 'b', 'a.b.c', 'x[]', 'albums', 'https://example.org/albums', 'realm_access.roles',
  'realm_access', '.', 'a.', '__proto__', 'constructor', 'é'];
const MALFORMED = ['', '/', 'a', '*', '/a/', '//', '/a//b', '/..', '/./a', '/*.jpg', '/a*', '/**/a', '/%41', '/a%', '/a\\b', '{sub}', '/{sub}b',
  '/b{sub}', '/{', '/}', '/{}', '/{user}', '/{sub[]}', '/{claim:}', '{claim:[]}', '/{claim:a', '{claim:a}/b', '/{claim:a/{sub}',
  '/a,', '/a\n', '/\x7f', '/{claim:\x01}', '/***', '/{claim:a b}', '/*'.repeat(17), '/a '.repeat(33), `/${'a'.repeat(4096)}`];
const GROUPS = ['staff', 'staf', 'night shift', '/tree/a', 'é', 'a', '42'];
const BAD_LINES = ['users a /a', 'User a /a', 'user', 'user a', 'user "" /a', 'user "a /a', 'user a" /a', 'user "a"/a', '/a', 'everyone',
  'everyone a', 'everyone/a', 'group a /a # why', 'user "a\t" /a', 'user a\x01 /a', 'everyone /a\r\r', '\ufeffuser a /a', 'user a b /a'];
const BLANK_LINES = ['', '  ', '\t', '# a', '  # user a /**', '\r', '#'];

// Mulberry32: small, and good enough to choose by.
class Random {
  constructor(seed) { this.state = seed >>> 0; }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n) { return Math.floor(this.next() * n); }
  pick(list) { return list[this.below(list.length)]; }
  chance(percent) { return this.next() * 100 < percent; }
  many(least, most, make) { return Array.from({ length: least + this.below(most - least + 1) }, make); }
}

class Maker {
  constructor(seed) { this.random = new Random(seed); }

  word() { return this.random.chance(94) ? this.random.pick(PLAIN) : this.random.pick(HOSTILE); }

  scalar() {
    const { random } = this;
    if (random.chance(60)) return random.pick(PLAIN);
    if (random.chance(40)) return random.pick(PATHS);
    if (random.chance(60)) return random.pick(HOSTILE);
    return random.chance(60) ? random.pick(INTEGERS) : random.pick(OTHERS);
  }

  value() {
    return this.random.chance(55) ? this.scalar() : this.random.many(0, 4, () => this.scalar());
  }

  claims() {
    const { random } = this;
    const claims = Object.create(null);
    for (const name of random.many(2, 8, () => random.pick(NAMES))) {
      if (random.chance(50) || !name.includes('.')) {
        claims[name] = this.value();
      } else {
        const [first, ...rest] = name.split('.');
        claims[first] = rest.reduceRight((inner, part) => ({ [part]: inner }), this.value());
      }
    }
    return claims;
  }

  claim(claims) {
    const { random } = this;
    const known = random.chance(85) ? NAMES.filter((name) => valueOf(claims, name) !== undefined) : [];
    const name = random.pick(known.length ? known : NAMES);
    const isList = Array.isArray(valueOf(claims, name)) !== random.chance(10);
    return name === 'sub' && !isList && random.chance(70) ? '{sub}' : `{claim:${name}${isList ? '[]' : ''}}`;
  }

  rule(claims) {
    const { random } = this;
    if (random.chance(2)) return random.pick(MALFORMED);
    if (random.chance(15)) {
      const claim = this.claim(claims);
      return claim === '{sub}' ? '{claim:sub}' : claim;
    }
    const segments = random.many(1, random.chance(3) ? 16 : 4, () => {
      if (random.chance(45)) return random.pick(PLAIN);
      return random.chance(70) ? this.claim(claims) : '*';
    });
    if (random.chance(20)) segments[segments.length - 1] = '**';
    return `/${segments.join('/')}`;
  }

  rules(claims) {
    const gap = this.random.chance(90) ? ' ' : ' \t ';
    return this.random.many(1, this.random.chance(2) ? 32 : 3, () => this.rule(claims)).join(gap);
  }

  // A path that one of the rules was made for, if it can be.
  pathOf(rule, claims, prefix) {
    const { random } = this;
    const text = (claim) => {
      const value = valueOf(claims, /^\{(?:claim:)?(.*?)(?:\[\])?\}$/.exec(claim)[1]);
      const chosen = Array.isArray(value) && value.length ? random.pick(value) : value;
      // What the claim would open, if it were a pattern.
      if (['*', '.*'].includes(chosen) && random.chance(60)) return this.word();
      return ['string', 'bigint', 'number', 'boolean'].includes(typeof chosen) ? String(chosen) : this.word();
    };
    if (rule.startsWith('{')) {
      const path = text(/^\{[^}]*\}?/.exec(`${rule}}`)[0]);
      return path.startsWith('/') ? path : prefix + path;
    }
    return (rule.match(/\/(?:\{[^}]*\}|[^/]*)/g) ?? []).map((piece) => {
      if (piece === '/*') return `/${this.word()}`;
      if (piece === '/**') return random.many(1, 3, () => `/${this.word()}`).join('');
      return /^\/\{.*\}$/.test(piece) ? `/${text(piece.slice(1))}` : piece;
    }).join('');
  }

  spoilt(path) {
    const { random } = this;
    const at = random.below(path.length + 1);
    return random.pick([
      () => `${path}/${this.word()}`,
      () => path.slice(0, path.lastIndexOf('/')),
      () => path.slice(0, at) + random.pick(['/', '.', '..', 'x', '/../', '*', '\\', '%2F', '\n', '//', '/./']) + path.slice(at),
      () => path.slice(0, at) + path.slice(at + 1),
      () => path.replace(/\/[^/]*/, () => `/${this.word()}`),
      () => path.toUpperCase(),
      () => `${path}/`,
      () => random.many(0, 4, () => `/${this.word()}`).join(''),
    ])();
  }

  path(rules, claims, prefix, spoilt = 35) {
    const path = this.pathOf(this.random.pick(rules) ?? '', claims, prefix);
    // By way of UTF-8, as a character may have been cut in two.
    return this.random.chance(spoilt) ? Buffer.from(this.spoilt(path)).toString() : path;
  }

  // { rules, claims, prefix, path }
  triple() {
    const claims = this.claims();
    const prefix = this.random.pick(PREFIX);
    const rules = this.rules(claims);
    return { rules, claims, prefix, path: this.path(rules.split(/[ \t]+/), claims, prefix) };
  }

  line(kind, name, rules) {
    const { random } = this;
    const shown = random.chance(20) || /[ \t]/.test(name) ? `"${name}"` : name;
    const gap = random.pick([' ', '   ', '\t']);
    return (random.chance(10) ? ' ' : '') + [kind, ...(kind === 'everyone' ? [] : [shown]), rules].join(gap)
      + (random.chance(10) ? '\r' : '');
  }

  // Nearly the same name.
  near(name) {
    return this.random.pick([`${name}a`, [...name].slice(0, -1).join('') || 'x', name.toUpperCase(), `/${name}`, `${name}/`, `${name}*`]);
  }

  // { file, claims, group_claim, prefix, path }
  access() {
    const { random } = this;
    const claims = this.claims();
    const prefix = random.pick(PREFIX);
    const groupClaim = random.pick(['albums', 'groups', 'realm_access.roles', 'sub', '']);
    if (random.chance(70)) claims.groups = random.chance(20) ? random.pick(GROUPS) : random.many(0, 3, () => random.pick([...GROUPS, 42n]));
    if (random.chance(60)) claims.sub = random.chance(15) ? 42n : random.pick(PLAIN);
    const printable = (names) => [names].flat().filter((name) => ['string', 'bigint'].includes(typeof name))
      .map(String).filter((name) => /^[^\0-\x1f"]+$/.test(name));
    const said = { user: printable(claims.sub), group: printable(valueOf(claims, groupClaim)), everyone: [''] };
    const opened = [];
    const lines = random.many(1, 6, () => {
      if (random.chance(10)) return random.pick(BLANK_LINES);
      if (random.chance(1.5)) return random.pick(BAD_LINES);
      const kind = random.pick(['user', 'user', 'group', 'group', 'everyone']);
      const rules = this.rules(claims);
      const isSaid = said[kind].length > 0 && random.chance(80);
      if (!isSaid && random.chance(75)) return this.line(kind, random.pick([...GROUPS, ...PLAIN]), rules);
      opened.push(...rules.split(/[ \t]+/));
      const name = isSaid ? random.pick(said[kind]) : random.pick(GROUPS);
      return this.line(kind, random.chance(85) ? name : this.near(name), rules);
    });
    const file = lines.join('\n') + (random.chance(80) ? '\n' : '');
    return { file, claims, group_claim: groupClaim, prefix, path: this.path(opened, claims, prefix, 20) };
  }
}

function valueOf(claims, name) {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce((object, part) => object?.[part], claims);
}

// JSON that tells 42 from 42.0: a BigInt from a Number.
function json(value) {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e21 ? value.toFixed(1) : String(value);
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${json(member)}`).join(',')}}`;
}

module.exports = { Maker, json };
