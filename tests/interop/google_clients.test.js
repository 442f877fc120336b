// Signed URLs of Google Cloud Storage, as @google-cloud/storage makes them now
// with the key of a service account of the test's own: versions 4 and 2.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const { Storage } = require('@google-cloud/storage');
const { describeFronts } = require('./front.js');
const {
  delivers, inSeconds, inThePast, linkRoute, makePair, opensOnly, originOf, parameterOf, publicFile, refuses, withSpoiled,
} = require('./links.js');

const ACCOUNT = 'images@interop-test.iam.gserviceaccount.com';
const own = makePair('rsa');
const stranger = makePair('rsa');
const FILES = ['plain.png', 'my cat.png', 'a+b.png', '100%.png', "it's.png", '(1).png', 'rock&roll.png', 'a=b.png', '猫.png',
  '📷.png', 'tilde~.png', 'me@home.png', '12:30.png', 'number #1.png', 'why?.png', 'album/with space/é+%.png'];

// The SDK with an endpoint of its own; a URL that lives from `ago` seconds ago.
function sign(endpoint, bucket, file, { by = own, email = ACCOUNT, seconds = 600, ago = 0, ...settings } = {}) {
  const storage = new Storage({
    projectId: 'interop-test', apiEndpoint: endpoint, credentials: { client_email: email, private_key: by.pem } });
  return inThePast(ago, async () => {
    const [url] = await storage.bucket(bucket).file(file).getSignedUrl({
      action: 'read', expires: 1000 * (inSeconds(seconds)), ...settings });
    return url;
  });
}

const options = () => ({
  keys: publicFile(ACCOUNT, 'RS256', own.publicKey, ['gcs', 'gcs-v2']),
  routes: () => [
    linkRoute('v4', 'accept = gcs'),
    linkRoute('v2', 'accept = gcs-v2'),
    linkRoute('host', 'accept = gcs gcs-v2\ngcs-v2.bucket = photos'),
  ].join(''),
});

// The route, and what a link of the other key or version meets.
const VERSIONS = {
  v4: { version: 'v4', signature: 'X-Goog-Signature' },
  v2: { version: 'v2', signature: 'Signature' },
  'v2, which is the standard': { route: 'v2', signature: 'Signature' },
};

function versionTests(front, name, { route = name, version, signature }) {
  const link = (file, more) => sign(originOf(front()), 'img', `${route}/${file}`, { ...(version && { version }), ...more });

  test(`${name}: one file, and no other`, async () => {
    await opensOnly(front(), await link('plain.png'), signature);
    await opensOnly(front(), await link('album/one.png'), signature, { file: 'album/one.png' });
  });

  test(`${name}: names of every kind`, async () => {
    for (const file of FILES) await delivers(front(), await link(file), { file });
  });

  test(`${name}: over, of another key, of another account`, async () => {
    await refuses(front(), await link('plain.png', { ago: 900 }), 'expired');
    await refuses(front(), await link('plain.png', { by: stranger }), 'bad-signature');
    await refuses(front(), await link('plain.png', { email: 'others@interop-test.iam.gserviceaccount.com' }), 'unknown-key');
  });

  test(`${name}: a URL to delete or to write opens nothing`, async () => {
    await refuses(front(), await link('plain.png', { action: 'delete' }), 'bad-signature');
    await refuses(front(), await link('plain.png', { action: 'write' }), 'bad-signature');
    await refuses(front(), await link('plain.png'), 'bad-signature', { method: 'HEAD' });
  });

  test(`${name}: a header that is signed has to come`, async () => {
    const url = await link('plain.png', { extensionHeaders: { 'x-goog-acl': 'public-read' } });
    await delivers(front(), url, { headers: { 'x-goog-acl': 'public-read' } });
    await refuses(front(), url, version === 'v4' ? 'malformed' : 'bad-signature');
    await refuses(front(), url, 'bad-signature', { headers: { 'x-goog-acl': 'private' } });
  });
}

describeFronts(options, (front) => {
  for (const [name, settings] of Object.entries(VERSIONS)) versionTests(front, name, settings);

  test('v4: every parameter is signed', async () => {
    const url = await sign(originOf(front()), 'img', 'v4/plain.png', {
      version: 'v4', responseDisposition: 'attachment; filename="cat.png"', queryParams: { width: '300' } });
    await delivers(front(), url);
    await refuses(front(), url.replace('width=300', 'width=301'), 'bad-signature');
    await refuses(front(), withSpoiled(url, 'response-content-disposition'), 'bad-signature');
    await refuses(front(), url.replace(`X-Goog-Expires=${parameterOf(url, 'X-Goog-Expires')}`, 'X-Goog-Expires=6000'), 'bad-signature');
  });

  test('v4: not yet', async () => {
    const url = await sign(originOf(front()), 'img', 'v4/plain.png', {
      version: 'v4', accessibleAt: 1000 * inSeconds(2000), seconds: 3000 });
    await refuses(front(), url, 'not-yet-valid');
  });

  test('v2: a longer life, by hand', async () => {
    const url = await sign(originOf(front()), 'img', 'v2/plain.png', { version: 'v2' });
    await refuses(front(), url.replace(/Expires=\d+/, `Expires=${inSeconds(6000)}`), 'bad-signature');
  });

  test('a host of one\'s own for the bucket', async () => {
    const cname = originOf(front());
    for (const { version, signature } of [VERSIONS.v4, VERSIONS.v2]) {
      const url = await sign(undefined, 'photos', 'img/host/my cat.png', { version, cname });
      await opensOnly(front(), url, signature, { file: 'my cat.png' });
    }
  });

  test('v4: the bucket in the host', async () => {
    const url = await sign(undefined, 'photos', 'img/host/plain.png', { version: 'v4', virtualHostedStyle: true });
    await opensOnly(front(), url, 'X-Goog-Signature');
    await refuses(front(), url.replace('photos.', 'others.'), 'bad-signature');
  });
});
