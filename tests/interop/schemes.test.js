// Compares the tables of docs/schemes.md with lib/schemes/, and runs its examples,
// word for word, on a private copy of this machine.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { runPrivately } = require('../harness/private-root.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const read = (name) => fs.readFileSync(path.join(REPOSITORY, name), 'utf8');
const all = (text, pattern) => [...text.matchAll(pattern)];
const DOCUMENT = read('docs/schemes.md');
const [TABLE, REST] = DOCUMENT.split('\n## How to set one up\n');
const [EXAMPLES, SETTINGS] = REST.split('\n## Settings\n');

/* --------------------------------------------------------------- the code */

const STRING = /"((?:[^"\\]|\\.)*)"/;
const strings = (text) => all(text, new RegExp(STRING, 'g')).map(([, value]) => value);
const joined = (text) => text.replace(/"\s*\n\s*"/g, '');

// lib/, for what several schemes share.
const LIBRARY = fs.readdirSync(path.join(REPOSITORY, 'lib')).filter((name) => name.endsWith('.c')).map((name) => read(`lib/${name}`)).join('');

// What stands between the braces of `NAME[] = {...};`.
function listOf(source, name) {
  const pattern = new RegExp(`\\b${name}\\[\\] = \\{([^]*?)\\};`);
  return (pattern.exec(source) ?? pattern.exec(LIBRARY))[1];
}

// payload.h has a row that several schemes share.
const SHARED = new RegExp(/PAYLOAD_SETTING\(standard\)[^{]*\{ "text", standard, /.source + /"([^"]*)",[\s\\]*"([^"]*)" \}/.source)
  .exec(read('lib/payload.h'));

function settingsIn(list) {
  return all(joined(list), /PAYLOAD_SETTING\("(\w+)"\)|\{ "(\w+)", "((?:[^"\\]|\\.)*)",\s*(NULL|"[^"]*"),\s*"([^"]*)" \}/g)
    .map(([, text, name, initial, choices, help]) => (text ? { name: 'text', initial: text, choices: SHARED[1], help: SHARED[2] }
      : { name, initial, choices: choices === 'NULL' ? '' : choices.slice(1, -1), help }));
}

