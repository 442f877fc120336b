// A site whose responder runs under another program, which counts.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const { randomBytes } = require('node:crypto');
const { Scratch, childrenOf, kill, waitFor } = require('../harness/scratch.js');
const { Connection, fastcgi } = require('../harness/fastcgi.js');
const { Site, contentOf, installProgram } = require('../harness/site.js');
const { canConnect } = require('../harness/http.js');

// What nginx sends beside what the harness does.
const PARAMETERS = {
  QUERY_STRING: '', CONTENT_TYPE: '', CONTENT_LENGTH: '', SCRIPT_NAME: '/img/plain.png', DOCUMENT_URI: '/img/plain.png',
  DOCUMENT_ROOT: '/usr/share/nginx/html', SERVER_PROTOCOL: 'HTTP/1.1', REQUEST_SCHEME: 'http',
  GATEWAY_INTERFACE: 'CGI/1.1', SERVER_SOFTWARE: 'nginx/1.22.1', REMOTE_PORT: '51234', SERVER_ADDR: '127.0.0.1',
  SERVER_PORT: '80', SERVER_NAME: 'example.org', REDIRECT_STATUS: '200', HTTP_HOST: 'example.org',
  HTTP_USER_AGENT: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  HTTP_ACCEPT: 'image/avif,image/webp,*/*', HTTP_REFERER: 'http://example.org/',
};

const SETTLED = 3000; // milliseconds until a file may be remembered

class CountedSite {
  // How many of each there are beside the few of every site.
  constructor(name, { routes = 0, keys = 0, files = 0 } = {}) {
    this.scratch = new Scratch(name);
    this.program = installProgram(this.scratch, 'postern.fcgi');
    this.site = new Site(this.scratch, { root: 'root', keys: 'keys' });
    for (let i = 0; i < keys; i += 1) this.site.writeKey({ kid: `more${i}`, secret: randomBytes(32) });
    for (let i = 0; i < files; i += 1) this.site.add(this.file(i), contentOf('plain.png', 100));
    this.routes = Array.from({ length: routes }, (_, i) => `/r${i}/img/`);
    this.made = Date.now();
    this.runs = 0;
  }

  // All of one length, so that no signature takes longer than another's.
  file(i) {
    return `d${String(i % 500).padStart(3, '0')}/n${String(i).padStart(7, '0')}.png`;
  }

  config() {
    const route = (id, prefix) => `[route ${id}]\nprefix = ${prefix}\nroot = ${this.site.root}\naccept = native
delivery = x-accel-redirect\naccel = /_postern/\n`;
    return `[postern]\nsite = ${this.site.name}\nkeys = ${this.site.keys}\nlog = ${this.scratch.path('log/access')}\n
${route('images', '/img/')}${this.routes.map((prefix, i) => route(`r${i}`, prefix)).join('')}`;
  }

  // The responder alone, without a supervisor, as a web server would start it.
  async start(command, args) {
    const { scratch } = this;
    this.runs += 1;
    this.socket = scratch.path(`socket${this.runs}`);
    scratch.write('postern.ini', this.config());
    const line = [...args, this.program, '--config', scratch.path('postern.ini')];
    this.responder = scratch.start(`run${this.runs}`, 'spawn-fcgi',
      ['-n', '-s', this.socket, '--', '/usr/bin/env', command, ...line]);
    await waitFor('files that may be remembered', () => Date.now() > this.made + SETTLED);
    await waitFor('the responder', () => canConnect(this.socket), 30000);
  }

  async startWorkers(count) {
    this.runs += 1;
    this.socket = this.scratch.path(`socket${this.runs}`);
    this.responder = this.scratch.start(`run${this.runs}`, this.program, ['--config', this.scratch.path('postern.ini'),
      '--listen', `unix:${this.socket}`, '--workers', String(count)]);
    await waitFor('the responder', () => canConnect(this.socket));
  }

  async ask(target, status, options = {}) {
    const answer = await fastcgi(this.socket, target, { ...options, more: { ...PARAMETERS, ...options.more } });
    if (answer.status !== status) throw new Error(`${target}: ${answer.status} instead of ${status}`);
  }

  // So many requests, some of them at a time; target: of the number of a request.
  async askMany(count, { target, status = 200, atOnce = 1, ...options }) {
    for (let i = 0; i < count; i += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, (_, k) => this.ask(target(i + k), status, options)));
    }
  }

  // strace has a child, valgrind is the program itself.
  async stop() {
    const [child = this.responder.pid] = childrenOf(this.responder.pid);
    this.responder.ref();
    kill(child, 'SIGTERM');
    await this.responder.ended;
  }

  // Connections that say nothing.  A request that is answered shows that those
  // before it were accepted; the queue for that is short.
  async hold(count) {
    const held = [];
    while (held.length < count) {
      for (let i = 0; i < 200; i += 1) held.push(new Connection(this.socket));
      await Promise.all(held.slice(-200).map((one) => one.connected));
      await this.ask('/nowhere', 403);
    }
    return () => { for (const one of held) one.close(); };
  }

  close() {
    return this.scratch.close();
  }

  read(name) {
    return fs.readFileSync(this.scratch.path(name), 'utf8');
  }
}

module.exports = { CountedSite };
