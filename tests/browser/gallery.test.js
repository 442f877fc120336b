// Opens the gallery of "make demo" in headless Chromium: what is signed loads,
// what is refused fails, the cache serves the second look, and no log of either
// server holds a token.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const { after, before, test } = require('node:test');
const { chromium } = require('playwright-core');
const { Scratch, kill, processesOf, waitFor } = require('../harness/scratch.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const BUILD = path.resolve(REPOSITORY, process.env.BUILD ?? 'build');
const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

// A run of demo/run.sh, from the moment that it says where it is.
class Demo {
  static async start(...options) {
    const demo = new Demo();
    demo.output = '';
    demo.child = spawn(path.join(REPOSITORY, 'demo/run.sh'), options, {
      env: { ...process.env, BUILD, PORT: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
    demo.ended = once(demo.child, 'close');
    demo.child.stdout.setEncoding('utf8');
    for await (const text of demo.child.stdout.iterator({ destroyOnReturn: false })) {
      demo.output += text;
      [, demo.url] = /(http:\/\/127\.0\.0\.1:\d+\/)/.exec(demo.output) ?? [];
      [, demo.site] = /The site is in (\S+)/.exec(demo.output) ?? [];
      if (demo.url && demo.site) break;
    }
    assert.ok(demo.site, `the demo did not start: ${demo.output}`);
    demo.child.stdout.on('data', (text) => { demo.output += text; });
    return demo;
  }

  // Ends it as Ctrl-C does; Postern itself has two seconds to finish.
  async stop() {
    this.child.kill('SIGTERM');
    const [code] = await this.ended;
    await waitFor('the end of Postern', () => processesOf(this.site).length === 0);
    return code;
  }
}

let demo;
let context;
let profile;

// However this test ends, so does what it has started, and what that has written.
process.on('exit', () => {
  demo?.child.kill('SIGTERM');
  const directories = [profile?.root, demo?.site].filter(Boolean);
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (Number(pid) !== process.pid && directories.some((directory) => command.includes(directory))) kill(Number(pid), 'SIGKILL');
    } catch {
      // it has ended
    }
  }
  for (const directory of directories) fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

before(async () => {
  demo = await Demo.start('--keep');
  profile = new Scratch('browser');
  context = await chromium.launchPersistentContext(profile.root, {
    executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
    chromiumSandbox: false, args: QUIET, viewport: { width: 1200, height: 900 }, colorScheme: 'light' });
});

after(async () => {
  await context?.close();
  await demo?.stop();
  profile?.remove();
  if (demo) fs.rmSync(demo.site, { recursive: true, force: true });
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
  first = await open(demo.url);
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
  const second = await open(demo.url);
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
  const other = await Demo.start();
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

  const logs = new Map(fs.readdirSync(path.join(demo.site, 'log'))
    .map((name) => [name, fs.readFileSync(path.join(demo.site, 'log', name), 'utf8')]));
  for (const name of ['access.log', 'postern.log']) assert.match(logs.get(name), /\/img\/sunset\.png/);
  for (const reason of ['expired', 'bad-signature', 'wrong-client', 'not-yet-valid', 'no-credential']) {
    assert.match(logs.get('postern.log'), new RegExp(`decision=deny reason=${reason} `));
    assert.match(demo.output, new RegExp(`decision=deny reason=${reason} `));
  }
  for (const [name, text] of [...logs, ['output', demo.output]]) {
    for (const token of tokens) {
      const signature = token.slice(token.lastIndexOf('.') + 1);
      assert.ok(!text.includes(token) && !text.includes(signature), `${name} holds ${token}`);
    }
  }
});
