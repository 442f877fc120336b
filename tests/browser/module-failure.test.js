// What clients/browser/postern.js does when an image, a medium or the API fails.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { waitFor } = require('../harness/scratch.js');
const {
  evaluate, images, loaded, marked, noLeaks, open, pass, quiet, settle, signImages, signed,
  site, state, test,
} = require('./support-page.js');

for (const status of [403, 410]) {
  test(`after a ${status} an image is signed and loaded once more`, async () => {
    await open(images(4));
    site.onFile = ({ path }) => (path !== '/img/0.png' && site.files.filter((file) => file.path === path).length === 1
      ? status : undefined);
    await signImages();
    for (const id of ['i0', 'i1', 'i2', 'i3']) await loaded(id);
    assert.equal(site.files.filter((file) => file.status === status).length, 3);
    assert.deepEqual(signed().slice(1).flatMap(({ paths }) => paths).sort(), ['/img/1.png', '/img/2.png', '/img/3.png']);
    assert.equal((await evaluate(() => window.told)).length, 0);
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
    assert.deepEqual(await evaluate(() => window.told), [{ id: 'i1', path: '/img/1.png', error: 'failed' }]);
  });
}

test('an element with another path starts anew', async () => {
  await open(images(1));
  site.onFile = ({ path }) => (path === '/img/0.png' || site.files.length === 3 ? 403 : undefined);
  const become = (path) => evaluate((value) => { document.getElementById('i0').dataset.postern = value; }, path);
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
  await evaluate(() => document.images[0].dispatchEvent(new Event('load')));
  assert.equal((await state('i0')).error, 'refused', 'late news of the old path');
  await evaluate(() => document.images[0].dispatchEvent(new Event('error')));
  await quiet();
  assert.equal(signed().length, calls);
});

test('errors that come together share a call', async () => {
  await open(images(20));
  await signImages();
  await Promise.all(Array.from({ length: 20 }, (_, n) => loaded(`i${n}`)));
  site.life = 700; // what has loaded from a URL is not requested from it again
  await evaluate(() => { for (const image of document.images) image.dispatchEvent(new Event('error')); });
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
  assert.equal((await evaluate(() => window.told)).length, 2);
});

test('an API that fails is told of, and asked again after a while', async () => {
  await open(images(2), { clock: {} });
  let broken = true;
  site.onApi = () => (broken ? { status: 503, body: { title: 'Service Unavailable', status: 503 } } : undefined);
  await signImages();
  assert.deepEqual(await evaluate(() => window.told), [0, 1].map((n) =>
    ({ id: `i${n}`, path: `/img/${n}.png`, error: 'unavailable', status: 503 })));
  await evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), '<img id="late" data-postern="/img/late.png">');
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
  assert.deepEqual((await evaluate(() => window.told)).map(({ id }) => id), ['i0', 'i1', 'late']);
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
  await evaluate(() => document.getElementById('i0').dispatchEvent(new Event('error')));
  await pass(7);
  await marked('i0', 'unavailable');
});

test('renew() is not forgotten when the API fails', async () => {
  await open(images(1), { clock: {} });
  await signImages();
  await loaded('i0');
  const before = (await state('i0')).url;
  site.onApi = ({ paths }) => (signed().length === 2 ? { status: 503, body: { paths } } : undefined);
  await evaluate(() => { window.postern.renew(); });
  await settle(() => signed().length === 2, 'the call that fails');
  await pass(7);
  await settle(async () => (await state('i0')).url !== before, 'the next URL');
});

test('a failing API is not asked when nobody needs it any more', async () => {
  await open(images(1), { clock: {} });
  site.onApi = () => ({ status: 500, body: {} });
  await signImages();
  await evaluate(() => document.getElementById('i0').remove());
  await pass(60);
  await quiet();
  const runs = await evaluate(() => {
    window.runs = 0;
    const { querySelectorAll } = document;
    document.querySelectorAll = (...args) => { window.runs += 1; return querySelectorAll.apply(document, args); };
  }).then(() => pass(60)).then(() => evaluate(() => window.runs));
  assert.deepEqual([signed().length, runs], [1, 0]);
});

test('a medium and its <source> are signed, and not disturbed while they play', async () => {
  await open(`<audio id="m"><source id="s" type="audio/wav" data-postern="/img/long.wav"></audio>
    <audio id="n" data-postern="/img/other.wav"></audio>`);
  await signImages();
  for (const id of ['m', 'n']) {
    await waitFor(`${id} to load`, () => evaluate((name) => document.getElementById(name).readyState >= 2, id));
  }
  await evaluate(() => document.getElementById('m').play());
  await waitFor('it to play', () => evaluate(() => document.getElementById('m').currentTime > 0.1));
  const before = await Promise.all(['s', 'n'].map(state));
  site.life = 700;
  await evaluate(() => window.postern.renew());
  assert.equal((await state('s')).url, before[0].url);
  assert.notEqual((await state('n')).url, before[1].url);
  assert.ok(await evaluate(() => document.getElementById('m').currentTime > 0.1));
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
    await waitFor('it to load', () => evaluate(() => document.getElementById('m').readyState >= 2));
    site.life = 700;
    await evaluate(() => {
      const medium = document.getElementById('m');
      medium.currentTime = 500; // which has not come yet
      medium.play().catch(() => {});
    });
    await waitFor('the file by its next URL', () => site.files.some(({ status }) => status === 200));
    await waitFor('it to go on', () => evaluate(() => {
      const { currentTime, paused, error } = document.getElementById('m');
      return currentTime > 500 && !paused && !error;
    }));
    assert.equal(signed().length, 2);
    assert.deepEqual(site.files.slice(0, 2).map(({ status }) => status), [false, 410]);
  });
}

test('no request holds a token in its URL, and nothing makes noise', noLeaks);
