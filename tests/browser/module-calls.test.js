// How clients/browser/postern.js calls the API, with which credentials, and how
// it is stopped.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { waitFor } = require('../harness/scratch.js');
const {
  context, evaluate, images, loaded, marked, noLeaks, open, other, pass, quiet, signImages, signed,
  site, state, test,
} = require('./support-page.js');

test('a token function is asked before each call, and once more when the API refuses', async () => {
  await open(images(1));
  await evaluate(async () => {
    const { signImages: sign } = await import('/postern.js');
    window.asked = [];
    window.jwt = 'jwt-1';
    window.postern = sign({ api: '/api/', token: async (again) => {
      window.asked.push(again);
      return again ? 'jwt-2' : window.jwt;
    } });
    await window.postern.ready;
  });
  await loaded('i0');
  site.allow = 'Bearer jwt-2';
  await evaluate(() => window.postern.renew());
  assert.deepEqual(signed().map(({ headers }) => headers.authorization), ['jwt-1', 'jwt-1', 'jwt-2'].map((jwt) => `Bearer ${jwt}`));
  assert.deepEqual(await evaluate(() => window.asked), [false, false, true]);

  site.allow = 'Bearer jwt-3';
  await evaluate(() => window.postern.renew());
  assert.equal(signed().length, 5, 'it is not asked for ever');
});

test('what the API has to complain of becomes a PosternError', async () => {
  await open('');
  site.allow = 'Bearer of-another';
  const errors = await evaluate(async () => {
    const { PosternError, ...module } = await import('/postern.js');
    const options = { api: '/api/', token: 'jwt-of-a-string' };
    const tell = (error) => [error instanceof PosternError, error.status, error.message, error.problem?.title];
    return [await module.signPaths(['/img/a.png'], options).catch(tell), await module.startSession(options).catch(tell)];
  });
  assert.deepEqual(errors, Array(2).fill([true, 401, 'The token is not valid.', 'Unauthorized']));
  site.onApi = () => ({ status: 200, body: { urls: [] } });
  const short = await evaluate(async () => {
    const { signPaths } = await import('/postern.js');
    return signPaths(['/img/a.png'], { api: '/api/', token: 'jwt-of-a-string' }).catch((error) => error.name);
  });
  assert.equal(short, 'PosternError');
});

test('a session: the cookie comes and goes', async () => {
  await open('');
  for (const where of [site, other]) {
    other.cors = site.origin;
    await context().clearCookies();
    const cookies = async () => (await context().cookies(where.origin)).map(({ name }) => name);
    const got = await evaluate(async (api) => {
      const { startSession } = await import('/postern.js');
      return startSession({ api, token: async () => 'jwt-of-a-session' });
    }, `${where.origin}/api/`);
    assert.deepEqual(await cookies(), ['postern']);
    assert.equal(got.expires_at, Math.ceil(got.expires_at));
    assert.ok(got.expires_in > 590 && got.expires_in <= 602, `${got.expires_in} s`);
    await evaluate(async (api) => {
      const { endSession } = await import('/postern.js');
      await endSession({ api, token: 'jwt-of-a-session' });
    }, `${where.origin}/api/`);
    assert.deepEqual(await cookies(), []);
    const [start, end] = where.calls;
    assert.deepEqual([start.method, start.name, start.headers.authorization], ['POST', 'session', 'Bearer jwt-of-a-session']);
    assert.deepEqual([end.method, end.name, end.headers.authorization], ['DELETE', 'session', undefined]);
    assert.match(end.headers.cookie, /^postern=/);
  }
});

test('a <base> does not lead the token elsewhere', async () => {
  await open(`<base href="${other.origin}/">${images(1)}`);
  other.cors = site.origin;
  await evaluate(async (origin) => {
    const { signImages: sign } = await import(`${origin}/postern.js`);
    await sign({ api: 'api/', token: 'jwt-of-a-string' }).ready;
  }, site.origin);
  assert.deepEqual([site.calls.length, other.calls.length], [1, 0]);
  assert.ok((await state('i0')).url.startsWith(site.origin));
});

test('a redirect does not lead the token elsewhere', async () => {
  await open(images(1));
  other.cors = site.origin;
  site.onApi = () => ({ status: 307, location: `${other.origin}/api/sign` });
  await signImages();
  await marked('i0', 'unavailable');
  assert.equal(other.calls.length, 0);
});

test('stop() stops all of it', async () => {
  await open(images(2), { clock: {} });
  site.onFile = ({ path }) => (path === '/img/1.png' && !site.files.some(({ status }) => status === 403) ? 403 : undefined);
  await signImages();
  await loaded('i1');
  await evaluate(() => window.postern.stop());
  const before = await state('i0');
  const calls = signed().length;
  await evaluate(async () => {
    document.body.insertAdjacentHTML('beforeend', '<img id="late" data-postern="/img/late.png">');
    document.getElementById('i0').dispatchEvent(new Event('error'));
    document.dispatchEvent(new Event('visibilitychange'));
    await window.postern.renew();
  });
  await pass(3600);
  await quiet();
  assert.equal(signed().length, calls);
  assert.deepEqual(await state('i0'), before);
  assert.equal((await state('late')).url, null);
});

test('stop() and a signal break off a call that is under way', async () => {
  await open(images(1));
  let closed = 0;
  let answer;
  site.onApi = () => new Promise((resolve) => { answer = () => resolve(undefined); });
  site.server.on('request', (request, response) => response.once('close', () => {
    if (request.url === '/api/sign' && !response.writableFinished) closed += 1;
  }));
  for (const how of ['stop', 'signal']) {
    answer = undefined;
    await evaluate(async () => {
      const { signImages: sign } = await import('/postern.js');
      window.controller = new AbortController();
      window.postern = sign({ api: '/api/', token: 'jwt-of-a-string', signal: window.controller.signal });
      window.isReady = false;
      window.postern.ready.then(() => { window.isReady = true; });
    });
    await waitFor('the call', () => answer);
    await evaluate((name) => (name === 'stop' ? window.postern.stop() : window.controller.abort()), how);
    await waitFor('the end of the call', () => closed > 0);
    closed = 0;
    await waitFor('ready', () => evaluate(() => window.isReady));
    answer();
    assert.deepEqual(await state('i0'), { url: null, error: null, width: 0 });
  }
  await evaluate(async () => {
    const { signImages: sign } = await import('/postern.js');
    await sign({ api: '/api/', token: 'jwt-of-a-string', signal: AbortSignal.abort() }).ready;
  });
  await quiet();
  assert.equal(signed().length, 2);
});

test('no request holds a token in its URL, and nothing makes noise', noLeaks);
