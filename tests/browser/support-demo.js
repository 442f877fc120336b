// A run of demo/run.sh, what it has logged, and which tokens must not be there.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { kill, processesOf, waitFor } = require('../harness/scratch.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const BUILD = path.resolve(REPOSITORY, process.env.BUILD ?? 'build');
const { TMPDIR = '/tmp' } = process.env; // before a browser makes it its own

class Demo {
  // From the moment that it says where it is.
  static async start(server, ...options) {
    const demo = new Demo();
    demo.output = '';
    demo.child = spawn(path.join(REPOSITORY, 'demo/run.sh'), options, {
      env: { ...process.env, BUILD, TMPDIR, SERVER: server, PORT: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
    process.on('exit', () => demo.killAll());
    demo.ended = once(demo.child, 'close');
    demo.child.stdout.setEncoding('utf8');
    for await (const text of demo.child.stdout.iterator({ destroyOnReturn: false })) {
      demo.output += text;
      [, demo.url] = /(http:\/\/127\.0\.0\.1:\d+\/)/.exec(demo.output) ?? [];
      [, demo.site] = /is in (\S+) until/.exec(demo.output) ?? [];
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

  remove() {
    fs.rmSync(this.site, { recursive: true, force: true, maxRetries: 5 });
  }

  // However a test ends, so does what it has started, and what that has written.
  killAll() {
    this.child.kill('SIGTERM');
    if (!this.site) return;
    for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (pid !== process.pid && command.includes(this.site)) kill(pid, 'SIGKILL');
      } catch {
        // it has ended
      }
    }
    this.remove();
  }

  // Name and text of each log, and of what the terminal showed.
  logs() {
    const directory = path.join(this.site, 'log');
    const files = fs.readdirSync(directory)
      .map((name) => [name, fs.readFileSync(path.join(directory, name), 'utf8')]);
    return new Map([...files, ['output', this.output]]);
  }
}

// Not even the start of any part that could open something.
function assertNotLogged(logs, tokens) {
  for (const token of tokens) {
    const parts = token.split('.').filter((part) => part.length >= 20).map((part) => part.slice(0, 20));
    assert.ok(parts.length > 0, `${token} is no token`);
    for (const [name, text] of logs) {
      assert.deepEqual(parts.filter((part) => text.includes(part)), [], `${name} holds ${token}`);
    }
  }
}

module.exports = { BUILD, Demo, assertNotLogged };
