// A headless Chromium with a profile of its own, and what it has asked for.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const { execFileSync } = require('node:child_process');
const { chromium } = require('playwright-core');
const { Scratch, kill } = require('../harness/scratch.js');

const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];

class Browser {
  static async start() {
    const browser = new Browser();
    browser.urls = []; // of all requests, and their referrers
    browser.noise = []; // of the console, and what nobody caught
    browser.scratch = new Scratch('browser');
    process.env.TMPDIR = browser.scratch.root; // where profiles go
    process.on('exit', () => browser.killAll());
    browser.chromium = await chromium.launch({
      executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
      chromiumSandbox: false, args: QUIET });
    return browser;
  }

  // A page with cookies and a clock of its own.
  async open() {
    this.context = await this.chromium.newContext();
    this.context.on('request', (request) => this.urls.push(request.url(), request.headers().referer ?? ''));
    this.context.on('weberror', (error) => this.noise.push(String(error.error())));
    // What Chromium itself says of a request that failed, no script can prevent.
    this.context.on('console', (message) => {
      if (!/^Failed to load resource|^Access to fetch at/.test(message.text())) this.noise.push(message.text());
    });
    return this.context.newPage();
  }

  async close() {
    await this.chromium.close();
    this.scratch.remove();
  }

  // However the tests end, so does the browser.
  killAll() {
    for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (pid !== process.pid && command.includes(this.scratch.root)) kill(pid, 'SIGKILL');
      } catch {
        // it has ended
      }
    }
  }
}

module.exports = { Browser };
