// Opens the page of "make demo" in headless Chromium, behind each server: the four
// ways, the log-in that gets a cookie and signs an album, the log-out.  No token
// gets into a log, and a JWT into no URL but those that show this very thing.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { waitFor } = require('../harness/scratch.js');
const { Browser } = require('./support-browser.js');
const { BUILD, Demo, assertNotLogged } = require('./support-demo.js');

const ACCESS_LOG = { lighttpd: 'access.log', nginx: 'postern-access.log' };
const [MEMBER, STRANGER] = ['kim', 'lee'].map((name) => `/img/members/${name}/rose-window.svg`);
const ALBUM = ['kim/marble.png', 'kim/bokeh.png', 'kim/planet.bmp', 'kim/mandelbrot.png', 'kim/ridges.png',
  'kim/sunset.png', 'kim/aurora.png', 'lee/marble.png'].map((name) => `/img/albums/${name}`);
const OPEN = ALBUM.slice(0, -1);
const REFUSED = ALBUM.at(-1);
const LOGGED_OUT = ['200', '410', '200', '403', '403', '403', '302 → 200', '403', ...ALBUM.map(() => '')];
const LOGGED_IN = ['200', '410', '200', '403', '200', '403', '302 → 200', '403', ...OPEN.map(() => '200'), 'refused'];

let browser;

before(async () => { browser = await Browser.start(); });
after(() => browser?.close());

// One visit, and everything that came on the way.
class Visit {
  constructor(demo, page) {
    Object.assign(this, { demo, page, answers: [], bodies: [], tokens: new Set() });
    page.on('response', (response) => {
      const url = new URL(response.url());
      const request = response.request();
      this.answers.push({ url, path: url.pathname, status: response.status(), method: request.method(), request,
        location: response.headers().location });
      if (/\.json$|\/sign$/.test(url.pathname)) this.bodies.push(response.json().then((body) => [url.pathname, body]));
    });
  }

  async settle() {
    await this.page.waitForFunction(() => document.readyState === 'complete'
      && [...document.images].every((image) => image.complete));
  }

  // What each image shows, by the name of its way, or by its path.
  images() {
    return this.page.evaluate(() => [...document.images].map((image) => ({ ...image.dataset, url: image.src,
      isShown: image.naturalWidth > 0, caption: image.closest('figure').querySelector('b').textContent })));
  }

  // The captions are written when the browser tells how a request ended.
  async expectCaptions(expected) {
    let captions;
    await waitFor('the captions', async () => {
      captions = (await this.images()).map(({ caption }) => caption);
      return captions.join() === expected.join();
    }, 5000).catch(() => {});
    assert.deepEqual(captions, expected);
  }

  calls(method, end) {
    return this.answers.filter((answer) => answer.method === method && answer.path.endsWith(end));
  }

  statusesOf(pathname) {
    return this.answers.filter((answer) => answer.path === pathname).map(({ status }) => status);
  }

  async press(text) {
    assert.equal(await this.page.textContent('#login'), text);
    await this.page.click('#login');
  }
}

