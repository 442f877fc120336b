// What clients/browser/postern.js signs in a page, and what it leaves alone.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { waitFor } = require('../harness/scratch.js');
const {
  context, evaluate, images, loaded, marked, noLeaks, open, pass, quiet, settle, signImages, signed,
  site, state, test,
} = require('./support-page.js');

test('one call signs all that is in the page', async () => {
  await open(`${images(30)}<img id="twin" data-postern="/img/7.png"><a id="a" data-postern="/img/a b.pdf">A</a>
    <svg><a id="b" data-postern=""></a></svg><img id="none">`);
  await context().addCookies([{ name: 'login', value: 'a', url: site.origin }]);
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
  assert.equal((await evaluate(() => window.told)).length, 0);
});

test('no call names more than 1,000 paths', async () => {
  await open(images(1001).replaceAll('<img', '<img loading=lazy style="margin-top: 9999px"'));
  await signImages();
  assert.deepEqual(signed().map(({ paths }) => paths.length), [1000, 1]);
  assert.match((await state('i1000')).url, /st=/);

  const answers = await evaluate(async () => {
    const { signPaths } = await import('/postern.js');
    return signPaths(Array.from({ length: 2500 }, (_, n) => `/img/${n}.png`), { api: '/api', token: () => 'jwt-of-a-function' });
  });
  assert.deepEqual(signed().slice(2).map(({ paths }) => paths.length), [1000, 1000, 500]);
  assert.deepEqual(answers.map(({ path }) => path), Array.from({ length: 2500 }, (_, n) => `/img/${n}.png`));
  const { url, expires_at, expires_in } = answers[2499];
  assert.equal(url, `${site.origin}/img/2499.png?st=${expires_at}`);
  assert.ok(expires_in > 590 && expires_in <= 602, `${expires_in} s`);
});

test('what is too much for one call is sent in halves', async () => {
  await open(images(10).replaceAll('<img', '<img loading=lazy style="margin-top: 9999px"'));
  site.onApi = ({ paths }) => (paths.length > 3 ? { status: 413, body: { title: 'Content Too Large' } } : undefined);
  await signImages();
  assert.deepEqual(signed().map(({ paths }) => paths.length), [10, 5, 3, 2, 5, 3, 2]);
  for (let n = 0; n < 10; n += 1) assert.match((await state(`i${n}`)).url, new RegExp(`/img/${n}.png.st=`));

  site.onApi = () => ({ status: 413, body: { title: 'Content Too Large' } });
  await evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img id="late" data-postern="/img/late.png">'));
  await marked('late', 'unavailable');
  assert.equal(signed().length, 8);
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
  await evaluate(() => document.body.append(document.getElementById('i0').cloneNode()));
  await quiet();
  assert.deepEqual(await evaluate(() => window.told), [
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
  await evaluate(() => window.postern.renew());
  await loaded('i1');
  assert.equal((await state('i1')).error, null);
  assert.deepEqual(signed().map(({ paths }) => paths.length), [2, 2]);

  site.refused.add('/img/0.png');
  await evaluate(() => window.postern.renew());
  await marked('i0', 'refused');
  site.refused.clear();
  await evaluate(() => window.postern.renew());
  await marked('i0', null);
});

test('what is added or changed later is signed, in one call', async () => {
  await open('<main></main>');
  await signImages();
  assert.equal(signed().length, 0);
  await evaluate((html) => { document.querySelector('main').innerHTML = `<p>${html}</p>`; }, images(5));
  await loaded('i4');
  await evaluate(() => { document.getElementById('i4').dataset.postern = '/img/other.png'; });
  await settle(async () => /other/.test((await state('i4')).url));
  assert.deepEqual(signed().map(({ paths }) => paths.length), [5, 1]);

  await evaluate(() => document.body.append(document.getElementById('i0').cloneNode()));
  await quiet();
  assert.equal(signed().length, 2, 'what is known needs no call');
});

test('what is added during a call waits for the next', async () => {
  await open(images(2));
  let answer;
  site.onApi = () => (signed().length === 1 ? new Promise((resolve) => { answer = () => resolve(undefined); }) : undefined);
  const ready = signImages();
  await waitFor('the call', () => answer);
  await evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img id="late" data-postern="/img/late.png">'));
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
    await evaluate(() => { window.image = document.getElementById('i0'); window.image.remove(); });
    await evaluate((html) => { document.body.insertAdjacentHTML('beforeend', html); },
      `<img data-postern="/img/at-${site.time}.png">`);
    await settle(() => signed().at(-1).paths[0] === `/img/at-${site.time}.png`);
    await meanwhile();
    const count = signed().length;
    await evaluate(() => {
      window.image.removeAttribute('src');
      window.sets = [];
      document.body.append(window.image);
    });
    await settle(async () => (await state('i0')).url);
    await quiet();
    assert.equal((await evaluate(() => window.sets)).length, 1);
    return signed().slice(count).flatMap(({ paths }) => paths);
  };
  assert.deepEqual(await away(() => {}), []);
  assert.deepEqual(await away(async () => {
    await pass(1);
    await evaluate(() => { window.postern.renew(); });
    await pass(1);
  }), ['/img/0.png']);
  assert.deepEqual(await away(() => pass(7200)), ['/img/0.png']);
});

test('only what is below the root is signed, and nothing later, if so asked', async () => {
  await open(`<section data-postern="/img/frame">${images(1)}</section><img id="out" data-postern="/img/out.png">`);
  await signImages({ root: 'section', observe: false });
  await loaded('i0');
  await evaluate(() => document.querySelector('section').insertAdjacentHTML('beforeend',
    '<img id="late" data-postern="/img/late.png">'));
  await quiet();
  assert.deepEqual(signed().map(({ paths }) => paths), [['/img/frame', '/img/0.png']]);
  for (const id of ['out', 'late']) assert.equal((await state(id)).url, null);
});

test('no request holds a token in its URL, and nothing makes noise', noLeaks);
