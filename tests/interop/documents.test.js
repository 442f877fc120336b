// Compares what the documents say with the tables in the code; that they name
// the same things, tests/drift says.  A check that sees nothing fails.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { execFileSync } = require('node:child_process');

const REPOSITORY = path.resolve(__dirname, '../..');
const BUILD = path.resolve(REPOSITORY, process.env.BUILD ?? 'build');
const read = (name) => fs.readFileSync(path.join(REPOSITORY, name), 'utf8');
const flat = (text) => text.replace(/\s+/g, ' ');

// All matches of a pattern; at least `fewest` of them.
function all(text, pattern, fewest) {
  const found = [...text.matchAll(pattern)];
  assert.ok(found.length >= fewest, `${pattern} is found ${found.length} times`);
  return found;
}

const MANUAL = read('docs/postern.ini.5');
// The parts of the manual that list settings, by section of the ini file.
const PARTS = { POSTERN: 'THE SECTION POSTERN', ROUTE: 'THE SECTIONS ROUTE', FILES: 'ROUTES OF FILES', API: 'ROUTES OF AN API' };
const part = (title) => MANUAL.split(`.Sh ${title}\n`)[1].split('\n.Sh ')[0];

const options = all(flat(read('fcgi/config_options.c')),
  /\{ SECTION_(\w+), "(\w+)", parse_\w+, [^"{}]*?, (NULL|"[^"]*"), ([01]), "/g, 15)
  .map(([, section, name, initial, required]) => ({ section, name, initial: initial === 'NULL' ? null : initial.slice(1, -1), required: required === '1' }));

test('the manual has the settings that there are, in each section', () => {
  for (const [section, title] of Object.entries(PARTS)) {
    const documented = all(part(title), /^\.It Ic (\w+)/gm, 3).map(([, name]) => name);
    const known = options.filter((option) => option.section === section).map(({ name }) => name);
    assert.deepEqual(documented.sort(), known.sort());
  }
});

for (const { section, name, initial, required } of options) {
  test(`${name} of ${section} has the default that the manual says`, () => {
    const said = flat(part(PARTS[section]).split(new RegExp(`^\\.It Ic ${name}\\b.*\\n`, 'm'))[1].split('\n.It Ic')[0]);
    if (required) assert.match(said, /^Required\. /);
    else if (initial === null) assert.match(said, /^Default: none\b/);
    else assert.ok(said.startsWith(`Default: .Cm ${initial} .`) || said.startsWith(`Default: .Li ${initial} .`), said.slice(0, 60));
  });
}

test('the manual has the words that settings take', () => {
  const types = read('fcgi/config_choices.c');
  for (const [table, setting] of [['modes', 'mode'], ['cache_policies', 'cache'], ['encodings', 'encoding'],
    ['roles', 'role'], ['same_sites', 'same_site'], ['answers', 'partitioned']]) {
    const rows = types.split(`struct choice ${table}[] = {`)[1].split('};')[0];
    const words = all(rows, /\{ "([\w-]+)"/g, 2).map(([, word]) => word);
    assert.ok(MANUAL.includes(`\n.It Ic ${setting} Cm ${words.join(' | ')}\n`), `${setting}: ${words}`);
  }
});

test('the manual has the deliveries that there are', () => {
  const names = fs.readdirSync(path.join(REPOSITORY, 'fcgi')).filter((name) => name.startsWith('delivery_') && name.endsWith('.c'))
    .map((name) => /\.name = "([\w-]+)"/.exec(read(`fcgi/${name}`))[1]);
  const documented = all(MANUAL.split('.It Ic delivery')[1].split('.It Ic')[0], /^\.It Cm ([\w-]+)/gm, 3).map(([, name]) => name);
  assert.deepEqual(documented.sort(), names.sort());
});

test('the manual has the file types that can be sent', () => {
  const groups = {};
  for (const [, extension, group] of all(read('fcgi/content_type.c'), /^\t\{ "(\w+)", "(\w+)", "/gm, 20)) {
    (groups[group] ??= []).push(extension);
  }
  const documented = all(part('FILE TYPES'), /^\.It Cm (\w+)\n([\w ]+)\n/gm, 4);
  assert.deepEqual(Object.fromEntries(documented.map(([, group, list]) => [group, list.split(' ')])),
    Object.fromEntries(Object.entries(groups).map(([group, list]) => [group, list.sort()])));
});

// These front servers choose the type by themselves, of files that Postern has judged.
test('the configurations of authorizers have the media types that there are', () => {
  const known = all(read('fcgi/content_type.c'), /^\t\{ "(\w+)", "\w+", "([^"]+)"/gm, 20)
    .map(([, extension, type]) => `${extension} ${type}`).sort();
  const nginx = all(read('nginx/postern-auth.conf').split('types {\n')[1].split('}')[0], /^\t\t\t("[^"]+"|\S+) ([\w ]+);$/gm, 20)
    .flatMap(([, type, list]) => list.split(' ').map((extension) => `${extension} ${type.replaceAll('"', '')}`));
  assert.deepEqual(nginx.sort(), known);
  const lighttpd = all(read('lighttpd/postern-auth.conf'), /^\t\t"\.(\w+)" => "([^"]+)",$/gm, 20).map(([, extension, type]) => `${extension} ${type}`);
  assert.deepEqual(lighttpd.sort(), known);
});

const statuses = all(flat(read('lib/include/postern_status.h').replaceAll('\\\n', '')), /X\((\w+), "([\w-]+)",/g, 25)
  .map(([, id, name]) => ({ id, name }));

test('docs/reasons.md has every reason with its HTTP status', () => {
  const http = Object.fromEntries(all(read('fcgi/denial.c'), /\[STATUS_(\w+)\] = (\d{3}),/g, 25).map(([, id, status]) => [id, status]));
  const documented = all(read('docs/reasons.md'), /^\| `([\w-]+)` \| (\d{3}) \| \S/gm, 25).map(([, name, status]) => `${name} ${status}`);
  assert.deepEqual(documented.sort(), statuses.map(({ id, name }) => `${name} ${http[id]}`).sort());
});

test('docs/native.md has the fields of a token, and no reason of its own making', () => {
  const text = read('docs/native.md');
  const letters = all(read('lib/token_fields.c'), /^\t\{ '(\w)', FORM_/gm, 8).map(([, letter]) => letter);
  assert.deepEqual(all(text, /^\| `(\w)` \| /gm, 8).map(([, letter]) => letter), letters);
  for (const [, reason] of all(text, /^\| `[^`]*` \| \d+ \| ([\w-]+) \|/gm, 20)) {
    assert.ok(statuses.some(({ name }) => name === reason), reason);
  }
});

test('docs/keys.md has the members of a key\'s scope', () => {
  const members = all(read('lib/key_scope.c'), /^\t\{ "(\w+)", read_/gm, 4).map(([, name]) => name);
  const documented = all(read('docs/keys.md').split('The scope is')[1].split('## ')[0], /^\| `(\w+)` \|/gm, 4).map(([, name]) => name);
  assert.deepEqual(documented.sort(), members.sort());
});

// What the rows of lib/algorithms.c say, by the macro that each is written with.
const ROWS = {
  HMAC: (words) => ['oct', words.slice(1)],
  SIGNATURE: (words, type) => [type, words.slice(-1)],
  SECRET: (words) => ['oct', words],
  OAEP: () => ['RSA', ['jwe']],
  HASH: () => ['oct', ['none']],
};

test('docs/keys.md has the algorithms that there are', () => {
  const table = flat(read('lib/algorithms.c').split('struct algorithm algorithms[] = {')[1].split('};')[0]);
  const known = {};
  for (const [, macro, name, rest] of all(table, /(\w+)\("([\w.-]+)", (.*?)\),/g, 20)) {
    const words = [...rest.matchAll(/"([^"]+)"/g)].map(([, word]) => word);
    known[name] = ROWS[macro](words, /KEY_(\w+)/.exec(rest)?.[1]).map(String).join(' ');
  }
  for (const [, name, type, scheme] of all(table, /\{ "([\w.-]+)", KEY_(\w+), [^{}]*, (NULL|"[\w-]+"), [01] \}/g, 2)) {
    known[name] = `${type.replace('OCT', 'oct')} ${scheme === 'NULL' ? 'none' : scheme.slice(1, -1)}`;
  }
  const documented = {};
  for (const [, names, type, schemes] of all(read('docs/keys.md').split('## Algorithms')[1].split('## ')[0], /^\| (`.*?`) \| `(oct|RSA|EC|OKP)` \| ([\w, -]+) \|/gm, 15)) {
    for (const [, name] of names.matchAll(/`([^`]+)`/g)) documented[name] = `${type} ${schemes.replaceAll(', ', ',')}`;
  }
  assert.deepEqual(documented, known);
});

test('the keys in docs/keys.md are keys', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'postern-documents-'));
  try {
    const examples = all(read('docs/keys.md'), /```json\n([^]*?)```/g, 2).map(([, text]) => text);
    examples.forEach((text, i) => fs.writeFileSync(path.join(directory, `${i}.json`), text, { mode: 0o600 }));
    const listed = execFileSync(path.join(BUILD, 'postern'), ['keys', 'list', '--directory', directory], { encoding: 'utf8' });
    assert.equal(listed.trim().split('\n').length, examples.length);
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});

test('postern.fcgi(8) has the variables of a request and the options', () => {
  const text = read('docs/postern.fcgi.8');
  for (const [, name] of all(read('fcgi/environment.c'), /^\t\{ "(\w+)",/gm, 12)) assert.match(text, new RegExp(`^\\.(It )?Ev (.*, )?${name}\\b`, 'm'));
  for (const [, name] of all(read('fcgi/main.c'), /\{ "(\w+)", (?:required|no)_argument/g, 4)) assert.match(text, new RegExp(`-${name}\\b`));
});

test('links between documents lead to files', () => {
  const documents = execFileSync('find', ['.', '-name', '*.md', '-not', '-path', '*/node_modules/*', '-not', '-path', './build/*'],
    { cwd: REPOSITORY, encoding: 'utf8' }).trim().split('\n');
  let links = 0;
  for (const document of documents) {
    for (const [, target] of read(document).matchAll(/\]\(([^)#:\s]+)(?:#[\w-]*)?\)/g)) {
      links += 1;
      assert.ok(fs.existsSync(path.join(REPOSITORY, path.dirname(document), target)), `${document}: ${target}`);
    }
  }
  assert.ok(links > 20);
});
