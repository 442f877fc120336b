// Signed URLs of imgproxy and thumbor, made now by their clients: nginx and
// lighttpd pass on to a transformer what was signed, and nothing else reaches it.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, beforeEach, describe, test } = require('node:test');
const { randomBytes } = require('node:crypto');
const { generateImageUrl } = require('@imgproxy/imgproxy-node');
const Thumbor = require('thumbor');
const { Front } = require('./front.js');
const { inSeconds, refuses, secretFile, spoiled } = require('./links.js');
const { adapt, startNginx } = require('../harness/front.js');
const { canConnect, freePort, request } = require('../harness/http.js');
const { Scratch, waitFor } = require('../harness/scratch.js');
const { install, startResponder } = require('../servers/setups.js');

/* ------------------------------------------------- a stand-in transformer */

// Says what it was asked for, and remembers it.
class Transformer {
  static async start() {
    const transformer = new Transformer();
    transformer.seen = [];
    transformer.server = http.createServer((request, response) => {
      transformer.seen.push({ method: request.method, url: request.url, headers: request.headers });
      response.writeHead(200, { 'Content-Type': 'image/png', 'Cache-Control': 'public, max-age=31536000', Expires: 'Thu, 01 Jan 2099 00:00:00 GMT' });
      response.end(`picture of ${request.url}`);
    });
    await new Promise((resolve) => { transformer.server.listen(0, '127.0.0.1', resolve); });
    transformer.port = transformer.server.address().port;
    return transformer;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => { this.server.close(resolve); });
  }
}

/* ------------------------------------------------------------------- keys */

const pair = () => ({ key: randomBytes(32).toString('hex'), salt: randomBytes(32).toString('hex') });
const pairs = { old: pair(), current: pair(), foreign: pair() };
const textOf = ({ key, salt }) => `${key}:${salt}`;
const thumborKey = randomBytes(16).toString('base64url');

const KEYS = {
  ...secretFile('imgproxy-old', 'HS256', textOf(pairs.old), ['imgproxy']),
  ...secretFile('imgproxy', 'HS256', textOf(pairs.current), ['imgproxy']),
  ...secretFile('thumbor', 'HS1', thumborKey, ['thumbor']),
};

// As nginx/postern-pass.conf says, once more for thumbor.
const ROUTES = `
[route imgproxy]
prefix = /t/
accept = imgproxy
delivery = x-accel-redirect
accel = /_transform/

[route imgproxy-brief]
prefix = /t/brief/
accept = imgproxy
imgproxy.signature_size = 8
delivery = x-accel-redirect
accel = /_transform/

[route imgproxy-endless]
prefix = /t/endless/
accept = imgproxy
endless = yes
delivery = x-accel-redirect
accel = /_transform/

[route thumbor]
prefix = /thumbor/
accept = thumbor
endless = yes
delivery = x-accel-redirect
accel = /_thumbor/
`;

/* ---------------------------------------------------------------- servers */

function writeKeys(scratch) {
  for (const [name, text] of Object.entries(KEYS)) scratch.write(`etc/postern/keys/${name}`, text, { mode: 0o640, owned: true });
}

async function startWithNginx(scratch, transformer) {
  const port = await freePort();
  writeKeys(scratch);
  const site = install(scratch, { ini: 'nginx/postern.ini', append: ROUTES });
  const pass = (others = []) => adapt('nginx/postern-pass.conf', scratch, ['/run/postern'], [['127.0.0.1:8080', `127.0.0.1:${transformer.port}`], ...others]);
  scratch.write('etc/pass.conf', pass());
  scratch.write('etc/pass-thumbor.conf', pass([['/t/', '/thumbor/'], ['/_transform/', '/_thumbor/']]));
  const include = scratch.write('etc/postern.conf', adapt('nginx/postern.conf', scratch, ['/run/postern', '/srv/private/img', '/var/log/nginx', '/var/www/html'],
    [['listen 80;', `listen 127.0.0.1:${port}; include ${scratch.path('etc/pass.conf')}; include ${scratch.path('etc/pass-thumbor.conf')};`]]));
  scratch.mkdir('var/log/nginx');
  const { child } = await startResponder(scratch);
  await startNginx(scratch, port, { include });
  return { port, site, responder: child };
}

