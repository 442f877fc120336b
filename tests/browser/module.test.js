// clients/browser/postern.js in headless Chromium, before a site that signs.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, afterEach, before, beforeEach, test: unlimited } = require('node:test');
const { sleep, waitFor } = require('../harness/scratch.js');
const { Browser } = require('./support-browser.js');
const { Site } = require('./support-site.js');

const START = Date.UTC(2026, 10, 23, 23, 23, 23); // when the tests that set a clock begin
const test = (name, run) => unlimited(name, { timeout: 60000 }, run); // who asks for ever, fails
const QUIET_FOR = 150; // milliseconds of the machine, in which what must not come would come

let browser;
let site;
let other;
let page;

before(async () => {
  site = await Site.start();
  other = await Site.start();
  browser = await Browser.start();
});

after(async () => {
  await browser?.close();
  await site?.close();
  await other?.close();
});

beforeEach(() => {
  site.reset();
  other.reset();
});

afterEach(() => browser.context.close());

// A page with `html`, which counts what is set, and what is told of errors.
// With `clock` its time stands still, but for pass().
async function open(html, { clock } = {}) {
  page = await browser.open();
  if (clock) {
    site.clock = () => site.time;
    site.time = START;
    await page.clock.install({ time: START + (clock.wrong ?? 0) });
    await page.clock.pauseAt(START + (clock.wrong ?? 0) + 1000);
    site.time += 1000;
  }
  site.html = html;
  await page.goto(site.origin);
  await page.evaluate(() => {
    window.sets = [];
    window.told = [];
    new MutationObserver((records) => {
      for (const { target, attributeName } of records) window.sets.push(target.getAttribute(attributeName));
    }).observe(document, { subtree: true, attributeFilter: ['src', 'href'] });
    const { fetch } = window;
    window.fetch = (...given) => {
      const answer = fetch(...given);
      window.lastCall = answer.then((response) => response.clone().text()).catch(() => {});
      return answer;
    };
    document.addEventListener('postern-error', ({ target, detail: { path, error, cause } }) =>
      window.told.push({ id: target.id, path, error, ...(cause && { status: cause.status }) }));
  });
}

// Calls signImages in the page, and waits until it is ready.
async function signImages(options = {}) {
  await page.evaluate(async ({ root, ...rest }) => {
    const { signImages: sign } = await import('/postern.js');
    window.postern = sign({ api: '/api/', token: 'jwt-of-a-string', ...rest, ...(root && { root: document.querySelector(root) }) });
    window.postern.ready.then(() => { window.isReady = true; });
  }, options);
  await settle(() => page.evaluate(() => window.isReady));
}

// Waits while time that stands still moves on just enough for what is at hand.
async function settle(probe, what = 'what should come') {
  return waitFor(what, async () => {
    if (site.time) await page.clock.runFor(20);
    return probe();
  });
}

// What a timer calls for in that time has been answered when it ends.
async function pass(seconds) {
  site.time += seconds * 1000;
  await page.clock.runFor(seconds * 1000);
  await page.clock.runFor(20);
  await page.evaluate(() => window.lastCall);
}

async function quiet() {
  await sleep(QUIET_FOR);
  if (site.time) await page.clock.runFor(20);
  await sleep(QUIET_FOR);
}

const signed = () => site.calls.filter(({ name }) => name === 'sign');
const images = (count) => Array.from({ length: count }, (_, n) => `<img id="i${n}" data-postern="/img/${n}.png">`).join('');
const state = (id) => page.evaluate((name) => {
  const element = document.getElementById(name);
  return { url: element.getAttribute(element.localName === 'a' ? 'href' : 'src'),
    error: element.getAttribute('data-postern-error'), width: element.naturalWidth };
}, id);
const loaded = (id) => settle(async () => (await state(id)).width > 0, `${id} to load`);
const marked = (id, error) => settle(async () => (await state(id)).error === error, `${id} to be marked ${error}`);

