// What carriers and schemes of an API and of its routes let through.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { waitFor } = require('../harness/scratch.js');
const { field } = require('../harness/site.js');
const { ApiSite, assertProblem } = require('./api-site.js');

const api = new ApiSite();
let site;
before(async () => { await api.open('api-settings'); site = api.site; });
after(() => api.close());

test('an API of cookies alone takes no token from who says no origin', async () => {
  assertProblem(await api.sign([], { api: '/pages/' }), 403);
  const more = { HTTP_COOKIE: `__Host-postern=${site.jwt()}`, HTTP_SEC_FETCH_SITE: 'same-origin' };
  assert.equal((await api.sign([], { api: '/pages/', jwt: null, more })).status, 200);
});

test('a link makes no cookie of a user\'s token, nor one that no route would take', async () => {
  await api.get(`/api/claim?st=${site.jwt()}&path=/img/plain.png&to=/`);
  const line = () => api.scratch.logs().map(({ text }) => text).join('').split('\n').findLast((text) => text.includes('path=/api/claim'));
  await waitFor('the line of the log', () => /reason=foreign-credential/.test(line()));
  const small = (path) => api.get(`/small/claim?st=${site.token(path, { fields: [field.prefix(path)] })}&to=/`);
  assert.equal((await small('/img/album/')).status, 303);
  assert.equal((await small('/links/')).status, 403);
});
