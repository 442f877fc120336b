// Signed URLs and cookies of CloudFront, made now with key pairs of the test's
// own: @aws-sdk/cloudfront-signer, aws-cloudfront-sign, botocore's signer.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const sdk = require('@aws-sdk/cloudfront-signer');
const community = require('aws-cloudfront-sign');
const { describeFronts } = require('./front.js');
const {
  delivers, inSeconds, inThePast, linkRoute, makePair, opensOnly, originOf, parameterOf, publicFile, refuses, run, spoiled, withSpoiled,
} = require('./links.js');

const ID = 'K2JCJMDEHXQW5F';
const EC_ID = 'K36X4X2EO997HM';
const STRICT_ID = 'K1STRICTSHA256';
const PUBLIC_ORIGIN = 'https://images.example.org';
const rsa = makePair('rsa');
const ec = makePair('ec');
const stranger = makePair('rsa');

const iso = (seconds) => new Date(1000 * inSeconds(seconds)).toISOString();
const policyOf = (Resource, { until = inSeconds(600), from, client } = {}) => JSON.stringify({ Statement: [{
  Resource,
  Condition: {
    DateLessThan: { 'AWS:EpochTime': until },
    ...(from && { DateGreaterThan: { 'AWS:EpochTime': from } }),
    ...(client && { IpAddress: { 'AWS:SourceIp': client } }),
  },
}] });

// (url, { seconds, policy, by }) => signed URL; aws-cloudfront-sign has no
// policies of one's own.
const CLIENTS = {
  'AWS SDK': (url, { seconds = 600, policy, by = rsa, ...more } = {}) => sdk.getSignedUrl({
    url, keyPairId: ID, privateKey: by.pem, ...(policy ? { policy } : { dateLessThan: iso(seconds) }), ...more }),
  'aws-cloudfront-sign': (url, { seconds = 600, by = rsa } = {}) => inThePast(1000, () =>
    community.getSignedUrl(url, { keypairId: ID, privateKeyString: by.pem, expireTime: 1000 * inSeconds(1000 + seconds) })),
  botocore: (url, { seconds = 600, policy, by = rsa } = {}) =>
    run('cloudfront_links.py', [{ url, id: ID, pem: by.pem, ...(policy ? { policy } : { until: inSeconds(seconds) }) }])[0],
};

const options = () => ({
  keys: {
    ...publicFile(ID, 'RS1', rsa.publicKey, ['cloudfront']),
    ...publicFile(STRICT_ID, 'RS256', rsa.publicKey, ['cloudfront']),
    ...publicFile(EC_ID, 'ES256', ec.publicKey, ['cloudfront']),
  },
  routes: () => [
    linkRoute('cf', 'accept = cloudfront\ncloudfront.ecdsa_sha1 = yes'),
    linkRoute('strict', 'accept = cloudfront'),
    linkRoute('public', `accept = cloudfront\nbase = ${PUBLIC_ORIGIN}`),
  ].join(''),
});

function urlTests(front, client, elsewhere) {
  const sign = (path, more) => CLIENTS[client](`${originOf(front())}/img/cf/${path}`, more);

  test(`${client}: one file, and no other`, async () => {
    await opensOnly(front(), await sign('plain.png'), 'Signature', { elsewhere });
    await opensOnly(front(), await sign('album/one.png'), 'Signature', { file: 'album/one.png', elsewhere });
    await delivers(front(), await sign('my%20cat.png'), { file: 'my cat.png' });
    await delivers(front(), await sign('%E7%8C%AB.png'), { file: '猫.png' });
  });

  test(`${client}: a query of its own, which is signed`, async () => {
    const url = await sign('plain.png?width=300&name=a');
    await delivers(front(), url);
    await refuses(front(), url.replace('width=300', 'width=301'), elsewhere);
    await refuses(front(), url.replace('width=300&name=a', 'name=a&width=300'), elsewhere);
    await refuses(front(), url.replace('width=300&', ''), elsewhere);
  });

  test(`${client}: over, prolonged, of another key`, async () => {
    const over = await sign('plain.png', { seconds: -60 });
    await refuses(front(), over, 'expired');
    await refuses(front(), await sign('plain.png', { by: stranger }), 'bad-signature');
    await refuses(front(), (await sign('plain.png')).replace(ID, EC_ID), 'bad-signature');
    await refuses(front(), (await sign('plain.png')).replace(ID, 'KANOTHER'), 'unknown-key');
    if (elsewhere === 'bad-signature') await refuses(front(), over.replace(/Expires=\d+/, `Expires=${inSeconds(600)}`), 'bad-signature');
  });

  test(`${client}: not on another host, nor elsewhere on this one`, async () => {
    const url = await sign('plain.png');
    await refuses(front(), url.replace('127.0.0.1', 'localhost'), elsewhere);
    await refuses(front(), url.replace('/cf/', '/public/'), elsewhere);
  });

  test(`${client}: where the site says under which name it is known`, async () => {
    const url = await CLIENTS[client](`${PUBLIC_ORIGIN}/img/public/plain.png`);
    await opensOnly(front(), url, 'Signature', { elsewhere });
    await delivers(front(), url.replace(PUBLIC_ORIGIN, originOf(front())));
  });
}