test('one call signs all that is in the page', async () => {
  await open(`${images(30)}<img id="twin" data-postern="/img/7.png"><a id="a" data-postern="/img/a b.pdf">A</a>
    <svg><a id="b" data-postern=""></a></svg><img id="none">`);
  await browser.context.addCookies([{ name: 'login', value: 'a', url: site.origin }]);
  await signImages({ ttl: 300 });
  for (const id of ['i0', 'i29', 'twin']) await loaded(id);
  assert.equal(signed().length, 1);
  const [{ method, headers, paths, ttl }] = signed();
  assert.equal(method, 'POST');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.authorization, 'Bearer jwt-of-a-string');
  assert.equal(headers.cookie, undefined, 'a JWT and a cookie would be two credentials');
  assert.equal(ttl, 300);
  assert.deepEqual(paths, [...Array.from({ length: 30 }, (_, n) => `/img/${n}.png`), '/img/a b.pdf']);
  assert.match((await state('a')).url, new RegExp(`^${site.origin}/img/a%20b.pdf\\?st=\\d+$`));
  assert.deepEqual(site.files.filter(({ status }) => status !== 200), []);
  assert.equal((await page.evaluate(() => window.told)).length, 0);
});

test('no call names more than 1,000 paths', async () => {
  await open(images(1001).replaceAll('<img', '<img loading=lazy style="margin-top: 9999px"'));
  await signImages();
  assert.deepEqual(signed().map(({ paths }) => paths.length), [1000, 1]);
  assert.match((await state('i1000')).url, /st=/);

  const answers = await page.evaluate(async () => {
    const { signPaths } = await import('/postern.js');
    return signPaths(Array.from({ length: 2500 }, (_, n) => `/img/${n}.png`), { api: '/api', token: () => 'jwt-of-a-function' });
  });
  assert.deepEqual(signed().slice(2).map(({ paths }) => paths.length), [1000, 1000, 500]);
  assert.deepEqual(answers.map(({ path }) => path), Array.from({ length: 2500 }, (_, n) => `/img/${n}.png`));
  const { url, expires_at, expires_in } = answers[2499];
  assert.equal(url, `${site.origin}/img/2499.png?st=${expires_at}`);
  assert.ok(expires_in > 590 && expires_in <= 602, `${expires_in} s`);
});

test('a refused path is marked and told of, once, and not asked for again', async () => {
  await open(`${images(3)}<img id="script" data-postern="/img/script">`);
  site.refused.add('/img/1.png');
  site.onApi = (call) => {
    const { status, body } = site.answer(call);
    for (const answer of body.urls) if (answer.path === '/img/script') answer.url = 'javascript:alert(1)';
    return { status, body };
  };
  await signImages();
  await loaded('i0');
  await loaded('i2');
  assert.deepEqual(await state('i1'), { url: null, error: 'refused', width: 0 });
  assert.deepEqual(await state('script'), { url: null, error: 'refused', width: 0 });
  await page.evaluate(() => document.body.append(document.getElementById('i0').cloneNode()));
  await quiet();
  assert.deepEqual(await page.evaluate(() => window.told), [
    { id: 'i1', path: '/img/1.png', error: 'refused' }, { id: 'script', path: '/img/script', error: 'refused' }]);
  assert.equal(signed().length, 1);
});

test('what is refused is asked for again by renew()', async () => {
  await open(images(2));
  site.window = 1e6;
  site.refused.add('/img/1.png');
  await signImages();
  await marked('i1', 'refused');
  site.refused.clear();
  await page.evaluate(() => window.postern.renew());
  await loaded('i1');
  assert.equal((await state('i1')).error, null);
  assert.deepEqual(signed().map(({ paths }) => paths.length), [2, 2]);

  site.refused.add('/img/0.png');
  await page.evaluate(() => window.postern.renew());
  await marked('i0', 'refused');
  site.refused.clear();
  await page.evaluate(() => window.postern.renew());
  await marked('i0', null);
});

test('what is added or changed later is signed, in one call', async () => {
  await open('<main></main>');
  await signImages();
  assert.equal(signed().length, 0);
  await page.evaluate((html) => { document.querySelector('main').innerHTML = `<p>${html}</p>`; }, images(5));
  await loaded('i4');
  await page.evaluate(() => { document.getElementById('i4').dataset.postern = '/img/other.png'; });
  await settle(async () => /other/.test((await state('i4')).url));
  assert.deepEqual(signed().map(({ paths }) => paths.length), [5, 1]);

  await page.evaluate(() => document.body.append(document.getElementById('i0').cloneNode()));
  await quiet();
  assert.equal(signed().length, 2, 'what is known needs no call');
});

