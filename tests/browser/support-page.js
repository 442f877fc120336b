// A page of support-site.js in support-browser.js that tests share: opened anew
// by each, with clients/browser/postern.js at work in it.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, afterEach, before, beforeEach, test: unlimited } = require('node:test');
const { sleep, waitFor } = require('../harness/scratch.js');
const { Browser } = require('./support-browser.js');
const { Site } = require('./support-site.js');

const START = Date.UTC(2026, 10, 23, 23, 23, 23); // when the tests that set a clock begin
const QUIET_FOR = 150; // milliseconds of the machine, in which what must not come would come

const test = (name, run) => unlimited(name, { timeout: 60000 }, run); // who asks for ever, fails
const site = new Site();
const other = new Site();
let browser;
let page;

before(async () => {
  await Promise.all([site.listen(), other.listen()]);
  browser = await Browser.start();
});

after(async () => {
  await browser?.close();
  await Promise.all([site.close(), other.close()]);
});

beforeEach(() => {
  site.reset();
  other.reset();
});

afterEach(() => browser.context?.close());

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
  await evaluate(() => {
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
  await evaluate(async ({ root, ...rest }) => {
    const { signImages: sign } = await import('/postern.js');
    window.postern = sign({ api: '/api/', token: 'jwt-of-a-string', ...rest, ...(root && { root: document.querySelector(root) }) });
    window.postern.ready.then(() => { window.isReady = true; });
  }, options);
  await settle(() => evaluate(() => window.isReady));
}

// Until the last call has been answered.
const answered = () => page.evaluate(() => window.lastCall);

// Waits while time that stands still moves on just enough for what is at hand.
async function settle(probe, what = 'what should come') {
  await waitFor(what, async () => {
    if (site.time) await page.clock.runFor(20);
    return probe();
  });
  await answered();
}

// What a timer calls for in that time has been answered when it ends.
async function pass(seconds) {
  site.time += seconds * 1000;
  await page.clock.runFor(seconds * 1000);
  await page.clock.runFor(20);
  await answered();
}

async function quiet() {
  await sleep(QUIET_FOR);
  if (site.time) await page.clock.runFor(20);
  await sleep(QUIET_FOR);
}

const evaluate = (...given) => page.evaluate(...given);
const clock = () => page.clock;
const context = () => browser.context;
const signed = () => site.calls.filter(({ name }) => name === 'sign');
const images = (count) => Array.from({ length: count }, (_, n) => `<img id="i${n}" data-postern="/img/${n}.png">`).join('');
const state = (id) => evaluate((name) => {
  const element = document.getElementById(name);
  return { url: element.getAttribute(element.localName === 'a' ? 'href' : 'src'),
    error: element.getAttribute('data-postern-error'), width: element.naturalWidth };
}, id);
const loaded = (id) => settle(async () => (await state(id)).width > 0, `${id} to load`);
const marked = (id, error) => settle(async () => (await state(id)).error === error, `${id} to be marked ${error}`);

// The last test of each file.
function noLeaks() {
  assert.ok(browser.urls.filter((url) => url.endsWith('/api/sign')).length > 3);
  assert.ok(browser.urls.some((url) => url.includes('/img/')));
  assert.deepEqual(browser.urls.filter((url) => /jwt|bearer/i.test(url)), []);
  assert.deepEqual(browser.noise, []);
}

module.exports = { clock, context, evaluate, images, loaded, marked, noLeaks, open, other, pass, quiet, settle, signImages, signed,
  site, state, test };
