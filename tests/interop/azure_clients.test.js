// Service SAS of Azure's blob storage, as @azure/storage-blob makes them now with
// an account key of the test's own.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { randomBytes } = require('node:crypto');
const azure = require('@azure/storage-blob');
const { describeFronts } = require('./front.js');
const { delivers, inSeconds, linkRoute, opensOnly, originOf, refuses, secretFile } = require('./links.js');

// So that the path of an endpoint with the account in it is one of this server's.
const ACCOUNT = 'img';
const CONTAINER = 'sas';
const [own, second, stranger] = [64, 64, 64].map((size) => randomBytes(size));
const FILES = ['plain.png', 'my cat.png', 'a+b.png', '100%.png', "it's.png", '(1).png', 'rock&roll.png', 'a=b.png', '猫.png', '📷.png',
  'tilde~.png', 'me@home.png', '12:30.png', 'number #1.png', 'why?.png', 'album/with space/é+%.png'];
const date = (seconds) => new Date(1000 * inSeconds(seconds));

const options = () => ({
  keys: {
    ...secretFile(ACCOUNT, 'HS256', own, ['azure-sas']),
    ...secretFile(`${ACCOUNT}-2`, 'HS256', second, ['azure-sas']),
  },
  routes: () => [
    linkRoute(CONTAINER, `accept = azure-sas\nazure-sas.account = ${ACCOUNT}\nazure-sas.container = ${CONTAINER}`),
    linkRoute('many', `accept = azure-sas\nazure-sas.account = ${ACCOUNT}`),
  ].join(''),
});

// What stands behind the "?"; job: what generateBlobSASQueryParameters takes,
// `by`: whose key, `can`: letters of what it permits.
function sas({ by = own, can = 'r', seconds = 600, containerName = CONTAINER, ...job } = {}) {
  const credential = new azure.StorageSharedKeyCredential(ACCOUNT, by.toString('base64'));
  const Permissions = job.blobName === undefined ? azure.ContainerSASPermissions : azure.BlobSASPermissions;
  return azure.generateBlobSASQueryParameters({
    containerName, permissions: Permissions.parse(can), expiresOn: date(seconds), ...job }, credential).toString();
}

const encode = (file) => file.split('/').map(encodeURIComponent).join('/');