// prefix: of the route that it is for.  others: further replacements.
async function startWithLighttpd(scratch, transformer, { prefix = '/t/', others = [] } = {}) {
  const port = await freePort();
  writeKeys(scratch);
  const site = install(scratch, { ini: 'lighttpd/postern.ini', append: ROUTES });
  for (const name of ['run/lighttpd', 'var/log/lighttpd']) scratch.mkdir(name, { owned: true });
  const conf = scratch.write('etc/postern-pass.conf', adapt('lighttpd/postern-pass.conf', scratch,
    ['/run/lighttpd', '/var/log/lighttpd', '/var/www/html', '/usr/lib/postern', '/etc/postern'],
    [['8081', `${port}\nserver.bind = "127.0.0.1"`], ['"port" => 8080', `"port" => ${transformer.port}`], ...(prefix === '/t/' ? [] : [['/t/', prefix]]), ...others]));
  const child = scratch.start('lighttpd', 'lighttpd', ['-D', '-f', conf]);
  await waitFor('lighttpd', () => {
    if (child.hasEnded) throw new Error(`lighttpd ended\n${scratch.tail()}`);
    return canConnect({ port, host: '127.0.0.1' });
  });
  return { port, site };
}

/* ------------------------------------------------------------------ tests */

const PICTURES = ['https://src.example.org/cat.jpg', 'local:///my cat.jpg', 'https://src.example.org/a%2Fb.png?v=1&w=2', 's3://bucket/猫 (1).webp'];
// The client encodes none that it writes plainly: who calls it does.
const PLAIN = ['https://src.example.org/cat.jpg', 'local:///my%20cat.jpg', 'https://src.example.org/a%252Fb.png%3Fv=1&w=2', 's3://bucket/%E7%8C%AB%20(1).webp'];
const signatureOf = (url) => url.split('/').find((part) => /^[\w-]{11,43}=?$/.test(part));

const imgproxy = (source, { of = pairs.current, options = {}, prefix = '/t', displayAs = 'plain', ends = inSeconds(600) } = {}) =>
  generateImageUrl({ endpoint: prefix, url: { value: source, displayAs }, options: { ...options, ...(ends && { expires: ends }) }, ...of });
const behind = (url) => `/unsafe/${url.split('/').slice(url.startsWith('/t/endless/') || url.startsWith('/t/brief/') ? 4 : 3).join('/')}`;
const thumbor = (source, key = thumborKey) => new Thumbor(key, '/thumbor').setImagePath(source).resize(300, 200).smartCrop(true).filter('quality(80)').buildUrl();

