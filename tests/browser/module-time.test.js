// How clients/browser/postern.js renews URLs: when, by which clock, and who is
// spared.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const {
  clock, context, evaluate, images, loaded, noLeaks, open, other, pass, quiet, settle, signImages,
  signed, site, state, test,
} = require('./support-page.js');

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
  assert.equal((await evaluate(() => window.sets)).length, 2, 'src was set again');
  assert.equal(site.files.length, 2);
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
  await evaluate(() => document.getElementById('far').scrollIntoView());
  await loaded('far');
  assert.deepEqual(site.files.map(({ path, status }) => [path, status]), [['/img/0.png', 200], ['/img/far.png', 200]]);
});

test('a clock that is wrong does no harm where the Date of the API can be read', async () => {
  for (const [wrong, where] of [[-86400e3, site], [3600e3, site], [3600e3, other]]) {
    site.reset();
    await context().close();
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
  const look = (hidden) => evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await look(true);
  await pass(7200);
  await quiet();
  assert.equal(signed().length, 1);
  await evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img id="late" data-postern="/img/late.png">'));
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
  await clock().setSystemTime(site.time);
  await evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await settle(() => signed().length === 2, 'the renewal');
  assert.equal(signed()[1].paths.length, 3);
});

test('no request holds a token in its URL, and nothing makes noise', noLeaks);
