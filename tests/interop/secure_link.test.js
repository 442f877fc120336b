// Side by side with nginx's own secure_link: the same random URLs go to both, and
// each gets the same verdict.  Where Postern is stricter by intent, a list says so.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, test } = require('node:test');
const { createHash, randomBytes } = require('node:crypto');
const { Scratch } = require('../harness/scratch.js');
const { adapt, startNginx } = require('../harness/front.js');
const { freePort } = require('../harness/http.js');
const { install, startResponder } = require('../servers/setups.js');
const { inSeconds, linkRoute, secretFile } = require('./links.js');

const COUNT = 10000;
const AT_ONCE = 16;
const SECRET = randomBytes(18).toString('base64url');
const ROOT = '/srv/private/img';

const TEMPLATES = {
  link: (expires, uri, address) => `${expires}${uri}${address} ${SECRET}`,
  plain: (expires, uri) => `${expires}${uri} ${SECRET}`,
};

/* ---------------------------------------------------------------- servers */

const secureLink = (name, expression, root) => `
location ^~ /img/${name}/ {
  secure_link $arg_md5,$arg_expires;
  secure_link_md5 "${expression.replace('$secret', SECRET)}";
  if ($secure_link = "") { return 403; }
  if ($secure_link = "0") { return 410; }
  alias ${root}/;
}`;

const EXPRESSIONS = {
  link: '$secure_link_expires$uri$remote_addr $secret',
  plain: '$secure_link_expires$uri $secret',
};

