// Side by side with nginx's own secure_link, in the modes whose links have no
// end: secure_link_secret, where the hash stands in the path, and secure_link
// with a single word.  secure_link.test.js has those that end.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, test } = require('node:test');
const { createHash, randomInt } = require('node:crypto');
const { Scratch } = require('../harness/scratch.js');
const { adapt, startNginx } = require('../harness/front.js');
const { freePort } = require('../harness/http.js');
const { install, startResponder } = require('../servers/setups.js');
const { secretFile } = require('./links.js');

const COUNT = 10000; // of each mode
const AT_ONCE = 16;
const SECRET = 'of nobody else 9+/=';
const ROOT = '/srv/private/img';

// SEED=N makes the URLs of a failure again.
const SEED = Number(process.env.SEED ?? randomInt(2 ** 32));

// Numbers below a limit, from a seed: xorshift32 (Marsaglia, 2003).
function randomFrom(seed) {
  let state = seed || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const below = randomFrom(SEED);
const pick = (list) => list[below(list.length)];
const some = (letters, most) => Array.from({ length: 1 + below(most) }, () => pick(letters)).join('');
const md5 = (text, form) => createHash('md5').update(text).digest(form);

/* ---------------------------------------------------------------- servers */

// nginx takes the first segment for the prefix, so that there is but one.
const ROUTES = `
[route path]
prefix = /p/
carrier = query
accept = nginx-secure-link
nginx-secure-link.mode = path
endless = yes

[route word]
prefix = /w/
carrier = query
accept = nginx-secure-link
nginx-secure-link.mode = endless
nginx-secure-link.token = hash
nginx-secure-link.expression = $uri|$arg_w|$secret
endless = yes
`;

const locations = (root) => `
location ~ ^/p/[^/]+/(.*)$ {
  secure_link_secret "${SECRET}";
  if ($secure_link = "") { return 403; }
  alias ${root}/$1;
}
location /p/ { return 403; }
location ^~ /w/ {
  secure_link $arg_hash;
  secure_link_md5 "$uri|$arg_w|${SECRET}";
  if ($secure_link = "") { return 403; }
  alias ${root}/;
}`;

// One nginx: on ports.postern Postern judges, on ports.nginx its own module.
async function start() {
  const scratch = new Scratch('secure-link-modes');
  const ports = { postern: await freePort(), nginx: await freePort() };
  for (const [name, text] of Object.entries(secretFile('links', 'MD5', SECRET, ['nginx-secure-link']))) {
    scratch.write(`etc/postern/keys/${name}`, text, { mode: 0o640, owned: true });
  }
  const site = install(scratch, { ini: 'nginx/postern.ini', append: ROUTES });
  await startResponder(scratch);
  scratch.mkdir('var/log/nginx');
  const conf = adapt('nginx/postern.conf', scratch, ['/run/postern', ROOT, '/var/log/nginx', '/var/www/html'],
    [['listen 80;', `listen 127.0.0.1:${ports.postern};`], ['location ^~ /img/ {', 'location ~ ^/[pw]/ {']]);
  const include = scratch.write('etc/postern.conf',
    `${conf}\nserver { listen 127.0.0.1:${ports.nginx};\n${locations(scratch.path(ROOT))}\n}\n`);
  await startNginx(scratch, ports.postern, { include });
  return { scratch, site, ports };
}

function get(agent, port, target) {
  return new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent, path: target, headers: { Host: 'example.org' } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

/* ------------------------------------------------------------ random URLs */

const LETTERS = [...'abcXYZ019-_.~!$\'()*,;:@=+ %&?#"<>[]{}|^`äé猫📷'];
const BASE64URL = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

const randomName = (files) => pick([pick(files), pick(files), `${some(LETTERS, 12)}x.png`, `${some(LETTERS, 9)}x/${some(LETTERS, 9)}x.png`]);

// Some of what needs no encoding is encoded, and the digits are of any case.
function encode(path) {
  const percent = (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [...path].map((letter) => {
    if (letter === '/' || (/[A-Za-z0-9\-._~!$'()*,;:@=+&]/.test(letter) && below(4) > 0)) return letter;
    return below(2) ? percent(letter) : percent(letter).toUpperCase();
  }).join('');
}

// One of the letters changed to another of them; never the last, which has
// spare bits in base64.
function changed(text, letters) {
  const at = below(text.length - 1);
  return text.slice(0, at) + pick(letters.filter((letter) => letter !== text[at])) + text.slice(at + 1);
}

const HEX = [...'0123456789abcdef'];
const QUERIES = ['?w=1', '?', '?a&b=%2F&c=%20', '?w=1&w=1', '?w=/x.png', '?/'];

/*
 * Modes: what is done to a good link, whose members are prefix, hash, link (of
 * the path, encoded), query, and name (of the file).
 */
const MODES = {
  path: {
    make: (name) => {
      const link = { prefix: '/p/', link: encode(name), query: pick(['', '', '', ...QUERIES]) };
      link.hash = md5(`${link.link}${link.query}${SECRET}`, 'hex');
      return link;
    },
    write: ({ prefix, hash, link, query }) => `${prefix}${hash}/${link}${query}`,
    kinds: {
      good: () => {},
      'hash in capitals': (link) => { link.hash = link.hash.toUpperCase(); },
      'hash in both cases': (link) => { link.hash = [...link.hash].map((digit) => (below(2) ? digit.toUpperCase() : digit)).join(''); },
      'hash changed': (link) => { link.hash = changed(link.hash, HEX); },
      'hash is no hex': (link) => { link.hash = changed(link.hash, [...'ghxyz.-_~!+']); },
      'hash encoded': (link) => { link.hash = `%${link.hash.charCodeAt(0).toString(16)}${link.hash.slice(1)}`; },
      'hash cut': (link) => { link.hash = link.hash.slice(0, below(32)); },
      'hash too long': (link) => { link.hash += some(HEX, 40); },
      'another link': (link) => { link.link = link.link.replace(/x?\.(?=[a-zA-Z]+$)/, 'y.'); },
      'link encoded in another way': (link, name) => { link.link = encode(name); },
      'another query': (link) => { link.query = pick(QUERIES.filter((query) => query !== link.query)); },
      'no link': (link) => { link.link = ''; },
      'nothing but a hash': (link) => { link.link = ''; link.query = ''; link.hash = md5(SECRET, 'hex'); },
      'another secret': (link) => { link.hash = md5(`${link.link}${link.query}${SECRET.slice(1)}`, 'hex'); },
      'the secret first': (link) => { link.hash = md5(`${SECRET}${link.link}${link.query}`, 'hex'); },
      'a segment before it': (link) => { link.prefix = `/p/${some(BASE64URL, 3)}/`; },
      'whole URL': (link) => { link.prefix = 'http://example.org/p/'; },
    },
  },
  word: {
    make: (name) => {
      const link = { link: encode(name), w: pick(['', '', '1', 'a%20b', '%2F']), more: '' };
      link.hash = md5(`/w/${name}|${link.w}|${SECRET}`, 'base64url');
      return link;
    },
    write: ({ link, hash, w, more }) => {
      const parameters = [hash !== null && `hash=${hash}`, w && `w=${w}`].filter(Boolean);
      return `/w/${link}?${(below(2) ? parameters : parameters.reverse()).join('&')}${more}`;
    },
    kinds: {
      good: () => {},
      'link encoded in another way': (link, name) => { link.link = encode(name); },
      'more in the query': (link) => { link.more = pick(['&x=1', '&', '&xhash=1', '&a&b=%2F', '&expires=1']); },
      'hash changed': (link) => { link.hash = changed(link.hash, BASE64URL); },
      'hash cut': (link) => { link.hash = link.hash.slice(0, below(21)); },
      'hash too long': (link) => { link.hash += some(BASE64URL, 9); },
      'no hash': (link) => { link.hash = null; },
      'another link': (link) => { link.link = link.link.replace(/x?\.(?=[a-zA-Z]+$)/, 'y.'); },
      'another argument': (link) => { link.w += '1'; },
      'another secret': (link, name) => { link.hash = md5(`/w/${name}|${link.w}|${SECRET}0`, 'base64url'); },
    },
  },
};

function randomLink({ make, write, kinds }, files) {
  const kind = pick(['good', 'good', 'good', 'good', 'good', ...Object.keys(kinds)]);
  const name = randomName(files);
  const link = make(name);
  kinds[kind](link, name);
  return { kind, target: write(link) };
}

/* ------------------------------------------------------------------ tests */

describe('secure_link without an end', () => {
  let servers;
  let agent;
  before(async () => {
    agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
    servers = await start();
  });
  after(async () => {
    agent?.destroy();
    await servers?.scratch.close();
  });

  async function both(target) {
    const [postern, nginx] = await Promise.all([get(agent, servers.ports.postern, target), get(agent, servers.ports.nginx, target)]);
    return { postern, nginx };
  }

  for (const [name, mode] of Object.entries(MODES)) {
    test(`${name}: ${COUNT} random URLs, the same verdict for each`, async () => {
      const files = [...servers.site.contents.keys()];
      const links = Array.from({ length: COUNT }, () => randomLink(mode, files));
      const seen = {};
      const judge = async (_, first) => {
        for (let i = first; i < COUNT; i += AT_ONCE) {
          const { kind, target } = links[i];
          const { postern, nginx } = await both(target);
          assert.equal(postern.status, nginx.status, `SEED=${SEED}: ${kind}: ${target}`);
          if (nginx.status === 200) assert.ok(postern.body.equals(nginx.body), target);
          seen[nginx.status] = (seen[nginx.status] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, judge));
      assert.deepEqual(Object.keys(seen), ['200', '403', '404']);
      for (const count of Object.values(seen)) assert.ok(count > COUNT / 20, JSON.stringify(seen));
      assert.ok(Object.keys(mode.kinds).every((kind) => links.some((link) => link.kind === kind)), 'a kind was never tried');
    });
  }

  // nginx opens each of these; Postern wants one spelling of a link.
  test('what nginx takes and Postern does not', async () => {
    const inPath = (link) => `/p/${md5(`${link}${SECRET}`, 'hex')}/${link}`;
    const hash = md5(`/w/plain.png||${SECRET}`, 'base64url');
    const spare = hash.slice(0, -1) + BASE64URL[BASE64URL.indexOf(hash.at(-1)) + 1];
    const word = `/w/plain.png?hash=${hash}`;
    for (const target of [
      inPath('/plain.png'), inPath('x/../plain.png'), inPath('./plain.png'), inPath('album%2Fone.png'),
      `${word}==`, `/w/plain.png?hash=${spare}`, `${word}&hash=${hash}`, word.replace('hash', 'HASH'), word.replace('/plain', '//plain'),
      word.replace('plain', 'x/../plain'),
    ]) {
      const { postern, nginx } = await both(target);
      assert.equal(nginx.status, 200, target);
      assert.ok([400, 403].includes(postern.status), `${postern.status}: ${target}`);
    }
  });
});