describeFronts(options, (front) => {
  const at = (file) => `${originOf(front())}/img/${CONTAINER}/${encode(file)}`;
  const link = (blobName, job) => `${at(blobName)}?${sas({ blobName, ...job })}`;

  test('one blob, and no other', async () => {
    await opensOnly(front(), link('plain.png'), 'sig');
    await opensOnly(front(), link('album/one.png'), 'sig', { file: 'album/one.png' });
    await delivers(front(), link('plain.png'), { method: 'HEAD' });
  });

  test('names of every kind', async () => {
    for (const file of FILES) await delivers(front(), link(file), { file });
  });

  test('over, not yet, prolonged, of another key', async () => {
    await refuses(front(), link('plain.png', { seconds: -60 }), 'expired');
    await refuses(front(), link('plain.png', { startsOn: date(60) }), 'not-yet-valid');
    await delivers(front(), link('plain.png', { startsOn: date(-900) }));
    const url = link('plain.png');
    const later = encodeURIComponent(date(6000).toISOString().replace(/\.\d+/, ''));
    await refuses(front(), url.replace(/se=[^&]*/, `se=${later}`), 'bad-signature');
    await delivers(front(), link('plain.png', { by: second }));
    await refuses(front(), link('plain.png', { by: stranger }), 'bad-signature');
    await refuses(front(), link('plain.png', { containerName: 'others' }), 'bad-signature');
  });

  test('a whole container', async () => {
    const query = sas();
    for (const file of FILES) await delivers(front(), `${at(file)}?${query}`, { file });
    await refuses(front(), `${at('plain.png')}?${query.replace('sr=c', 'sr=b')}`, 'bad-signature');
    await refuses(front(), `${at('plain.png')}?${sas({ containerName: 'others' })}`, 'bad-signature');
    await refuses(front(), `${at('album/../plain.png').replaceAll('..', '%2E%2E')}?${query}`, 'hostile-path', { status: 400 });
  });

  test('what it permits, and to whom', async () => {
    await delivers(front(), link('plain.png', { can: 'racwd' }));
    await refuses(front(), link('plain.png', { can: 'w' }), 'method-not-granted');
    await delivers(front(), link('plain.png', { ipRange: { start: '127.0.0.1' } }));
    await delivers(front(), link('plain.png', { ipRange: { start: '127.0.0.0', end: '127.0.0.255' } }));
    await refuses(front(), link('plain.png', { ipRange: { start: '192.0.2.1', end: '192.0.2.9' } }), 'wrong-client');
    await delivers(front(), link('plain.png', { protocol: azure.SASProtocol.HttpsAndHttp }));
    await refuses(front(), link('plain.png', { protocol: azure.SASProtocol.Https }), 'outside-grant');
  });

  test('headers of the answer, which are signed', async () => {
    const url = link('plain.png', { contentDisposition: 'attachment; filename="A cat.png"', cacheControl: 'no-store', contentLanguage: 'de' });
    const response = await delivers(front(), url);
    assert.equal(response.header('content-disposition'), 'attachment; filename="A cat.png"');
    assert.equal(response.header('cache-control'), 'no-store');
    await refuses(front(), url.replace('A%20cat', 'A%20dog'), 'bad-signature');
    await refuses(front(), `${link('plain.png')}&rscd=inline`, 'bad-signature');
    await delivers(front(), `${link('plain.png')}&w=300`);
  });

  test('versions of the service, which differ in what is signed', async () => {
    for (const version of ['2015-04-05', '2018-03-28', '2018-11-09', '2019-12-12', '2020-12-06', '2021-08-06', '2025-05-05']) {
      await delivers(front(), link('plain.png', { version }));
      await delivers(front(), `${at('plain.png')}?${sas({ version })}`);
    }
    await refuses(front(), link('plain.png', { version: '2018-03-28' }).replace('2018-03-28', '2018-11-09'), 'bad-signature');
  });

  test('what only Azure could check', async () => {
    await refuses(front(), link('plain.png', { identifier: 'policy' }), 'malformed');
    await refuses(front(), link('plain.png', { snapshotTime: '2026-01-01T00:00:00.0000000Z' }), 'malformed');
    const credential = new azure.StorageSharedKeyCredential(ACCOUNT, own.toString('base64'));
    const account = azure.generateAccountSASQueryParameters({
      permissions: azure.AccountSASPermissions.parse('r'), expiresOn: date(600), services: 'b', resourceTypes: 'o' }, credential).toString();
    await refuses(front(), `${at('plain.png')}?${account}`, 'malformed');
    const delegated = azure.generateBlobSASQueryParameters(
      { containerName: CONTAINER, blobName: 'plain.png', permissions: azure.BlobSASPermissions.parse('r'), expiresOn: date(600) },
      { signedObjectId: 'a', signedTenantId: 'b', signedStartsOn: date(0), signedExpiresOn: date(600), signedService: 'b', signedVersion: '2021-08-06', value: own.toString('base64') },
      ACCOUNT).toString();
    await refuses(front(), `${at('plain.png')}?${delegated}`, 'malformed');
  });

  test('the SDK\'s own clients, with this server as their endpoint', async () => {
    const credential = new azure.StorageSharedKeyCredential(ACCOUNT, own.toString('base64'));
    const service = new azure.BlobServiceClient(`${originOf(front())}/${ACCOUNT}`, credential);
    const container = service.getContainerClient(CONTAINER);
    const expiresOn = date(600);
    for (const file of FILES) {
      const url = await container.getBlobClient(file).generateSasUrl({ permissions: azure.BlobSASPermissions.parse('r'), expiresOn });
      await delivers(front(), url, { file });
    }
    const [, query] = (await container.generateSasUrl({ permissions: azure.ContainerSASPermissions.parse('r'), expiresOn })).split('?');
    await delivers(front(), `${at('plain.png')}?${query}`);
  });

  test('the container in the path', async () => {
    const url = `${originOf(front())}/img/many/album/one.png`;
    await opensOnly(front(), `${url}?${sas({ containerName: 'album', blobName: 'one.png' })}`, 'sig',
      { file: 'album/one.png', other: 'album2/one.png' });
    await delivers(front(), `${url}?${sas({ containerName: 'album' })}`, { file: 'album/one.png' });
    await refuses(front(), `${url.replace('album', 'album2')}?${sas({ containerName: 'album' })}`, 'bad-signature');
  });
});