// One nginx: on ports.postern Postern judges, on ports.nginx its own module.
async function start() {
  const scratch = new Scratch('secure-link');
  const ports = { postern: await freePort(), nginx: await freePort() };
  for (const [name, text] of Object.entries(secretFile('links', 'MD5', SECRET, ['nginx-secure-link']))) {
    scratch.write(`etc/postern/keys/${name}`, text, { mode: 0o640, owned: true });
  }
  const site = install(scratch, { ini: 'nginx/postern.ini', append: Object.entries(EXPRESSIONS).map(([name, expression]) =>
    linkRoute(name, `accept = nginx-secure-link\nnginx-secure-link.expression = ${expression}`)).join('') });
  await startResponder(scratch);
  scratch.mkdir('var/log/nginx');
  const conf = adapt('nginx/postern.conf', scratch, ['/run/postern', ROOT, '/var/log/nginx', '/var/www/html'],
    [['listen 80;', `listen 127.0.0.1:${ports.postern};`]]);
  const locations = Object.entries(EXPRESSIONS).map(([name, expression]) => secureLink(name, expression, scratch.path(ROOT)));
  const include = scratch.write('etc/postern.conf', `${conf}\nserver { listen 127.0.0.1:${ports.nginx};\n${locations.join('')}\n}\n`);
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

const pick = (list) => list[randomBytes(4).readUInt32LE() % list.length];
const LETTERS = [...'abcXYZ019-_.~!$\'()*,;:@=+ %&?#"<>[]{}|^`äé猫📷'];
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const randomName = () => `${Array.from({ length: 1 + randomBytes(1)[0] % 12 }, () => pick(LETTERS)).join('')}x.png`;

// Some of what needs no encoding is encoded, and the digits are of any case.
function encode(path) {
  const percent = (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [...path].map((letter) => {
    if (letter === '/') return letter;
    const raw = /[A-Za-z0-9\-._~!$'()*,;:@=+&]/.test(letter);
    if (raw && pick([1, 1, 1, 0])) return letter;
    return pick([1, 0]) ? percent(letter) : percent(letter).toUpperCase();
  }).join('');
}

const token = (route, expires, uri, address = '127.0.0.1') =>
  createHash('md5').update(TEMPLATES[route](expires, uri, address)).digest('base64url');

// One character of the token but the last, which has spare bits.
function changed(text) {
  const at = randomBytes(1)[0] % (text.length - 1);
  return text.slice(0, at) + pick([...BASE64URL].filter((letter) => letter !== text[at])) + text.slice(at + 1);
}

/*
 * What is done to a good link: (link, route, uri) changes the members path,
 * md5, expires (null: without it), query, which is appended.
 */
const KINDS = {
  good: () => {},
  'more in the query': (link) => { link.query = pick(['&x=1', '&', '&md=5', '&xmd5=1', '&a&b=%2F&c=%20']); },
  'token changed': (link) => { link.md5 = changed(link.md5); },
  'token cut': (link) => { link.md5 = link.md5.slice(0, randomBytes(1)[0] % 21); },
  'token too long': (link) => { link.md5 += Array.from({ length: 1 + randomBytes(1)[0] % 9 }, () => pick([...BASE64URL])).join(''); },
  'token random': (link) => { link.md5 = randomBytes(16).toString('base64url'); },
  'token encoded': (link) => { link.md5 = link.md5.replace(/[-_A-Z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`); },
  'another path': (link) => { link.path = link.path.replace(/x\.png$/, 'y.png'); },
  'another expiry': (link) => { link.expires += pick([-1, 1, 3600, 86400]); },
  'another address': (link, route, uri) => { link.md5 = token(route, link.expires, uri, '127.0.0.2'); },
  over: (link, route, uri) => {
    link.expires = inSeconds(-pick([5, 60, 86400, 1e9]));
    link.md5 = token(route, link.expires, uri);
  },
  'over, prolonged': (link, route, uri) => { link.md5 = token(route, inSeconds(-60), uri); },
  'expiry that is none': (link, route, uri) => {
    link.expires = pick(['', 'abc', '1e10', '-1', '+1800000000', '18000000 00', '0x6b49d200', '1800000000.0']).replace(' ', '%20');
    link.md5 = token(route, link.expires, uri);
  },
  'no expiry': (link) => { link.expires = null; },
  'no token': (link) => { link.md5 = null; },
  'another secret': (link, route, uri) => { link.md5 = createHash('md5').update(`${link.expires}${uri} another`).digest('base64url'); },
};

function randomLink(files) {
  const route = pick(Object.keys(TEMPLATES));
  const kind = pick(['good', 'good', 'good', 'good', ...Object.keys(KINDS)]);
  const uri = `/img/${route}/${pick([pick(files), pick(files), randomName(), `${randomName()}/${randomName()}`])}`;
  const link = { path: encode(uri), expires: inSeconds(pick([600, 3600, 86400, 1e8])), query: '' };
  link.md5 = token(route, link.expires, uri);
  KINDS[kind](link, route, uri);
  const parameters = [link.md5 !== null && `md5=${link.md5}`, link.expires !== null && `expires=${link.expires}`].filter(Boolean);
  if (pick([1, 0])) parameters.reverse();
  return { kind, target: `${link.path}?${parameters.join('&')}${link.query}` };
}

/* ------------------------------------------------------------------ tests */

describe('secure_link', () => {
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

  test(`${COUNT} random URLs: the same verdict for each`, async () => {
    const files = [...servers.site.contents.keys()].filter((name) => !name.startsWith('.'));
    const seen = {};
    const judge = async (_, first) => {
      for (let i = first; i < COUNT; i += AT_ONCE) {
        const { kind, target } = randomLink(files);
        const { postern, nginx } = await both(target);
        assert.equal(postern.status, nginx.status, `${kind}: ${target}`);
        if (nginx.status === 200) assert.ok(postern.body.equals(nginx.body), target);
        const outcome = `${kind}: ${nginx.status}`;
        seen[outcome] = (seen[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, judge));
    const total = (status) => Object.entries(seen).filter(([name]) => name.endsWith(status)).reduce((sum, [, count]) => sum + count, 0);
    for (const [status, least] of [[200, 1000], [403, 2000], [404, 500], [410, 200]]) {
      assert.ok(total(`: ${status}`) > least, `${total(`: ${status}`)} answers of ${status}: ${JSON.stringify(seen)}`);
    }
  });

  // nginx opens each of these; Postern wants one spelling of a link.
  test('what nginx takes and Postern does not', async () => {
    const uri = '/img/plain/plain.png';
    const expires = inSeconds(600);
    const md5 = token('plain', expires, uri);
    const spare = md5.slice(0, -1) + BASE64URL[BASE64URL.indexOf(md5.at(-1)) + 1];
    const signed = (text) => `md5=${token('plain', text, uri)}&expires=${text}`;
    for (const target of [
      `${uri}?md5=${md5}==&expires=${expires}`, `${uri}?md5=${spare}&expires=${expires}`,
      `${uri}?md5=${md5}&expires=${expires}&md5=${md5}`, `${uri}?MD5=${md5}&Expires=${expires}`,
      `${uri}?${signed(`${expires}000`)}`, `${uri}?${signed(`0${expires}`)}`, `/img//plain/plain.png?md5=${md5}&expires=${expires}`,
      `/img/plain/x/../plain.png?md5=${md5}&expires=${expires}`,
    ]) {
      const { postern, nginx } = await both(target);
      assert.equal(nginx.status, 200, target);
      assert.ok([400, 403].includes(postern.status), `${postern.status}: ${target}`);
    }
  });
});
