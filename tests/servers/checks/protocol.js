// Methods, cross-origin reads, and what denials look like.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');

const PLAIN = '/img/plain.png';
const SHARED = '/img/shared/one.png';
const LISTED = 'https://www.example.net';

const METHODS = [
  { method: 'POST', body: 'x=1' }, { method: 'POST' }, { method: 'PUT', body: 'x' },
  { method: 'DELETE' }, { method: 'PATCH', body: 'x' },
  { method: 'FOO', servers: { lighttpd: 501 } }, // lighttpd knows no such method
];
const methods = METHODS.map(({ method, body, servers }) => [body ? `${method} with a body` : method, async (c) => {
  const own = c.own(servers);
  const response = await c.denied(c.site.url(PLAIN), own ?? 405, { method, body, byServer: own !== undefined });
  if (!own) assert.equal(response.header('allow'), 'GET, HEAD, OPTIONS');
}]);

const preflight = (origin) => ({
  method: 'OPTIONS',
  headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
});

const crossOrigin = [
  ['a listed origin may read', async (c) => {
    const response = await c.get(SHARED, { headers: { Origin: LISTED } });
    assert.equal(response.status, 200);
    assert.equal(response.header('access-control-allow-origin'), LISTED);
    assert.equal(response.header('access-control-expose-headers'), 'Content-Length, Content-Range, ETag');
    assert.equal(response.header('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(response.header('vary'), 'Origin');
  }],
  ['another origin may not read', async (c) => {
    const response = await c.get(SHARED, { headers: { Origin: 'https://www.example.com' } });
    assert.equal(response.status, 200);
    assert.equal(response.header('access-control-allow-origin'), undefined);
    assert.equal(response.header('vary'), 'Origin');
  }],
  ['no origin is listed: none may read', async (c) => {
    const response = await c.get(PLAIN, { headers: { Origin: LISTED } });
    assert.equal(response.header('access-control-allow-origin'), undefined);
  }],
  ['preflight of a listed origin', async (c) => {
    const response = await c.fetch(c.site.url(SHARED), preflight(LISTED));
    assert.equal(response.status, 204);
    assert.equal(response.header('access-control-allow-origin'), LISTED);
    assert.equal(response.header('access-control-allow-methods'), 'GET, HEAD');
  }],
  ['preflight of another origin', async (c) => {
    const response = await c.fetch(c.site.url(SHARED), preflight('https://www.example.com'));
    assert.equal(response.status, 405);
    assert.equal(response.header('access-control-allow-origin'), undefined);
  }],
  ['preflight where no origin is listed', (c) => c.denied(c.site.url(PLAIN), 405, preflight(LISTED))],
];

// Headers by which other programs let a client choose; Postern reads none.
const COMMANDS = {
  'X-Sendfile': '/etc/passwd',
  'X-Accel-Redirect': '/_postern/photo.jpg',
  'X-Sendfile-Type': 'X-Accel-Redirect',
  'X-Accel-Mapping': '/=/',
  'X-Original-URL': '/img/photo.jpg',
  'X-Rewrite-URL': '/img/photo.jpg',
  'X-HTTP-Method-Override': 'DELETE',
  'X-Forwarded-For': '127.0.0.1',
  'Postern-Config': '/dev/null',
  Location: '/img-private/photo.jpg',
  Proxy: 'http://127.0.0.1:9/',
};
const commands = [
  ['headers that look like commands do nothing', async (c) => {
    const response = await c.get(PLAIN, { headers: COMMANDS });
    assert.equal(response.status, 200);
    assert.ok(response.body.equals(c.site.contents.get('plain.png')));
  }],
  ['a header with a long name does nothing', async (c) => {
    const headers = { [`X-${'a'.repeat(2000)}`]: '1' };
    assert.equal((await c.get(PLAIN, { headers })).status, 200);
    await c.denied(PLAIN, 403, { headers });
  }],
  ['headers that look like commands open nothing', (c) => c.denied(PLAIN, 403, { headers: COMMANDS })],
  // For the logs, which are looked at in the end.
  ['a signed URL as Referer, allowed', async (c) => {
    const headers = { Referer: `http://example.org${c.site.url('/img/photo.jpg')}` };
    assert.equal((await c.get(PLAIN, { headers })).status, 200);
  }],
  ['a signed URL as Referer, denied', async (c) => {
    const headers = { Referer: `http://example.org${c.site.url('/img/photo.jpg')}` };
    await c.denied(c.site.url('/img/missing.png'), 404, { headers });
    await c.denied(PLAIN, 403, { headers });
    const byServer = await c.fetch('/.htaccess', { headers }); // Apache's error log says who asked
    assert.ok(byServer.status >= 400);
  }],
];

// The last checks: over all answers of the others.
const FEWEST = [[403, 40], [404, 10], [400, 10], [410, 2]];
const denials = FEWEST.map(([status, fewest]) => [`all ${status} answers look the same`, async (c) => {
  const seen = c.denials.get(status) ?? [];
  assert.ok(seen.length >= fewest, `only ${seen.length} answers`);
  for (const response of seen) {
    assert.deepEqual(c.steady(response), c.steady(seen[0]));
    assert.equal(response.body.toString(), seen[0].body.toString());
  }
}]);

module.exports = { checks: [...methods, ...crossOrigin, ...commands, ...denials] };