test('what is added during a call waits for the next', async () => {
  await open(images(2));
  let answer;
  site.onApi = () => (signed().length === 1 ? new Promise((resolve) => { answer = () => resolve(undefined); }) : undefined);
  const ready = signImages();
  await waitFor('the call', () => answer);
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img id="late" data-postern="/img/late.png">'));
  await quiet();
  assert.equal(signed().length, 1);
  answer();
  await ready;
  await loaded('late');
  assert.deepEqual(signed().map(({ paths }) => paths), [['/img/0.png', '/img/1.png'], ['/img/late.png']]);
});

test('what leaves the page and comes back needs a call when its URL is old, or another may look', async () => {
  await open(images(2), { clock: {} });
  await signImages();
  await loaded('i0');
  const away = async (meanwhile) => {
    await page.evaluate(() => { window.image = document.getElementById('i0'); window.image.remove(); });
    await page.evaluate((html) => { document.body.insertAdjacentHTML('beforeend', html); },
      `<img data-postern="/img/at-${site.time}.png">`);
    await settle(() => signed().at(-1).paths[0] === `/img/at-${site.time}.png`);
    await meanwhile();
    const count = signed().length;
    await page.evaluate(() => {
      window.image.removeAttribute('src');
      window.sets = [];
      document.body.append(window.image);
    });
    await settle(async () => (await state('i0')).url);
    await quiet();
    assert.equal((await page.evaluate(() => window.sets)).length, 1);
    return signed().slice(count).flatMap(({ paths }) => paths);
  };
  assert.deepEqual(await away(() => {}), []);
  assert.deepEqual(await away(async () => {
    await pass(1);
    await page.evaluate(() => { window.postern.renew(); });
    await pass(1);
  }), ['/img/0.png']);
  assert.deepEqual(await away(() => pass(7200)), ['/img/0.png']);
});

test('only what is below the root is signed, and nothing later, if so asked', async () => {
  await open(`<section data-postern="/img/frame">${images(1)}</section><img id="out" data-postern="/img/out.png">`);
  await signImages({ root: 'section', observe: false });
  await loaded('i0');
  await page.evaluate(() => document.querySelector('section').insertAdjacentHTML('beforeend',
    '<img id="late" data-postern="/img/late.png">'));
  await quiet();
  assert.deepEqual(signed().map(({ paths }) => paths), [['/img/frame', '/img/0.png']]);
  for (const id of ['out', 'late']) assert.equal((await state(id)).url, null);
});

test('URLs are renewed when about 80 % of their life is over, in one call', async () => {
  await open(`${images(3)}<a id="a" data-postern="/img/a.pdf">A</a>`, { clock: {} });
  await signImages();
  await loaded('i0');
  for (const round of [1, 2, 3]) {
    const before = (await state('a')).url;
    await pass(440);
    await quiet();
    assert.equal(signed().length, round, 'too early');
    await pass(80);
    await settle(async () => (await state('a')).url !== before, 'the next URL');
    assert.equal(signed().length, round + 1);
    assert.equal(signed()[round].paths.length, 4);
    for (const id of ['i0', 'i2', 'a']) assert.match((await state(id)).url, new RegExp(`st=${Math.ceil(site.now + 600)}$`));
  }
  assert.deepEqual(site.files.filter(({ status }) => status !== 200), []);
});

test('a URL that does not change is not set again, and asked for ever less often', async () => {
  await open(images(2), { clock: {} });
  const end = Math.ceil(site.now) + 20;
  let life = 20;
  site.onApi = ({ paths }) => ({ status: 200, body: { urls: paths.map((path) =>
    ({ path, url: `${path}?st=${end + 3600}`, expires_at: Math.floor(site.now) + life })) } });
  await signImages();
  await loaded('i1');
  life = 0; // as if the page's clock were wrong
  const times = [];
  for (let second = 1; second <= 120; second += 1) {
    const count = signed().length;
    await pass(1);
    if (signed().length > count) times.push(second);
  }
  await quiet();
  assert.equal(signed().length, times.length + 1);
  assert.ok(times.length >= 3 && times.length <= 4, `renewed after ${times} s`);
  assert.ok(times[2] - times[1] > 1.5 * (times[1] - times[0]), `renewed after ${times} s`);
  assert.equal((await page.evaluate(() => window.sets)).length, 2, 'src was set again');
  assert.equal(site.files.length, 2);
});

