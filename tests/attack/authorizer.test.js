// Front servers that send files by themselves look for them under a path that
// they have normalised.  So: whenever the bytes of a file come back, a signed URL
// of that very file was asked for, however hostile its spelling, and the token
// of one file never brings another.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { test } = require('node:test');
const { APACHE_CHECKER, AUTHORIZERS, startSetup } = require('../servers/setups.js');
const { REPOSITORY } = require('../harness/front.js');
const { encodePath } = require('../harness/site.js');
const { hostilePaths } = require('./hostile.js');
const { signRaw } = require('./sign.js');

const CORPORA = path.resolve(REPOSITORY, '../shared/attack/corpora');
const FILES = ['plain.png', 'album/one.png', 'my cat.png', 'a%41.png', '%2e%2e.png', 'why?.png', '?st=1.png', 'number #1.png',
  'album2/one.png', 'thumbs/one.png', 'semi;colon.png', 'no.dots.but.many.png'];
const MOST = 2500; // lines of other people's corpora in one run

function fire(port, target) {
  return new Promise((resolve) => {
    const received = [];
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n`, 'latin1')));
    socket.setTimeout(60000, () => socket.destroy());
    socket.on('data', (data) => received.push(data));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

// The names of the site's files whose bytes are in an answer.
function filesIn(answer, site) {
  const names = [];
  for (const [name, content] of site.contents) {
    if (answer.includes(content.subarray(100, 400))) names.push(name);
  }
  return names;
}

// Other spellings of one path, some of them harmless.
function spellings(name) {
  const plain = encodePath(name);
  const encoded = [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const inSegments = (change) => `/img/${plain.split('/').map(change).join('/')}`;
  return [`/img/${plain}`, `/img/${encoded}`, `/img/${encoded.toUpperCase().replaceAll('%2F', '/')}`, `/img//${plain}`, `//img/${plain}`,
    `/./img/${plain}`, `/img/./${plain}`, `/img/x/../${plain}`, `/img/album/%2e%2e/${plain}`, `/img/..%2fimg/${plain}`,
    `/img%2f${plain}`, `/%69mg/${plain}`, `/IMG/${plain}`, `/img/${plain}/`, `/img/${plain}/.`, `/img/${plain}/..`, `/img/${plain}.`,
    `/img/${plain}%20`, `/img/${plain}%00`, `/img/${plain}%00.png`, `/img/${plain}#`, `/img/${plain}#/../photo.jpg`, `/img/${plain};x`,
    `/img/${plain}%3f`, `/img/${plain}%3fst=1`, `/img/${plain}%23`, `/img/${plain}/photo.jpg`, `/img/photo.jpg/../${plain}`,
    `/img/photo.jpg%2f..%2f${plain}`, `/img/photo.jpg?/../${plain}`, `/img\\${plain}`, `/img/%5c${plain}`, `http://example.org/img/${plain}`,
    `http://example.org/../img/${plain}`, `/img/${plain.replaceAll('%', '%25')}`, `/x/../img/${plain}`, `/img/../img/${plain}`,
    inSegments((segment) => segment.toUpperCase()), inSegments((segment) => `.%2f${segment}`)];
}

function corpus() {
  if (!fs.existsSync(CORPORA)) return [];
  const lines = fs.readdirSync(CORPORA).filter((name) => /^(traversal|null|unicode|redirect).*\.txt$/.test(name))
    .flatMap((name) => fs.readFileSync(path.join(CORPORA, name), 'latin1').split('\n'));
  const usable = [...new Set(lines)].filter((line) => line !== '' && !/[\0-\x20\x7f]/.test(line) && line.length < 2000);
  const step = Math.max(1, Math.floor(usable.length / MOST));
  return usable.filter((_, index) => index % step === 0)
    .flatMap((line) => [`/img/${line.replace(/^\/+/, '')}`, `/img/${line.replace(/^\/+/, '')}/img/plain.png`]);
}

async function eachOf(shots, run) {
  const queue = [...shots];
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let shot = queue.pop(); shot; shot = queue.pop()) await run(shot);
  }));
}

const decodedPath = (target) => decodeURIComponent(/^[^?#]*/.exec(target)[0]);

for (const setup of [...AUTHORIZERS, APACHE_CHECKER]) {
  test(`normalisation by ${setup.name}`, async (t) => {
    const running = await startSetup(setup);
    try {
      const { port, site } = running;
      const sign = (raw) => signRaw(site.name, site.key, raw);

      await t.test('bytes that come back are those of the file whose URL was signed', async () => {
        const secret = '/etc/passwd';
        const raws = [...FILES.flatMap(spellings), ...hostilePaths('/img/', 'plain.png', secret, 5), ...corpus()];
        let sent = 0;
        await eachOf(raws.map(sign).filter(Boolean), async (target) => {
          const answer = await fire(port, target);
          const names = filesIn(answer, site);
          assert.ok(!answer.includes('root:x:0:0:'), target);
          if (names.length === 0) return;
          assert.ok(target.startsWith('/'), target);
          // Files that are copies of one another are all of one kind here.
          assert.ok(names.some((name) => decodedPath(target) === `/img/${name}`), `${target} brought ${names}`);
          sent += 1;
        });
        assert.ok(sent >= FILES.length, `only ${sent} of the files themselves were sent`);
      });

      await t.test('the token of one file does not bring another', async () => {
        const pairs = FILES.flatMap((one) => FILES.filter((other) => other !== one).flatMap((other) => spellings(other)
          .map((raw) => `${raw}${raw.includes('?') ? '&' : '?'}st=${site.token(`/img/${one}`)}`)));
        await eachOf(pairs, async (target) => {
          assert.deepEqual(filesIn(await fire(port, target), site), [], target);
        });
      });

      await t.test('nothing comes back unsigned', async () => {
        await eachOf(FILES.flatMap(spellings), async (target) => {
          assert.deepEqual(filesIn(await fire(port, target), site), [], target);
        });
      });
    } finally {
      await running.stop();
    }
  });
}