function schemesIn(file) {
  const source = read(`lib/schemes/${file}`);
  return all(source, /^const struct scheme \w+ = \{([^}]*)\};/gm).map(([, members]) => {
    const member = (name) => new RegExp(`\\.${name} = ([^,]*),`).exec(members)?.[1];
    const settings = member('settings');
    return {
      name: STRING.exec(member('name'))[1],
      algorithms: strings(listOf(source, member('algorithms'))),
      isWeak: member('weak') === '1',
      signs: member('sign') !== undefined,
      settings: settings ? settingsIn(listOf(source, settings)) : [],
      rows: settings ? all(listOf(source, settings), /PAYLOAD_SETTING|\{ "/g).length : 0,
    };
  });
}

const SCHEMES = fs.readdirSync(path.join(REPOSITORY, 'lib/schemes')).filter((name) => name.endsWith('.c')).flatMap(schemesIn);

/* -------------------------------------------------------------- the tables */

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

test('every scheme was found in the code, with all of its settings', () => {
  assert.equal(SCHEMES.length, all(read('lib/schemes.c'), /^\tX\(\w+\) \\$/gm).length);
  for (const { name, settings, rows } of SCHEMES) assert.equal(settings.length, rows, name);
});

test('the table has each scheme with its algorithms, what is weak, and what Postern signs', () => {
  const rows = all(TABLE, /^\| `([\w-]+)` \| (\S.*) \| (`.*?) \| (\S.*) \| (\S.*) \| (yes )?\|$/gm);
  const documented = rows.map(([, name, , algorithms, , by, weak]) =>
    `${name} ${strings(algorithms.replaceAll('`', '"'))} ${weak ? 'weak' : ''} ${by.endsWith(' ✓') ? 'signs' : ''}`);
  const known = SCHEMES.map(({ name, algorithms, isWeak, signs }) =>
    `${name} ${name === 'rails-cookie' ? [...algorithms, 'A256GCM'] : algorithms} ${isWeak ? 'weak' : ''} ${signs ? 'signs' : ''}`);
  assert.deepEqual(documented.sort(), known.sort());
});

// A row that is missing is in the difference as it has to be written.
test('the table of settings has each with its default, its values and its meaning', () => {
  const documented = SETTINGS.split('\n').filter((row) => row.startsWith('| `'));
  const known = SCHEMES.flatMap(({ name: scheme, settings }) => settings.map(({ name, initial, choices, help }) =>
    `| \`${scheme}.${name}\` | ${initial ? code(initial) : 'none'} | ${choices.split(' ').filter(Boolean).map(code).join(', ')} | ${help} |`
      .replaceAll('|  |', '| |')));
  assert.deepEqual(documented.sort(), known.sort());
});

/* ------------------------------------------------------------ the examples */

// Explained in documents of their own, whose examples other tests run.
const ELSEWHERE = ['native', 'sealed', 'jwt', 'jwe', 'paseto', 'laravel-encrypt', 'laravel-route'];

const blocks = all(EXAMPLES, /^```(sh|ini)\n([^]*?)^```$/gm).map(([, language, content]) => ({ language, content }));
const acceptedBy = (ini) => /^accept +?= (.*)$/m.exec(ini)[1].split(' ').filter((word) => word !== 'until' && !/^\d/.test(word));
// An example is a whole route, or the middle of this one.
const isRoute = (ini) => ini.startsWith('[route ');
const ROUTE = '[route images]\nprefix = /img/\nroot = /srv/private/img\ndelivery = direct\n';

// By which Postern signs a path of that route; rules would want claims, of which
// it knows none.
const signedBy = (ini) => (isRoute(ini) || /^allow/m.test(ini) ? [] : acceptedBy(ini).filter((name) => SCHEMES.find((scheme) => scheme.name === name).signs));

test('there is a key and a route for each scheme', () => {
  const keys = blocks.filter(({ language }) => language === 'sh').flatMap(({ content }) => all(content, /--scheme ([\w-]+)/g).map(([, name]) => name));
  const routes = blocks.filter(({ language }) => language === 'ini').flatMap(({ content }) => acceptedBy(content));
  const expected = SCHEMES.map(({ name }) => name).filter((name) => !ELSEWHERE.includes(name)).sort();
  assert.deepEqual([...new Set(keys)].sort(), expected);
  assert.deepEqual([...new Set(routes)].sort(), expected);
});

// What the vendors have given to the reader: secrets and public keys.
const GIVEN = `
for name in AWS_SECRET_ACCESS_KEY OLD_SECRET GOOGLE_SECRET CLOUDINARY_SECRET SECRET APP_SECRET SECRET_KEY COOKIE_SECRET SESSION_KEY SECURITY_KEY; do
  export "$name=$(openssl rand -base64 30)"
done
for name in AKAMAI_KEY CLOUDINARY_TOKEN_KEY MEDIA_SECRET VERIFIER_KEY STORAGE_KEY COOKIE_KEY IMGPROXY_KEY IMGPROXY_SALT; do export "$name=$(openssl rand -hex 32)"; done
for name in AZURE_STORAGE_KEY FASTLY_KEY; do export "$name=$(openssl rand -base64 30)"; done
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
openssl rand -base64 16 | tr +/ -_ >google-cdn.key
for name in google cloudfront; do openssl genrsa 2048 | openssl rsa -pubout -out $name.pem; done
for name in media-cdn sanity; do openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out $name.pem; done
`;

// Before the last day of any example.
const NOW = 1790000000;

function step({ language, content }, i) {
  if (language === 'sh') return content;
  return `
cat >/etc/postern/postern.ini <<'END_OF_FILE'
[postern]
site = example.org
keys = /etc/postern/keys
${isRoute(content) ? content : `${ROUTE}${content}`}
END_OF_FILE
echo example ${i}
postern check
${signedBy(content).map((name) => `
echo ${name}
url=$(postern sign --scheme ${name} --now ${NOW} --base https://img.example.org --ttl 10m /img/cat.png)
echo "$url"`).join('\n')}
`;
}

test('every example can be used, and Postern signs by it where it can', { timeout: 120000 }, async () => {
  const { code: end, stdout, stderr } = await runPrivately(`
exec 3>&1 >&2
make
make install
install -D -m 644 nginx/postern.ini /etc/postern/postern.ini
cd /tmp
install -d -m 750 -g www-data /etc/postern/keys
mkdir -p /srv/private/img
${GIVEN}
exec >&3
${blocks.map(step).join('\n')}
`);
  assert.equal(end, 0, `${stdout}\n${stderr}`);
  const examples = blocks.filter(({ language }) => language === 'ini');
  assert.equal(all(stdout, /^fine\b/gm).length, examples.length, stdout);
  assert.equal(all(stdout, /^https:\/\/img\.example\.org\/img\//gm).length,
    examples.flatMap(({ content }) => signedBy(content)).length, stdout);
});