describe('nginx', () => {
  let scratch;
  let transformer;
  let front;

  before(async () => {
    scratch = new Scratch('interop-transform');
    transformer = await Transformer.start();
    front = new Front({ setup: { server: 'nginx' }, scratch, ...await startWithNginx(scratch, transformer) });
    await front.assertReady();
  });
  after(async () => {
    await transformer?.stop();
    await scratch?.close();
  });
  beforeEach(() => { transformer.seen = []; });

  // wanted: what the transformer has to get.
  async function passesOn(url, wanted, { method = 'GET' } = {}) {
    front.expect('allow ok', signatureOf(url));
    const response = await front.fetch(url, { method, headers: { Cookie: 'session=1', Accept: 'image/webp' } });
    assert.equal(response.status, 200, `${url}\n${scratch.tail()}`);
    assert.deepEqual(transformer.seen.map((request) => [request.method, request.url]), [[method, wanted]]);
    assert.equal(transformer.seen[0].headers.cookie, undefined);
    assert.equal(transformer.seen[0].headers.accept, 'image/webp');
    if (method === 'GET') assert.equal(response.body.toString(), `picture of ${wanted}`);
    assert.equal(response.header('content-type'), 'image/png');
    assert.equal(response.header('x-content-type-options'), 'nosniff');
    assert.equal(response.header('x-postern-pass'), undefined);
    assert.equal(response.header('expires'), undefined);
    transformer.seen = [];
    return response;
  }

  async function reachesNobody(url, reason, options) {
    await refuses(front, url, reason, options);
    assert.deepEqual(transformer.seen, []);
  }

  test('@imgproxy/imgproxy-node: what was signed is passed on', async () => {
    for (const [displayAs, sources] of [['plain', PLAIN], ['base64', PICTURES]]) {
      for (const source of sources) {
        const url = imgproxy(source, { displayAs, options: { width: 300, resizing_type: 'fit', gravity: { type: 'no' } } });
        // A query is none of imgproxy's, and stays here.
        for (const query of ['', '?v=1']) {
          const response = await passesOn(url + query, behind(url));
          assert.match(response.header('cache-control'), /^private, max-age=([1-9]|[1-5]\d|\d{2,3})$/);
        }
      }
    }
    await passesOn(imgproxy(PICTURES[0]), behind(imgproxy(PICTURES[0])), { method: 'HEAD' });
  });

  test('@imgproxy/imgproxy-node: several pairs, and one that is none of them', async () => {
    const old = imgproxy(PICTURES[0], { of: pairs.old });
    await passesOn(old, behind(old));
    await reachesNobody(imgproxy(PICTURES[0], { of: pairs.foreign }), 'bad-signature');
    await reachesNobody(imgproxy(PICTURES[0], { of: { key: pairs.old.key, salt: pairs.current.salt } }), 'bad-signature');
    await reachesNobody(imgproxy(PICTURES[0], { of: { key: pairs.current.salt, salt: pairs.current.key } }), 'bad-signature');
  });

  test('@imgproxy/imgproxy-node: what was changed reaches nobody', async () => {
    const url = imgproxy(PICTURES[0], { options: { width: 300 } });
    const signature = signatureOf(url);
    await reachesNobody(url.replace('w:300', 'w:3000').replace('width:300', 'width:3000'), 'bad-signature');
    await reachesNobody(url.replace('cat.jpg', 'dog.jpg'), 'bad-signature');
    await reachesNobody(url.replace(signature, spoiled), 'bad-signature');
    await reachesNobody(url.replace(signature, (text) => text.slice(0, -1)), 'malformed');
    for (const word of ['insecure', 'unsafe', '_']) await reachesNobody(url.replace(signature, word), 'malformed');
    await reachesNobody(url.replace(`/${signature}`, ''), 'malformed');
    await reachesNobody(url.replace('cat.jpg', '../cat.jpg'), 'hostile-path', { status: 400 });
  });

  test('@imgproxy/imgproxy-node: ends', async () => {
    await reachesNobody(imgproxy(PICTURES[0], { ends: inSeconds(-60) }), 'expired');
    await reachesNobody(imgproxy(PICTURES[0], { ends: 0 }), 'claim-missing');
    const url = imgproxy(PICTURES[0], { ends: 0, prefix: '/t/endless' });
    await passesOn(url, behind(url));
    await reachesNobody(imgproxy(PICTURES[0], { ends: inSeconds(-60), prefix: '/t/endless' }), 'expired');
  });

  test('imgproxy with IMGPROXY_SIGNATURE_SIZE', async () => {
    const whole = imgproxy(PICTURES[0], { prefix: '/t/brief' });
    const cut = whole.replace(signatureOf(whole), (text) => Buffer.from(text, 'base64url').subarray(0, 8).toString('base64url'));
    await passesOn(cut, behind(whole));
    await reachesNobody(whole, 'malformed');
    await reachesNobody(cut.replace('/t/brief/', '/t/'), 'malformed');
    // No log takes so few characters for a token.
    for (const { name, text } of scratch.logs()) assert.ok(!text.includes(signatureOf(cut)), `${name} has a signature`);
  });

  test('no client reaches the transformer by itself', async () => {
    const url = imgproxy(PICTURES[0]);
    for (const target of ['/_transform/', `/_transform${behind(url)}`, '/_thumbor/', '/_transform', '/unsafe/plain/local:///a.jpg']) {
      assert.equal((await front.fetch(target, { headers: { 'X-Postern-Pass': '/a', 'X-Accel-Redirect': '/_transform/' } })).status, 404);
    }
    assert.deepEqual(transformer.seen, []);
  });

  test('thumbor: what was signed is passed on', async () => {
    for (const source of ['photos/cat.jpg', 'my%20cat.jpg', 'https%3A%2F%2Fsrc.example.org%2Fa.jpg', 'src.example.org/a.jpg?v=1&w=2']) {
      const url = thumbor(source);
      const response = await passesOn(url, `/unsafe/${url.split('/').slice(3).join('/')}`);
      assert.match(response.header('cache-control'), /^private, max-age=\d+$/);
    }
  });

  test('thumbor: what was changed reaches nobody', async () => {
    const url = thumbor('photos/cat.jpg');
    const signature = signatureOf(url);
    assert.equal(signature.length, 28);
    await reachesNobody(url.replace('300x200', '3000x200'), 'bad-signature');
    await reachesNobody(url.replace('cat.jpg', 'dog.jpg'), 'bad-signature');
    await reachesNobody(`${url}?v=1`, 'bad-signature');
    await reachesNobody(url.replace(signature, spoiled), 'bad-signature');
    await reachesNobody(url.replace(signature, 'unsafe'), 'malformed');
    await reachesNobody(url.replace(signature, (text) => text.slice(0, -1)), 'malformed');
    await reachesNobody(url.replace(signature, `${signature}/${signature}`), 'bad-signature');
    await reachesNobody(thumbor('photos/cat.jpg', 'another key'), 'bad-signature');
    await reachesNobody(imgproxy(PICTURES[0]).replace('/t/', '/thumbor/'), 'malformed');
  });

  test('the logs have each decision and no signature', () => front.finish());
});

