// What jose's JWTs open by their claims, as Keycloak, Auth0 and Firebase write
// them, and what the API makes of them: URLs and cookies that open.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const jose = require('jose');
const { COOKIE, describeFronts, prefixes, route } = require('./front.js');

const ISSUER = 'https://login.example.org/realms/photos';
const IMAGES = ['users/kim/a.png', 'users/lee/a.png', 'users/kim/2026/b.png', 'roles/staff/a.png', 'roles/guest/a.png',
  'albums/rome/a.png', 'albums/oslo/a.png', 'acme/u7/a.png', 'acme/u8/a.png', 'vault/a.png', 'open/a.png'];

const RULES = ['users/{sub}/**', 'roles/{claim:realm_access.roles[]}/*', 'albums/{claim:https://example.org/albums[]}/*',
  'albums/{claim:resource_access.gallery.roles[]}/*', '{claim:firebase.tenant}/{claim:user_id}/*'];

// Keycloak's groups begin with a slash; roles of the realm are groups, too.
const access = prefixes('claims').map((prefix) => `
group /editors ${prefix}vault/**
user "Ada L." ${prefix}vault/*
everyone ${prefix}open/*
`).join('');
const roles = prefixes('roles').map((prefix) => `group staff ${prefix}vault/*\n`).join('');

let pair;

async function options() {
  pair = await jose.generateKeyPair('RS256');
  const jwk = { ...await jose.exportJWK(pair.publicKey), kid: 'realm', alg: 'RS256', use: 'sig' };
  // Keycloak publishes a key for encryption beside it.
  const other = { ...jwk, kid: 'enc', alg: 'RSA-OAEP', use: 'enc' };
  const trust = `issuer = ${ISSUER}\naudience = images`;
  const withAccess = (name, directory, claim) => `${trust}\naccess = ${directory}/${name}.access\ngroup_claim = ${claim}`;
  return {
    keys: { 'realm.json': JSON.stringify({ keys: [jwk, other] }) },
    files: { 'claims.access': access, 'roles.access': roles },
    images: IMAGES,
    routes: (directory) => [
      route('claims', (prefix) => `accept = jwt native\nallow = ${RULES.map((rule) => prefix + rule).join(' ')}\n${
        withAccess('claims', directory, 'groups')}`),
      route('roles', () => `accept = jwt\n${withAccess('roles', directory, 'realm_access.roles')}`),
      `\n[route session]\nprefix = /img/session/\nrole = api\ncarrier = header cookie\nsigns = claims\n${trust}\n`,
    ].join(''),
  };
}

function sign(claims, { expires = '10m' } = {}) {
  return new jose.SignJWT({ iss: ISSUER, aud: ['images', 'account'], typ: 'Bearer', azp: 'gallery', ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'realm' }).setIssuedAt().setExpirationTime(expires).sign(pair.privateKey);
}

// [whose token, its claims, what it opens, what it does not].
const OPENED = [
  ['subject', { sub: 'kim' }, ['users/kim/a.png', 'users/kim/2026/b.png', 'open/a.png'], ['users/lee/a.png', 'vault/a.png']],
  ['a subject that would be a wildcard', { sub: '**' }, ['open/a.png'], ['users/kim/a.png']],
  ['a subject that would climb', { sub: '../vault' }, ['open/a.png'], ['users/kim/a.png', 'vault/a.png']],
  ['Keycloak: roles of the realm', { sub: 'f:1', realm_access: { roles: ['staff', 'offline_access'] } },
    ['roles/staff/a.png'], ['roles/guest/a.png', 'vault/a.png']],
  ['Keycloak: roles of a client', { sub: 'f:1', resource_access: { gallery: { roles: ['oslo'] }, account: { roles: ['rome'] } } },
    ['albums/oslo/a.png'], ['albums/rome/a.png']],
  ['Keycloak: groups', { sub: 'f:1', groups: ['/editors', '/all'] }, ['vault/a.png'], ['roles/staff/a.png']],
  ['Keycloak: a group of another place', { sub: 'f:1', groups: ['/guests/editors'] }, ['open/a.png'], ['vault/a.png']],
  ['a user of the access file', { sub: 'Ada L.' }, ['vault/a.png'], ['users/kim/a.png']],
  ['Auth0: a claim named by a URL', { sub: 'auth0|5f7c', 'https://example.org/albums': ['rome'] },
    ['albums/rome/a.png'], ['albums/oslo/a.png']],
  ['Firebase: tenant and user', { sub: 'u7', user_id: 'u7', firebase: { tenant: 'acme', sign_in_provider: 'password' } },
    ['acme/u7/a.png'], ['acme/u8/a.png']],
];

