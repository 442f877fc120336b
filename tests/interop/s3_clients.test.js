// Presigned S3 URLs of the clients that people use, signed now with keys of
// their own: AWS SDK for JavaScript, aws4fetch, aws4, MinIO's client, boto3.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { before, describe, test } = require('node:test');
const { randomBytes } = require('node:crypto');
const { GetObjectCommand, HeadObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');
const { AwsClient } = require('aws4fetch');
const aws4 = require('aws4');
const Minio = require('minio');
const { describeFronts } = require('./front.js');
const { delivers, linkRoute, opensOnly, originOf, parameterOf, refuses, run, secretFile } = require('./links.js');

const REGION = 'eu-central-1';
const own = { id: 'AKIDINTEROPTESTKEY00', secret: randomBytes(30).toString('base64') };
const old = { id: 'AKIDINTEROPTESTKEY02', secret: randomBytes(30).toString('base64') };
const stranger = { id: own.id, secret: randomBytes(30).toString('base64') };

const FILES = ['plain.png', 'my cat.png', 'a+b.png', '100%.png', 'semi;colon.png', "it's.png", '(1).png', 'rock&roll.png',
  'a=b.png', '猫.png', '📷.png', 'tilde~.png', 'me@home.png', '12:30.png', 'number #1.png', 'why?.png', 'album/with space/é+%.png'];

// Old moments, for what has expired by now.
const past = (seconds) => new Date(Date.now() - 1000 * seconds);
const stamp = (date) => date.toISOString().replace(/[-:]|\.\d+/g, '');

// "response-cache-control" is ResponseCacheControl of GetObject.
const asMembers = (more) => Object.fromEntries(Object.entries(more)
  .map(([name, value]) => [name.replace(/(^|-)([a-z])/g, (_, dash, letter) => letter.toUpperCase()), value]));

/*
 * Each client: (endpoint, bucket, key, options) => URL.  options: `by`, whose
 * key; `seconds` that it lives from `ago` seconds ago; `method`; `more`
 * parameters of the response.
 */
const CLIENTS = {
  'AWS SDK': (endpoint, Bucket, Key, { by = own, seconds = 600, ago = 0, method = 'GET', more = {}, ...settings } = {}) => {
    const client = new S3Client({
      endpoint, region: REGION, forcePathStyle: true, ...settings,
      credentials: { accessKeyId: by.id, secretAccessKey: by.secret, sessionToken: by.token },
    });
    const Command = method === 'HEAD' ? HeadObjectCommand : GetObjectCommand;
    return getSignedUrl(client, new Command({ Bucket, Key, ...asMembers(more) }),
      { expiresIn: seconds, signingDate: past(ago) });
  },

  aws4fetch: async (endpoint, bucket, key, { by = own, seconds = 600, ago = 0, method = 'GET', more = {} } = {}) => {
    const client = new AwsClient({ accessKeyId: by.id, secretAccessKey: by.secret, sessionToken: by.token, service: 's3', region: REGION });
    const url = new URL(`${endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries({ ...more, 'X-Amz-Expires': seconds })) url.searchParams.set(name, value);
    const request = await client.sign(url, { method, aws: { signQuery: true, datetime: stamp(past(ago)) } });
    return request.url;
  },

  aws4: (endpoint, bucket, key, { by = own, seconds = 600, ago = 0, method = 'GET', more = {} } = {}) => {
    const { host, pathname } = new URL(endpoint);
    const query = new URLSearchParams({ ...more, 'X-Amz-Expires': seconds, 'X-Amz-Date': stamp(past(ago)) });
    const path = `${pathname.replace(/\/$/, '')}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}?${query}`;
    const signed = aws4.sign({ service: 's3', region: REGION, method, host, path, signQuery: true },
      { accessKeyId: by.id, secretAccessKey: by.secret, sessionToken: by.token });
    return `http://${host}${signed.path}`;
  },

  minio: (endpoint, bucket, key, { by = own, seconds = 600, ago = 0, method = 'GET', more = {} } = {}) => {
    const { hostname, port } = new URL(endpoint);
    const client = new Minio.Client({
      endPoint: hostname, port: Number(port), useSSL: false, region: REGION, accessKey: by.id, secretKey: by.secret, sessionToken: by.token });
    return client.presignedUrl(method, bucket, key, seconds, more, past(ago));
  },

  boto3: (endpoint, bucket, key, job = {}) => boto3([{ endpoint, bucket, key, ...job }])[0],
};

const BOTO_METHODS = { GET: 'get_object', HEAD: 'head_object' };

// All in one process, since Python takes its time to start.
function boto3(jobs) {
  return run('s3_links.py', jobs.map(({ by = own, method = 'GET', more = {}, ...job }) => ({
    version: 's3v4', ...job, ...by, method: BOTO_METHODS[method], more: asMembers(more) })));
}

// What each client signs for all of its tests, by name: [key, options].
const JOBS = {
  plain: ['plain.png'],
  photo: ['photo.jpg'],
  over: ['plain.png', { ago: 120, seconds: 60 }],
  early: ['plain.png', { ago: -1000 }],
  stranger: ['plain.png', { by: stranger }],
  nobody: ['plain.png', { by: { ...own, id: `${own.id}X` } }],
  session: ['plain.png', { by: { ...own, token: 'temporary' } }],
  head: ['plain.png', { method: 'HEAD' }],
  overridden: ['plain.png', { more: {
    'response-content-disposition': 'attachment; filename="A cat.png"', 'response-cache-control': 'no-store' } }],
  ...Object.fromEntries(FILES.map((file) => [`name ${file}`, [file]])),
};

async function signAll(client, endpoint) {
  const jobs = Object.values(JOBS).map(([file, more]) => [`s3/${file}`, more]);
  const urls = client === 'boto3' ? boto3(jobs.map(([key, more]) => ({ endpoint, bucket: 'img', key, ...more })))
    : await Promise.all(jobs.map(([key, more]) => CLIENTS[client](endpoint, 'img', key, more)));
  return Object.fromEntries(Object.keys(JOBS).map((name, i) => [name, urls[i]]));
}

const options = () => ({
  keys: {
    ...secretFile(own.id, 'HS256', own.secret, ['s3']),
    ...secretFile(old.id, 'HS1', old.secret, ['s3-v2']),
  },
  routes: () => [
    linkRoute('s3', 'accept = s3'),
    linkRoute('bucket', 'accept = s3 s3-v2\ns3.bucket = photos\ns3.head = yes\ns3-v2.bucket = photos'),
    linkRoute('old', 'accept = s3-v2'),
  ].join(''),
});

// Its signature, its file, its method and its time are what counts.
function clientTests(front, client) {
  let links;
  before(async () => { links = await signAll(client, originOf(front())); });

  test('one file, and no other', async () => {
    await opensOnly(front(), links.plain, 'X-Amz-Signature');
    await opensOnly(front(), links.photo, 'X-Amz-Signature', { file: 'photo.jpg', other: 'plain.png' });
  });

  test('names of every kind', async () => {
    for (const file of FILES) await delivers(front(), links[`name ${file}`], { file });
  });

  test('over, too long, not yet, of another key', async () => {
    await refuses(front(), links.over, 'expired');
    await refuses(front(), links.plain.replace('X-Amz-Expires=600', 'X-Amz-Expires=604801'), 'malformed');
    await refuses(front(), links.plain.replace('X-Amz-Expires=600', 'X-Amz-Expires=601'), 'bad-signature');
    await refuses(front(), links.early, 'not-yet-valid');
    await refuses(front(), links.stranger, 'bad-signature');
    await refuses(front(), links.nobody, 'unknown-key');
    await refuses(front(), links.session, 'unknown-key');
  });

  test('HEAD and GET are two', async () => {
    await delivers(front(), links.head, { method: 'HEAD' });
    await refuses(front(), links.head, 'bad-signature');
    await refuses(front(), links.plain, 'bad-signature', { method: 'HEAD' });
  });

  test('overrides of the response', async () => {
    const url = links.overridden;
    const response = await delivers(front(), url);
    assert.equal(response.header('content-disposition'), 'attachment; filename="A cat.png"');
    assert.equal(response.header('cache-control'), 'no-store');
    await refuses(front(), url.replace(parameterOf(url, 'response-content-disposition'), 'inline'), 'bad-signature');
    await refuses(front(), `${links.plain}&response-cache-control=no-store`, 'bad-signature');
  });

  test('parameters that somebody has added or doubled', async () => {
    await refuses(front(), `${links.plain}&x=1`, 'bad-signature');
    await refuses(front(), `${links.plain}&X-Amz-Signature=${parameterOf(links.plain, 'X-Amz-Signature')}`, 'ambiguous');
  });
}

describeFronts(options, (front) => {
  for (const client of Object.keys(CLIENTS)) describe(client, () => clientTests(front, client));

  // "photos" is no directory here: the bucket is taken out of the path.
  test('a bucket in the path, by each client', async () => {
    for (const client of ['AWS SDK', 'aws4fetch', 'aws4', 'boto3']) {
      const sign = (...args) => CLIENTS[client](`${originOf(front())}/img/bucket`, ...args);
      await opensOnly(front(), await sign('photos', 'album/one.png'), 'X-Amz-Signature',
        { file: 'album/one.png', other: 'plain.png' });
      await refuses(front(), await sign('others', 'plain.png'), 'outside-grant');
    }
  });

  test('a bucket in the host', async () => {
    const endpoint = `http://example.org:${front().port}/img/bucket`;
    const urls = [
      await CLIENTS['AWS SDK'](endpoint, 'photos', 'my cat.png', { forcePathStyle: false }),
      CLIENTS.boto3(endpoint, 'photos', 'my cat.png', { style: 'virtual' }),
      await CLIENTS['AWS SDK'](undefined, `http://photos.example.org:${front().port}/img/bucket`, 'my cat.png',
        { bucketEndpoint: true, forcePathStyle: false }),
    ];
    for (const url of urls) {
      assert.match(url, /^http:\/\/photos\.example\.org:\d+\/img\/bucket\/my%20cat\.png\?/);
      await opensOnly(front(), url, 'X-Amz-Signature', { file: 'my cat.png' });
      await refuses(front(), url.replace('photos.example.org', 'photos.example.net'), 'bad-signature');
    }
  });

  test('a GET\'s URL for HEAD, where the route says so', async () => {
    const url = await CLIENTS['AWS SDK'](`${originOf(front())}/img/bucket`, 'photos', 'plain.png');
    await delivers(front(), url, { method: 'HEAD' });
    await delivers(front(), url);
  });

  test('boto3, version 2', async () => {
    const job = { endpoint: originOf(front()), bucket: 'img', version: 's3', by: old };
    const [...urls] = boto3(FILES.map((file) => ({ ...job, key: `old/${file}` })));
    for (const [i, url] of urls.entries()) await delivers(front(), url, { file: FILES[i] });
    await opensOnly(front(), urls[0], 'Signature');
    const [over, byStranger, head, named] = boto3([
      { ...job, key: 'old/plain.png', ago: 1000 },
      { ...job, key: 'old/plain.png', by: { ...old, secret: 'another' } },
      { ...job, key: 'old/plain.png', method: 'HEAD' },
      { ...job, key: 'old/plain.png', more: { 'response-content-type': 'image/webp' } },
    ]);
    await refuses(front(), over, 'expired');
    await refuses(front(), over.replace(/(Expires=)\d+/, (_, name) => `${name}${Math.floor(Date.now() / 1000) + 600}`), 'bad-signature');
    await refuses(front(), byStranger, 'bad-signature');
    await delivers(front(), head, { method: 'HEAD' });
    await refuses(front(), head, 'bad-signature');
    await delivers(front(), named);
    await refuses(front(), named.replace('webp', 'avif'), 'bad-signature');
  });

  test('boto3, version 2, a bucket in the host', async () => {
    const [url] = boto3([{ endpoint: `http://example.org:${front().port}`, bucket: 'photos', key: 'img/bucket/my cat.png',
      version: 's3', style: 'virtual', by: old }]);
    assert.match(url, /^http:\/\/photos\.example\.org:/);
    await opensOnly(front(), url, 'Signature', { file: 'my cat.png' });
  });

  test('a key of one version is none of the other', async () => {
    await refuses(front(), CLIENTS.boto3(originOf(front()), 'img', 's3/plain.png', { by: old }), 'unknown-key');
    await refuses(front(), CLIENTS.boto3(originOf(front()), 'img', 'old/plain.png', { by: own, version: 's3' }), 'unknown-key');
  });
});