/* --------------------------------------------------------------- lighttpd */

// It passes on the client's own request, without the route's prefix.
const FRONTS = {
  imgproxy: { prefix: '/t/', made: () => [...PLAIN.map((source) => imgproxy(source)), ...PICTURES.map((source) => imgproxy(source, { displayAs: 'base64' }))] },
  thumbor: { prefix: '/thumbor/', made: () => ['photos/cat.jpg', 'my%20cat.jpg', 'https%3A%2F%2Fsrc.example.org%2Fa.jpg', 'a//b.jpg?v=1&w=2'].map((source) => thumbor(source)) },
};

for (const [name, { prefix, made }] of Object.entries(FRONTS)) {
  describe(`lighttpd: ${name}`, () => {
    let scratch;
    let transformer;
    let front;

    before(async () => {
      scratch = new Scratch(`interop-transform-${name}`);
      transformer = await Transformer.start();
      front = new Front({ setup: { server: 'lighttpd' }, scratch, ...await startWithLighttpd(scratch, transformer, { prefix }) });
    });
    after(async () => {
      await transformer?.stop();
      await scratch?.close();
    });
    beforeEach(() => { transformer.seen = []; });

    async function reachesNobody(url, reason, options) {
      await refuses(front, url, reason, options);
      assert.deepEqual(transformer.seen, []);
    }

    test('what was signed is passed on, signature and all', async () => {
      for (const url of made()) {
        front.expect('allow ok', signatureOf(url));
        const response = await front.fetch(url);
        const wanted = url.slice(prefix.length - 1);
        assert.equal(response.status, 200, `${url}\n${scratch.tail()}`);
        assert.deepEqual(transformer.seen.map((request) => request.url), [wanted]);
        assert.equal(response.body.toString(), `picture of ${wanted}`);
        assert.equal(response.header('x-content-type-options'), 'nosniff');
        assert.equal(response.header('x-postern-pass'), undefined);
        assert.match(response.header('cache-control'), /^public/);
        transformer.seen = [];
      }
    });

    test('what was changed reaches nobody', async () => {
      for (const url of made()) {
        const signature = signatureOf(url);
        await reachesNobody(url.replace(signature, spoiled), 'bad-signature');
        await reachesNobody(url.replace(signature, 'unsafe'), 'malformed');
        await reachesNobody(url.replace(/(\.?\w)$/, 'x$1'), 'bad-signature');
        await reachesNobody(url.replace(signature, (text) => text.slice(1)), 'malformed');
        await reachesNobody(url.replace(signature, `a/../${signature}`), 'hostile-path', { status: 400 });
      }
      await reachesNobody(prefix, 'no-credential');
    });

    test('other methods reach nobody', async () => {
      const [url] = made();
      await reachesNobody(url, 'method-not-allowed', { method: 'POST', status: 405 });
    });

    test('there is no other way in', async () => {
      const [url] = made();
      for (const target of [url.slice(prefix.length - 1), '/img/plain.png', '/', `/x${url}`]) {
        assert.ok([403, 404].includes((await front.fetch(target)).status), target);
      }
      // Another spelling of the prefix is another path to Postern.
      front.expect('deny no-route');
      await front.denied(`/${url}`, 403);
      front.expect('deny no-credential');
      await front.denied(url.replace(prefix, prefix.replace('t', '%74')), 403);
      assert.deepEqual(transformer.seen, []);
    });

    test('the logs have each decision and no signature', () => front.finish());
  });
}

test('lighttpd: leave is never given for files', async () => {
  const scratch = new Scratch('interop-transform-files');
  const transformer = await Transformer.start();
  try {
    const { port, site } = await startWithLighttpd(scratch, transformer, { prefix: '/img/' });
    for (const target of [site.url('/img/plain.png'), '/img/plain.png', '/img/api/sign']) {
      const response = await request(port, target);
      assert.equal(response.status, 503, target);
    }
    assert.deepEqual(transformer.seen, []);
    const log = scratch.logs().map(({ text }) => text).join('');
    assert.equal(log.match(/decision=deny reason=unconfigured status=503/g)?.length, 3, log);
  } finally {
    await transformer.stop();
    await scratch.close();
  }
});

test('lighttpd: without Postern nothing is passed on', async () => {
  const scratch = new Scratch('interop-transform-down');
  const transformer = await Transformer.start();
  try {
    const { port } = await startWithLighttpd(scratch, transformer, { others: [['"bin-path"  => "', '"bin-copy" => "']] });
    assert.equal((await request(port, imgproxy(PLAIN[0]))).status, 503);
    assert.deepEqual(transformer.seen, []);
  } finally {
    await transformer.stop();
    await scratch.close();
  }
});
