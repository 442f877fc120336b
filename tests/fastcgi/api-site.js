// A site with an API, for api.test.js and api-limits.test.js.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { Scratch, waitFor } = require('../harness/scratch.js');
const { fastcgi } = require('../harness/fastcgi.js');
const { Site, installProgram } = require('../harness/site.js');
const { canConnect } = require('../harness/http.js');

const APP = 'https://app.example';

const CONFIG = (site) => `[postern]\nsite = ${site.name}\nkeys = ${site.keys}\nlog = stderr\n
[route images]
prefix = /img/
root = ${site.root}
delivery = direct
accept = native jwt
carrier = query cookie
allow = /img/users/{sub}/** /img/albums/{claim:albums[]}/* /img/plain.png /img/album/*
exchange = 60s
audience = images

[route sealed]
prefix = /i/
root = ${site.root}
delivery = direct
accept = sealed jwt
carrier = query cookie path
segment = t
allow = /i/{sub}/* /i/plain.png /i/album/*

[route links]
prefix = /links/
root = ${site.root}
delivery = direct
accept = jwt native
carrier = query
allow = /links/*

[route api]
role = api
prefix = /api/
signs = images sealed
origins = ${APP}
audience = images

[route small]
role = api
prefix = /small/
signs = images links
carrier = header cookie
origins = ${APP}
ttl = 30s
window = 0
ttl_limit = 30s
paths_limit = 2
body_limit = 1k
session_limit = 60s
same_site = none
partitioned = yes
cookie = __Host-small

[route pages]
role = api
prefix = /pages/
signs = images
carrier = cookie
`;

class ApiSite {
  async open(name) {
    this.scratch = new Scratch(name);
    installProgram(this.scratch, 'postern.fcgi');
    this.site = new Site(this.scratch, { root: 'root', keys: 'keys' });
    this.scratch.write('postern.ini', CONFIG(this.site));
    this.socket = `${this.scratch.mkdir('run', { owned: true })}/socket`;
    this.responder = this.scratch.start('postern', this.scratch.path('postern.fcgi'),
      ['--config', this.scratch.path('postern.ini'), '--listen', `unix:${this.socket}`, '--workers', '1'], { asAccount: true });
    await waitFor('the responder', () => canConnect(this.socket));
  }

  async close() {
    const leaked = this.scratch.logs().filter(({ text }) => [...this.site.issued].some((token) => text.includes(token) || text.includes(token.slice(-20))));
    await this.scratch.stop(this.responder);
    this.scratch.remove();
    assert.deepEqual(leaked.map(({ name }) => name), [], 'a token is in a log');
  }

  // headers by their CGI names; jwt null: none.
  call(method, target, { jwt = this.site.jwt(), body = '', more = {}, ...options } = {}) {
    return fastcgi(this.socket, target, { method, body,
      more: {
        ...(jwt !== null && { HTTP_AUTHORIZATION: `Bearer ${jwt}` }),
        ...(body.length > 0 && { CONTENT_TYPE: 'application/json' }), ...more,
      },
      ...options });
  }

  sign(paths, { ttl, api = '/api/', ...options } = {}) {
    return this.call('POST', `${api}sign`, { body: JSON.stringify({ paths, ttl }), ...options });
  }

  async signed(paths, options) {
    const answer = await this.sign(paths, options);
    assert.equal(answer.status, 200, answer.body.toString());
    return JSON.parse(answer.body).urls;
  }

  get(target, more = {}) {
    return fastcgi(this.socket, target, { more });
  }
}

function assertProblem(answer, status, detail) {
  assert.equal(answer.status, status, answer.body.toString());
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['set-cookie'], undefined);
  const problem = JSON.parse(answer.body);
  assert.equal(problem.type, 'about:blank');
  assert.equal(problem.status, status);
  assert.ok(problem.title);
  if (detail) assert.match(problem.detail ?? '', detail);
}

module.exports = { APP, ApiSite, assertProblem };
