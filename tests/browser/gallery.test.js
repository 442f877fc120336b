// Opens the second page of "make demo" in headless Chromium: what is signed loads,
// what is refused fails, the cache serves the second look, and no log of either
// server holds a token.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { after, before, test } = require('node:test');
const { chromium } = require('playwright-core');
const { Scratch, kill } = require('../harness/scratch.js');
const { BUILD, Demo, assertNotLogged } = require('./support-demo.js');

const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

let demo;
let gallery;
let context;
let profile;

// However this test ends, so does the browser.
process.on('exit', () => {
  if (!profile) return;
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (pid !== process.pid && command.includes(profile.root)) kill(pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  }
  profile.remove();
});

before(async () => {
  demo = await Demo.start('lighttpd', '--keep');
  gallery = new URL('signatures.html', demo.url).href;
  profile = new Scratch('browser');
  context = await chromium.launchPersistentContext(profile.root, {
    executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
    chromiumSandbox: false, args: QUIET, viewport: { width: 1200, height: 900 }, colorScheme: 'light' });
});

after(async () => {
  await context?.close();
  await demo?.stop();
  profile?.remove();
  demo?.remove();
});

// The page once every image has loaded or failed, and what came on the way.
async function open(url) {
  const page = await context.newPage();
  const seen = { page, console: [], errors: [], hosts: new Set(), status: new Map() };
  page.on('console', (message) => seen.console.push({ text: message.text(), url: message.location().url }));
  page.on('pageerror', (error) => seen.errors.push(error));
  page.on('request', (request) => seen.hosts.add(new URL(request.url()).host));
  page.on('response', (response) => seen.status.set(response.url(), response.status()));
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  seen.images = await page.evaluate(() => [...document.images].map((image) => ({
    ...image.dataset, url: image.src, shownWidth: image.naturalWidth, shownHeight: image.naturalHeight,
    received: performance.getEntriesByName(image.src).map((entry) => entry.transferSize) })));
  return seen;
}

const expecting = (seen, what) => seen.images.filter((image) => image.expect === what);

let first;

test('every image loads or fails as the page says', async () => {
  first = await open(gallery);
  assert.deepEqual(['allow', 'refuse', 'placeholder'].map((what) => expecting(first, what).length), [8, 7, 1]);
  for (const image of first.images) {
    assert.equal(first.status.get(image.url), Number(image.status), image.url);
    const size = image.expect === 'refuse' ? [0, 0] : [Number(image.width), Number(image.height)];
    assert.deepEqual([image.shownWidth, image.shownHeight], size, image.url);
  }
  const tile = await first.page.locator('.refused figure').first().boundingBox();
  await first.page.screenshot({ path: path.join(BUILD, 'demo.png'), fullPage: true,
    clip: { x: 0, y: 0, width: 1200, height: Math.ceil(tile.y + tile.height) + 14 } });
});

test('nothing else goes wrong, and nothing comes from elsewhere', () => {
  const failures = first.images.filter((image) => image.expect !== 'allow').map((image) => image.url);
  assert.deepEqual(first.errors, []);
  assert.deepEqual(first.console.filter((message) => !failures.includes(message.url)), []);
  assert.deepEqual([...first.hosts], [new URL(demo.url).host]);
});

test('a second look takes the signed images from the cache, and asks again for the others', async () => {
  const second = await open(gallery);
  for (const image of expecting(first, 'allow')) assert.ok(image.received[0] > 10000, image.url);
  for (const image of expecting(second, 'allow')) assert.deepEqual(image.received, [0], image.url);
  for (const image of expecting(second, 'refuse')) assert.equal(second.status.get(image.url), Number(image.status));
  await second.page.close();
});

test('the page fits a telephone, light and dark', async () => {
  const { page } = first;
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await background(), light);
});

test('a second demo takes another port, and leaves nothing behind', async () => {
  const other = await Demo.start('lighttpd');
  try {
    assert.notEqual(other.url, demo.url);
    assert.equal((await fetch(other.url)).status, 200);
  } finally {
    assert.equal(await other.stop(), 0);
  }
  assert.ok(!fs.existsSync(other.site));
});

test('no log and no output holds a token', async () => {
  const tokens = new Set((await first.page.content()).match(/(?<=[?]st=)[\w.-]{40,}/g));
  assert.ok(tokens.size >= 12, 'the page has tokens');
  await context.close();
  assert.equal(await demo.stop(), 0);

  const logs = demo.logs();
  assert.match(logs.get('postern.log'), /\/img\/sunset\.png/);
  assert.match(logs.get('access.log'), /"GET \/img\/\.\.\. HTTP\/1\.1" 200 /); // lighttpd's, on purpose
  for (const reason of ['expired', 'bad-signature', 'wrong-client', 'not-yet-valid', 'no-credential']) {
    assert.match(logs.get('postern.log'), new RegExp(`decision=deny reason=${reason} `));
    assert.match(logs.get('output'), new RegExp(`decision=deny reason=${reason} `));
  }
  assertNotLogged(logs, tokens);
});