describeFronts(options, (front) => {
  for (const [whose, claims, opened, closed] of OPENED) {
    test(`rules, ${whose}`, async () => {
      const token = await sign(claims);
      for (const file of opened) await front().opens('claims', token, { file });
      for (const file of closed) await front().refuses('claims', token, 'no-rule', { file });
    });
  }

  test('rules, a nested claim as the list of groups', async () => {
    const token = await sign({ sub: 'f:1', realm_access: { roles: ['guest', 'staff'] } });
    await front().opens('roles', token, { file: 'vault/a.png' });
    await front().refuses('roles', await sign({ sub: 'f:1', realm_access: { roles: ['guest'] } }), 'no-rule', { file: 'vault/a.png' });
    await front().refuses('roles', await sign({ sub: 'f:1', roles: ['staff'] }), 'no-rule', { file: 'vault/a.png' });
  });

  const paths = ['users/kim/a.png', 'users/lee/a.png', 'open/a.png'].map((file) => `/img/claims/${file}`);
  const image = (name) => front().site.contents.get(name);
  const openTarget = async (target, name, more) => {
    front().expect('allow ok');
    const response = await front().fetch(target, more);
    assert.equal(response.status, 200);
    assert.ok(response.body.equals(image(name)));
    return response;
  };

  test('API: a JWT becomes URLs, which need no JWT', async () => {
    front().expect('allow ok');
    const { status, json } = await front().call('POST', '/img/session/sign', { token: await sign({ sub: 'kim' }), json: { paths } });
    assert.equal(status, 200);
    assert.deepEqual(json.urls.map(({ path, error }) => [path, error]),
      [[paths[0], undefined], [paths[1], 'refused'], [paths[2], undefined]]);
    for (const [i, name] of [[0, 'users/kim/a.png'], [2, 'open/a.png']]) {
      const { url } = json.urls[i];
      const { searchParams } = new URL(url, 'http://example.org');
      front().tokens.add(searchParams.get('st'));
      const response = await openTarget(url, name);
      assert.match(response.header('cache-control'), /^private, max-age=\d+$/);
      front().expect('deny bad-signature');
      await front().denied(url.replace('/a.png', '/b.png'), 403);
    }
  });

  test('API: a session\'s cookie opens what the JWT opens, and signs', async () => {
    const token = await sign({ sub: 'kim' });
    front().expect('allow ok');
    const { status, json, response } = await front().call('POST', '/img/session/session', { token });
    assert.equal(status, 200);
    const lifetime = json.expires_at - Date.now() / 1000;
    assert.ok(lifetime > 500 && lifetime <= 600, `${lifetime}`);
    const [cookie, ...attributes] = response.header('set-cookie').split('; ');
    assert.equal(cookie, `${COOKIE}=${token}`);
    assert.deepEqual(attributes.filter((one) => !one.startsWith('Max-Age=')), ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']);
    await openTarget(paths[0], 'users/kim/a.png', { headers: { Cookie: cookie } });
    front().expect('deny no-rule');
    await front().denied(paths[1], 403, { headers: { Cookie: cookie } });

    front().expect('allow ok');
    const signed = await front().call('POST', '/img/session/sign',
      { json: { paths: [paths[0]] }, headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' } });
    front().tokens.add(signed.json.urls[0].url.split('st=')[1]);
    await openTarget(signed.json.urls[0].url, 'users/kim/a.png');
    front().expect('deny wrong-origin');
    const foreign = await front().call('POST', '/img/session/sign',
      { json: { paths: [paths[0]] }, headers: { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' } });
    assert.equal(foreign.status, 403);
  });

  test('API: a link becomes a cookie', async () => {
    front().expect('allow ok');
    const { json } = await front().call('POST', '/img/session/sign', { token: await sign({ sub: 'kim' }), json: { paths: [paths[0]] } });
    const st = json.urls[0].url.split('st=')[1];
    front().expect('allow ok', st);
    const response = await front().fetch(`/img/session/claim?st=${st}&path=${paths[0]}&to=/gallery/`, { mayRedirect: true });
    assert.deepEqual([response.status, response.header('location')], [303, '/gallery/']);
    const [cookie] = response.header('set-cookie').split('; ');
    assert.equal(cookie, `${COOKIE}=${st}`);
    await openTarget(paths[0], 'users/kim/a.png', { headers: { Cookie: cookie } });
    front().expect('deny bad-signature');
    await front().denied(paths[2], 403, { headers: { Cookie: cookie } });
  });

  test('API: an expired JWT, one of another audience, none', async () => {
    const ask = (token) => front().call('POST', '/img/session/sign', { token, json: { paths } });
    const isRefused = ({ status, json, response }) => {
      assert.deepEqual([status, json.status, json.urls], [401, 401, undefined]);
      assert.equal(response.header('www-authenticate'), 'Bearer');
    };
    front().expect('deny expired');
    isRefused(await ask(await sign({ sub: 'kim' }, { expires: '-1s' })));
    front().expect('deny wrong-audience');
    isRefused(await ask(await sign({ sub: 'kim', aud: 'account' })));
    front().expect('deny no-credential');
    isRefused(await ask());
  });
});