for (const server of ['lighttpd', 'nginx']) {
  describe(server, () => {
    let demo;
    let visit;
    let jwt; // of the log-in
    const screenshot = (name) => visit.page.screenshot({ fullPage: true,
      path: path.join(BUILD, `four-ways-${server}-${name}.png`) });

    before(async () => {
      demo = await Demo.start(server, '--keep');
      browser.urls.length = 0;
      visit = new Visit(demo, await browser.open());
      await visit.page.setViewportSize({ width: 1200, height: 900 });
      await visit.page.goto(demo.url);
      await visit.settle();
    });

    after(async () => {
      await browser.context.close();
      await demo?.stop();
      demo?.remove();
    });

    test('before the log-in, each way shows what it opens, and nothing else', async () => {
      await visit.expectCaptions(LOGGED_OUT);
      const images = await visit.images();
      assert.deepEqual(images.filter(({ isShown }) => isShown).map(({ way, expect }) => [way, expect]),
        [['signed', 'allow'], ['sealed', 'allow'], ['jwt', 'allow']]);
      for (const { url, expect, status } of images.filter(({ way }) => way)) {
        const [answer] = visit.answers.filter((one) => one.url.href === url);
        assert.equal(answer.status, expect === 'login' ? 403 : Number(status.split(' ')[0]), url);
      }
      await screenshot('before');
    });

    test('a JWT in the query is exchanged for a short-lived signed URL', () => {
      const redirects = visit.answers.filter(({ location }) => location);
      assert.equal(redirects.length, 1);
      const [{ path: from, status, location }] = redirects;
      assert.deepEqual([from, status], ['/img/albums/kim/aurora.png', 302]);
      const [, expiry] = /^\/img\/albums\/kim\/aurora\.png\?st=1\.demo\.(\d+)\.[\w-]{22}$/.exec(location);
      const left = Number(expiry) - Date.now() / 1000;
      assert.ok(left <= 30 && left > 0, location);
      assert.deepEqual(visit.statusesOf(from), [302, 200]);
    });

    test('the log-in sets the cookie, and signs the album by one call', async () => {
      await visit.press('Log in as Kim');
      await visit.page.waitForSelector('#login:text("Log out")');
      await visit.settle();
      await visit.expectCaptions(LOGGED_IN);
      const images = await visit.images();
      const album = images.filter(({ postern }) => postern);
      assert.deepEqual(album.map(({ postern, isShown }) => [postern, isShown]),
        ALBUM.map((name) => [name, name !== REFUSED]));
      for (const { postern, url } of album) {
        assert.match(url, postern === REFUSED ? /^$/ : /^http:[^?]+\?st=1\.demo\.\d+\.[\w-]{22}$/);
      }
      assert.deepEqual(images.filter(({ way, isShown }) => way === 'cookie' && isShown).length, 1);
      assert.deepEqual([MEMBER, STRANGER, REFUSED].map((name) => visit.statusesOf(name)), [[403, 200], [403, 403], []]);
      for (const name of OPEN) assert.equal(visit.statusesOf(name).at(-1), 200);
      await screenshot('after');

      const [sign, ...more] = visit.calls('POST', '/sign');
      assert.deepEqual([sign.status, more], [200, []]);
      assert.deepEqual(sign.request.postDataJSON().paths, ALBUM);
      assert.deepEqual(visit.calls('POST', '/session').map(({ status }) => status), [200]);
      assert.match(await visit.page.textContent('#said'), /signed 7 of 8 paths\.$/);
    });

    test('the cookie is out of reach for scripts and other sites, and outlives the page', async () => {
      const [cookie, ...others] = await browser.context.cookies();
      assert.deepEqual(others, []);
      const { name, path: scope, httpOnly, secure, sameSite } = cookie;
      assert.deepEqual({ name, scope, httpOnly, secure, sameSite },
        { name: '__Host-postern', scope: '/', httpOnly: true, secure: true, sameSite: 'Lax' });
      [[, { token: jwt }]] = (await Promise.all(visit.bodies)).filter(([from]) => from === '/login/kim.json');
      assert.equal(cookie.value, jwt);

      await visit.page.reload();
      await visit.page.waitForSelector('#login:text("Log out")');
      await visit.settle();
      assert.deepEqual((await visit.images()).filter(({ isShown }) => isShown).length, 4 + OPEN.length);
      assert.deepEqual(visit.calls('POST', '/sign').map(({ status }) => status), [200, 200]);
    });

    test('after the log-out they are refused again', async () => {
      for (const { value } of await browser.context.cookies()) visit.tokens.add(value);
      const before = visit.statusesOf(MEMBER).length;
      await Promise.all([visit.page.waitForEvent('load'), visit.press('Log out')]);
      await visit.settle();
      await visit.expectCaptions(LOGGED_OUT);
      assert.deepEqual(visit.calls('DELETE', '/session').map(({ status }) => status), [204]);
      assert.deepEqual(visit.statusesOf(MEMBER).slice(before), [403]);
      assert.deepEqual((await visit.images()).filter(({ isShown }) => isShown).length, 3);
      assert.deepEqual(await browser.context.cookies(), []);
      assert.equal(await visit.page.textContent('#login'), 'Log in as Kim');
    });

    test('a JWT is in no URL but those of its own way, in no referrer and in no redirect', async () => {
      const shown = (await visit.images()).filter(({ way }) => way === 'jwt').map(({ url }) => url);
      assert.equal(shown.length, 2);
      for (const url of shown) assert.ok(!url.includes(jwt.split('.')[2]), url);
      const locations = visit.answers.map(({ location }) => location ?? '');
      const carrying = [...browser.urls, ...locations].filter((text) => text.includes('eyJ'));
      assert.deepEqual([...new Set(carrying)].sort(), shown.sort());
    });

    test('nothing else goes wrong, nothing comes from elsewhere, and no script can be slipped in', async () => {
      assert.deepEqual(browser.noise, []);
      assert.deepEqual([...new Set(visit.answers.map(({ url }) => url.origin))], [new URL(demo.url).origin]);
      const slipped = await visit.page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.slipped = true';
        document.head.append(script);
        return window.slipped ?? false;
      });
      assert.equal(slipped, false);
      assert.match(browser.noise.splice(0).join(), /Content Security Policy/);
    });

    test('the page fits a telephone, light and dark', async () => {
      const { page } = visit;
      await page.setViewportSize({ width: 400, height: 800 });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.notEqual(await background(), light);
    });

    test('no log and no output holds a token', async () => {
      const { tokens } = visit;
      const html = await visit.page.content();
      for (const [, token] of html.matchAll(/(?:[?]st=|\/img\/s\/)([\w.-]{40,})/g)) tokens.add(token);
      for (const { location } of visit.answers) if (location) tokens.add(location.split('=')[1]);
      for (const [from, body] of await Promise.all(visit.bodies)) {
        if (from.endsWith('.json')) tokens.add(body.token);
        else for (const { url } of body.urls) if (url) tokens.add(url.split('=')[1]);
      }
      // Of the page, of redirects, of the log-in and its cookie, of the album.
      assert.ok(tokens.size >= 5 + 1 + 1 + OPEN.length, [...tokens].join('\n'));
      assert.equal(await demo.stop(), 0);

      const logs = demo.logs();
      for (const name of [MEMBER, REFUSED.replace('marble', 'aurora'), '/img/api/sign', '/img/api/session']) {
        for (const log of ['postern.log', 'output']) {
          assert.ok(logs.get(log).includes(name), `${log} lacks ${name}`);
        }
        // That of lighttpd has no paths of images, on purpose.
        const shown = server === 'lighttpd' ? '/img/... ' : name;
        assert.ok(logs.get(ACCESS_LOG[server]).includes(shown), `${ACCESS_LOG[server]} lacks ${shown}`);
      }
      for (const reason of ['expired', 'bad-signature', 'no-rule', 'no-credential']) {
        assert.match(logs.get('postern.log'), new RegExp(`decision=deny reason=${reason} `));
      }
      assertNotLogged(logs, tokens);
    });
  });
}