for (const status of [403, 410]) {
  test(`after a ${status} an image is signed and loaded once more`, async () => {
    await open(images(4));
    site.onFile = ({ path }) => (path !== '/img/0.png' && site.files.filter((file) => file.path === path).length === 1
      ? status : undefined);
    await signImages();
    for (const id of ['i0', 'i1', 'i2', 'i3']) await loaded(id);
    assert.equal(site.files.filter((file) => file.status === status).length, 3);
    assert.deepEqual(signed().slice(1).flatMap(({ paths }) => paths).sort(), ['/img/1.png', '/img/2.png', '/img/3.png']);
    assert.equal((await page.evaluate(() => window.told)).length, 0);
  });

  test(`after a second ${status} it is marked and left alone`, async () => {
    await open(images(2));
    site.window = 1e6; // the very same URL
    site.onFile = ({ path }) => (path === '/img/1.png' ? status : undefined);
    await signImages();
    await marked('i1', 'failed');
    await quiet();
    assert.equal(site.files.filter(({ path }) => path === '/img/1.png').length, 2);
    assert.deepEqual(signed().map(({ paths }) => paths), [['/img/0.png', '/img/1.png'], ['/img/1.png']]);
    assert.deepEqual(await page.evaluate(() => window.told), [{ id: 'i1', path: '/img/1.png', error: 'failed' }]);
  });
}

test('an element with another path starts anew', async () => {
  await open(images(1));
  site.onFile = ({ path }) => (path === '/img/0.png' || site.files.length === 3 ? 403 : undefined);
  const become = (path) => page.evaluate((value) => { document.getElementById('i0').dataset.postern = value; }, path);
  await signImages();
  await marked('i0', 'failed');
  await become('/img/better.png');
  await loaded('i0');
  await marked('i0', null);
  assert.deepEqual(site.files.map(({ path, status }) => [path, status]), [['/img/0.png', 403], ['/img/0.png', 403],
    ['/img/better.png', 403], ['/img/better.png', 200]]);

  site.refused.add('/img/refused.png');
  await become('/img/refused.png');
  await marked('i0', 'refused');
  const calls = signed().length;
  for (const type of ['load', 'error']) await page.evaluate((name) => document.images[0].dispatchEvent(new Event(name)), type);
  await quiet();
  assert.equal((await state('i0')).error, 'refused', 'late news of the old path');
  assert.equal(signed().length, calls);
});

test('errors that come together share a call', async () => {
  await open(images(20));
  await signImages();
  await Promise.all(Array.from({ length: 20 }, (_, n) => loaded(`i${n}`)));
  site.life = 700; // what has loaded from a URL is not requested from it again
  await page.evaluate(() => { for (const image of document.images) image.dispatchEvent(new Event('error')); });
  await settle(() => site.files.length === 40, 'each image once more');
  assert.deepEqual(signed().map(({ paths }) => paths.length), [20, 20]);
});

test('an image that failed gets its chance with the next URL, and then another try', async () => {
  await open(images(1), { clock: {} });
  let broken = true;
  site.onFile = () => (broken ? 403 : undefined);
  await signImages();
  await marked('i0', 'failed');
  await pass(520);
  await settle(() => site.files.length === 3, 'the next URL');
  await quiet();
  assert.deepEqual([site.files.length, signed().length], [3, 3], 'one look at each later URL');
  broken = false;
  await pass(520);
  await loaded('i0');
  await marked('i0', null);
  broken = true;
  await pass(520);
  await marked('i0', 'failed');
  assert.deepEqual([site.files.length, signed().length], [6, 6]);
  assert.equal((await page.evaluate(() => window.told)).length, 2);
});