function policyTests(front, client) {
  const at = (path) => `${originOf(front())}/img/cf/${path}`;
  const sign = (path, resource, more) => CLIENTS[client](at(path), { policy: policyOf(at(resource), more) });

  test(`${client}: a policy for a folder`, async () => {
    const url = await sign('album/one.png', 'album/*');
    await delivers(front(), url, { file: 'album/one.png' });
    await delivers(front(), url.replace('one.png', 'with%20space/%C3%A9%2B%25.png'), { file: 'album/with space/é+%.png' });
    await refuses(front(), url.replace('album/', 'album2/'), 'outside-grant');
    await refuses(front(), url.replace('album/one.png', 'plain.png'), 'outside-grant');
    await refuses(front(), url.replace('album/one.png', 'album/%2E%2E/plain.png'), 'hostile-path', { status: 400 });
    await refuses(front(), withSpoiled(url, 'Policy'), 'bad-signature');
    await refuses(front(), withSpoiled(url, 'Signature'), 'bad-signature');
  });

  test(`${client}: policies that say when and who`, async () => {
    await delivers(front(), await sign('plain.png', '*', { from: inSeconds(-60), client: '127.0.0.0/8' }));
    await delivers(front(), await sign('plain.png', 'pl?in.png', { client: '127.0.0.1' }));
    await refuses(front(), await sign('plain.png', '*', { from: inSeconds(60) }), 'not-yet-valid');
    await refuses(front(), await sign('plain.png', '*', { client: '192.0.2.0/24' }), 'wrong-client');
    await refuses(front(), await sign('plain.png', '*', { until: inSeconds(-60) }), 'expired');
  });
}

async function cookieTest(front, cookies, elsewhere) {
  const [plain, photo] = ['plain.png', 'photo.jpg'].map((file) => `${originOf(front)}/img/cf/${file}`);
  await delivers(front, plain, { cookies, secrets: [cookies['CloudFront-Signature']] });
  await refuses(front, photo, elsewhere, { cookies });
  await refuses(front, plain, 'bad-signature', { cookies: { ...cookies, 'CloudFront-Signature': spoiled(cookies['CloudFront-Signature']) } });
  await refuses(front, plain, 'unknown-key', { cookies: { ...cookies, 'CloudFront-Key-Pair-Id': 'KANOTHER' } });
}

describeFronts(options, (front) => {
  const plain = () => `${originOf(front())}/img/cf/plain.png`;

  urlTests(front, 'AWS SDK', 'bad-signature');
  urlTests(front, 'aws-cloudfront-sign', 'outside-grant'); // it always sends the policy
  urlTests(front, 'botocore', 'bad-signature');
  policyTests(front, 'AWS SDK');
  policyTests(front, 'botocore');

  test('AWS SDK: it writes the policy by itself', async () => {
    const sign = (more) => CLIENTS['AWS SDK'](plain(), more);
    await delivers(front(), sign({ ipAddress: '127.0.0.1', dateGreaterThan: iso(-60) }));
    await refuses(front(), sign({ ipAddress: '192.0.2.1' }), 'wrong-client');
    await refuses(front(), sign({ dateGreaterThan: iso(60) }), 'not-yet-valid');
  });

  test('AWS SDK: cookies', async () => {
    const signer = { keyPairId: ID, privateKey: rsa.pem };
    await cookieTest(front(), sdk.getSignedCookies({ ...signer, url: plain(), dateLessThan: iso(600) }), 'bad-signature');
    await cookieTest(front(), sdk.getSignedCookies({ ...signer, url: plain(), dateLessThan: iso(600), ipAddress: '127.0.0.1' }), 'outside-grant');
    const cookies = sdk.getSignedCookies({ ...signer, policy: policyOf(plain().replace('plain', '*')) });
    await cookieTest(front(), cookies, 'outside-grant');
    await delivers(front(), plain().replace('plain', 'album/one'), { cookies, file: 'album/one.png' });
    await refuses(front(), plain(), 'expired', { cookies: sdk.getSignedCookies({ ...signer, url: plain(), dateLessThan: iso(-1) }) });
  });

  test('aws-cloudfront-sign: cookies', async () => {
    const cookies = community.getSignedCookies(plain().replace('plain.png', 'p*n.png'),
      { keypairId: ID, privateKeyString: rsa.pem, expireTime: 1000 * inSeconds(600) });
    await cookieTest(front(), cookies, 'outside-grant');
  });

  test('AWS SDK: cookies beside a signed URL', async () => {
    const cookies = sdk.getSignedCookies({ keyPairId: ID, privateKey: rsa.pem, url: plain(), dateLessThan: iso(600) });
    await refuses(front(), CLIENTS['AWS SDK'](plain()), 'ambiguous', { cookies });
  });

  test('AWS SDK: an ECDSA key', async () => {
    const sign = (by) => CLIENTS['AWS SDK'](plain(), { by, keyPairId: EC_ID });
    await opensOnly(front(), sign(ec), 'Signature');
    await refuses(front(), sign(makePair('ec')), 'bad-signature');
    await refuses(front(), sign(ec).replace('/cf/', '/strict/'), 'wrong-algorithm');
  });

  test('AWS SDK: SHA-1 under a key that is for SHA-256', async () => {
    const url = CLIENTS['AWS SDK'](plain().replace('/cf/', '/strict/'), { keyPairId: STRICT_ID });
    await refuses(front(), url, 'wrong-algorithm');
    await refuses(front(), `${url}&Hash-Algorithm=SHA256`, 'bad-signature');
  });

  test('a policy and a signature that come twice', async () => {
    const url = CLIENTS['AWS SDK'](plain());
    await refuses(front(), `${url}&Signature=${parameterOf(url, 'Signature')}`, 'ambiguous');
    await refuses(front(), `${url}&Expires=${inSeconds(9000)}`, 'ambiguous');
    await refuses(front(), `${url}&Policy=eyJ9`, 'bad-signature');
  });
});