test('stop() stops all of it', async () => {
  await open(images(2), { clock: {} });
  site.onFile = ({ path }) => (path === '/img/1.png' && !site.files.some(({ status }) => status === 403) ? 403 : undefined);
  await signImages();
  await loaded('i1');
  await page.evaluate(() => window.postern.stop());
  const before = await state('i0');
  const calls = signed().length;
  await page.evaluate(async () => {
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
    await page.evaluate(async () => {
      const { signImages: sign } = await import('/postern.js');
      window.controller = new AbortController();
      window.postern = sign({ api: '/api/', token: 'jwt-of-a-string', signal: window.controller.signal });
      window.isReady = false;
      window.postern.ready.then(() => { window.isReady = true; });
    });
    await waitFor('the call', () => answer);
    await page.evaluate((name) => (name === 'stop' ? window.postern.stop() : window.controller.abort()), how);
    await waitFor('the end of the call', () => closed > 0);
    closed = 0;
    await waitFor('ready', () => page.evaluate(() => window.isReady));
    answer();
    assert.deepEqual(await state('i0'), { url: null, error: null, width: 0 });
  }
  await page.evaluate(async () => {
    const { signImages: sign } = await import('/postern.js');
    await sign({ api: '/api/', token: 'jwt-of-a-string', signal: AbortSignal.abort() }).ready;
  });
  await quiet();
  assert.equal(signed().length, 2);
});

test('a clock that is wrong does no harm where the Date of the API can be read', async () => {
  for (const [wrong, where] of [[-86400e3, site], [3600e3, site], [3600e3, other]]) {
    site.reset();
    await browser.context?.close();
    await open(images(1), { clock: { wrong } });
    Object.assign(other, { clock: () => site.time, cors: site.origin, exposed: 'Date' });
    await signImages({ api: `${where.origin}/api/` });
    await loaded('i0');
    await pass(440);
    await quiet();
    assert.equal(where.calls.length, 1, 'too early');
    await pass(80);
    await settle(() => where.calls.length === 2, 'the renewal');
  }
});

test('an API on another origin: its URLs, and by the own clock', async () => {
  await open(images(2), { clock: {} });
  other.clock = () => site.time;
  other.cors = site.origin;
  await signImages({ api: `${other.origin}/api/` });
  await loaded('i1');
  assert.equal(signed().length, 0);
  assert.match((await state('i0')).url, new RegExp(`^${other.origin}/img/0.png`));
  await pass(440);
  await quiet();
  assert.equal(other.calls.length, 1, 'too early');
  await pass(80);
  await settle(() => other.calls.length === 2, 'the renewal');
});

test('another origin and a wrong clock: not ever more calls', async () => {
  await open(images(2), { clock: { wrong: 7200e3 } });
  other.clock = () => site.time;
  other.cors = site.origin;
  other.window = 600;
  await signImages({ api: `${other.origin}/api/` });
  for (let minute = 0; minute < 10; minute += 0.1) {
    await pass(6);
  }
  await quiet();
  assert.ok(other.calls.length > 2 && other.calls.length < 20, `${other.calls.length} calls in ten minutes`);
});

test('a tab that nobody sees is renewed when it is looked at again', async () => {
  await open(images(3), { clock: {} });
  await signImages();
  await loaded('i2');
  const look = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await look(true);
  await pass(7200);
  await quiet();
  assert.equal(signed().length, 1);
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img id="late" data-postern="/img/late.png">'));
  await loaded('late');
  assert.deepEqual(signed()[1].paths, ['/img/late.png']);
  await look(false);
  await settle(() => signed().length === 3, 'the renewal');
  for (const id of ['i0', 'i1', 'i2']) await loaded(id);
  assert.match((await state('i2')).url, new RegExp(`st=${Math.ceil(site.now + 600)}$`));
});

test('after the machine has slept, one look renews all, though no timer fired', async () => {
  await open(images(3), { clock: {} });
  await signImages();
  await loaded('i2');
  site.time += 7200e3;
  await page.clock.setSystemTime(site.time);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await settle(() => signed().length === 2, 'the renewal');
  assert.equal(signed()[1].paths.length, 3);
});

test('a token function is asked before each call, and once more when the API refuses', async () => {
  await open(images(1));
  await page.evaluate(async () => {
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
  await page.evaluate(() => window.postern.renew());
  assert.deepEqual(signed().map(({ headers }) => headers.authorization), ['jwt-1', 'jwt-1', 'jwt-2'].map((jwt) => `Bearer ${jwt}`));
  assert.deepEqual(await page.evaluate(() => window.asked), [false, false, true]);

  site.allow = 'Bearer jwt-3';
  await page.evaluate(() => window.postern.renew());
  assert.equal(signed().length, 5, 'it is not asked for ever');
});

test('an API that fails is told of, and asked again after a while', async () => {
  await open(images(2), { clock: {} });
  let broken = true;
  site.onApi = () => (broken ? { status: 503, body: { title: 'Service Unavailable', status: 503 } } : undefined);
  await signImages();
  assert.deepEqual(await page.evaluate(() => window.told), [0, 1].map((n) =>
    ({ id: `i${n}`, path: `/img/${n}.png`, error: 'unavailable', status: 503 })));
  await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), '<img id="late" data-postern="/img/late.png">');
  for (const [count, seconds] of [[1, 5], [2, 10], [3, 20]]) {
    await pass(seconds - 0.5);
    await quiet();
    assert.equal(signed().length, count, 'too early');
    if (count === 3) broken = false;
    await pass(0.25 * seconds + 0.5);
    await settle(() => signed().length === count + 1, 'the next call');
  }
  for (const id of ['i1', 'late']) await loaded(id);
  await marked('i1', null);
  assert.equal(signed().length, 4);
  assert.deepEqual((await page.evaluate(() => window.told)).map(({ id }) => id), ['i0', 'i1', 'late']);
});

test('a failing API leaves alone what is still good', async () => {
  await open(images(1), { clock: {} });
  await signImages();
  await loaded('i0');
  site.onApi = () => ({ status: 500, body: {} });
  await pass(520);
  await settle(() => signed().length === 2, 'the renewal');
  await quiet();
  assert.equal((await state('i0')).error, null);
  await page.evaluate(() => document.getElementById('i0').dispatchEvent(new Event('error')));
  await pass(7);
  await marked('i0', 'unavailable');
});

test('renew() is not forgotten when the API fails', async () => {
  await open(images(1), { clock: {} });
  await signImages();
  await loaded('i0');
  const before = (await state('i0')).url;
  site.onApi = ({ paths }) => (signed().length === 2 ? { status: 503, body: { paths } } : undefined);
  await page.evaluate(() => { window.postern.renew(); });
  await settle(() => signed().length === 2, 'the call that fails');
  await pass(7);
  await settle(async () => (await state('i0')).url !== before, 'the next URL');
});

test('a failing API is not asked when nobody needs it any more', async () => {
  await open(images(1), { clock: {} });
  site.onApi = () => ({ status: 500, body: {} });
  await signImages();
  await page.evaluate(() => document.getElementById('i0').remove());
  await pass(60);
  await quiet();
  const runs = await page.evaluate(() => {
    window.runs = 0;
    const { querySelectorAll } = document;
    document.querySelectorAll = (...args) => { window.runs += 1; return querySelectorAll.apply(document, args); };
  }).then(() => pass(60)).then(() => page.evaluate(() => window.runs));
  assert.deepEqual([signed().length, runs], [1, 0]);
});

test('a session: the cookie comes and goes', async () => {
  await open('');
  for (const where of [site, other]) {
    other.cors = site.origin;
    await browser.context.clearCookies();
    const cookies = async () => (await browser.context.cookies(where.origin)).map(({ name }) => name);
    const got = await page.evaluate(async (api) => {
      const { startSession } = await import('/postern.js');
      return startSession({ api, token: async () => 'jwt-of-a-session' });
    }, `${where.origin}/api/`);
    assert.deepEqual(await cookies(), ['postern']);
    assert.equal(got.expires_at, Math.ceil(got.expires_at));
    assert.ok(got.expires_in > 590 && got.expires_in <= 602, `${got.expires_in} s`);
    await page.evaluate(async (api) => {
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

test('what the API has to complain of becomes a PosternError', async () => {
  await open('');
  site.allow = 'Bearer of-another';
  const errors = await page.evaluate(async () => {
    const { PosternError, ...module } = await import('/postern.js');
    const options = { api: '/api/', token: 'jwt-of-a-string' };
    const tell = (error) => [error instanceof PosternError, error.status, error.message, error.problem?.title];
    return [await module.signPaths(['/img/a.png'], options).catch(tell), await module.startSession(options).catch(tell)];
  });
  assert.deepEqual(errors, Array(2).fill([true, 401, 'The token is not valid.', 'Unauthorized']));
  site.onApi = () => ({ status: 200, body: { urls: [] } });
  const short = await page.evaluate(async () => {
    const { signPaths } = await import('/postern.js');
    return signPaths(['/img/a.png'], { api: '/api/', token: 'jwt-of-a-string' }).catch((error) => error.name);
  });
  assert.equal(short, 'PosternError');
});

test('a <base> does not lead the token elsewhere', async () => {
  await open(`<base href="${other.origin}/">${images(1)}`);
  other.cors = site.origin;
  await page.evaluate(async (origin) => {
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

test('with keep, images on show are left alone, and others are renewed', async () => {
  await open(`${images(1)}<a id="a" data-postern="/img/a.pdf">A</a>
    <img id="far" loading="lazy" style="margin-top: 20000px" data-postern="/img/far.png">`, { clock: {} });
  await signImages({ keep: true });
  await loaded('i0');
  const before = await Promise.all(['i0', 'a', 'far'].map(state));
  await pass(520);
  await settle(async () => (await state('a')).url !== before[1].url, 'the next URL');
  assert.deepEqual(await state('i0'), before[0]);
  assert.notEqual((await state('far')).url, before[2].url);
  await page.evaluate(() => document.getElementById('far').scrollIntoView());
  await loaded('far');
  assert.deepEqual(site.files.map(({ path, status }) => [path, status]), [['/img/0.png', 200], ['/img/far.png', 200]]);
});

test('a medium and its <source> are signed, and not disturbed while they play', async () => {
  await open(`<audio id="m"><source id="s" type="audio/wav" data-postern="/img/long.wav"></audio>
    <audio id="n" data-postern="/img/other.wav"></audio>`);
  await signImages();
  for (const id of ['m', 'n']) {
    await waitFor(`${id} to load`, () => page.evaluate((name) => document.getElementById(name).readyState >= 2, id));
  }
  await page.evaluate(() => document.getElementById('m').play());
  await waitFor('it to play', () => page.evaluate(() => document.getElementById('m').currentTime > 0.1));
  const before = await Promise.all(['s', 'n'].map(state));
  site.life = 700;
  await page.evaluate(() => window.postern.renew());
  assert.equal((await state('s')).url, before[0].url);
  assert.notEqual((await state('n')).url, before[1].url);
  assert.ok(await page.evaluate(() => document.getElementById('m').currentTime > 0.1));
});

for (const html of ['<audio id="m"><source id="s" type="audio/wav" data-postern="/img/long.wav"></audio>',
  '<audio id="m" data-postern="/img/long.wav"></audio>']) {
  test(`a medium whose URL has run out goes on where it was: ${html.slice(0, 24)}`, async () => {
    await open(html);
    const later = site.now + 650;
    site.onFile = ({ expires }) => {
      if (expires > later) return undefined;
      return site.files.length === 1 ? false : 410;
    };
    await signImages();
    await waitFor('it to load', () => page.evaluate(() => document.getElementById('m').readyState >= 2));
    site.life = 700;
    await page.evaluate(() => {
      const medium = document.getElementById('m');
      medium.currentTime = 500; // which has not come yet
      medium.play().catch(() => {});
    });
    await waitFor('the file by its next URL', () => site.files.some(({ status }) => status === 200));
    await waitFor('it to go on', () => page.evaluate(() => {
      const { currentTime, paused, error } = document.getElementById('m');
      return currentTime > 500 && !paused && !error;
    }));
    assert.equal(signed().length, 2);
    assert.deepEqual(site.files.slice(0, 2).map(({ status }) => status), [false, 410]);
  });
}

test('no request has held a token in its URL, and nothing made noise', () => {
  assert.ok(browser.urls.filter((url) => url.endsWith('/api/sign')).length > 30);
  assert.ok(browser.urls.some((url) => url.includes('/img/')));
  assert.deepEqual(browser.urls.filter((url) => /jwt|bearer/i.test(url)), []);
  assert.deepEqual(browser.noise, []);
});
