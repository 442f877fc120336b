// Signed links of services that transform images, made now by their clients with
// keys of the test's own.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const { randomBytes } = require('node:crypto');
const ImgixClient = require('@imgix/js-core');
const ImageKit = require('imagekit');
const { describeFronts } = require('./front.js');
const { delivers, inSeconds, inThePast, linkRoute, opensOnly, originOf, parameterOf, refuses, secretFile } = require('./links.js');

/* ------------------------------------------------------------------ imgix */

const imgixToken = randomBytes(12).toString('base64url');
const imgix = (token = imgixToken) => new ImgixClient({ domain: 'images.example.org', secureURLToken: token, useHTTPS: false, includeLibraryParam: false });

function imgixTests(front) {
  const link = (route, name, parameters = {}, client = imgix()) => client.buildURL(`/img/${route}/${name}`, parameters);

  test('@imgix/js-core: one file, and no other', async () => {
    await opensOnly(front(), link('imgix', 'plain.png', { expires: inSeconds(600) }), 's');
    for (const file of ['my cat.png', 'a+b.png', "it's.png", '(1).png', 'number #1.png', 'why?.png', '猫.png', '12:30.png', 'album/one.png']) {
      await delivers(front(), link('imgix', file, { expires: inSeconds(600) }), { file });
    }
  });

  test('@imgix/js-core: the query is signed, its end is told', async () => {
    const url = link('imgix', 'plain.png', { w: 300, txt64: 'I ♥ images', expires: inSeconds(600) });
    await opensOnly(front(), url, 's');
    await refuses(front(), url.replace('w=300', 'w=301'), 'bad-signature');
    await refuses(front(), url.replace(/expires=\d+/, `expires=${inSeconds(6000)}`), 'bad-signature');
    await refuses(front(), link('imgix', 'plain.png', { expires: inSeconds(-60) }), 'expired');
    await refuses(front(), link('imgix', 'plain.png'), 'claim-missing');
    await refuses(front(), link('imgix', 'plain.png', { expires: inSeconds(600) }, imgix('another')), 'bad-signature');
  });

  test('@imgix/js-core: links that never end, of a srcset', async () => {
    const urls = imgix().buildSrcSet('/img/imgix-endless/plain.png', {}, { widths: [100, 200, 300] }).split(',\n').map((row) => row.split(' ')[0]);
    for (const url of urls) await opensOnly(front(), url, 's');
    await opensOnly(front(), link('imgix-endless', 'plain.png'), 's');
  });
}

/* --------------------------------------------------------------- ImageKit */

const imageKitKey = `private_${randomBytes(16).toString('base64url')}`;

function imageKitTests(front) {
  const client = (route, privateKey = imageKitKey) =>
    new ImageKit({ publicKey: 'public', privateKey, urlEndpoint: `${originOf(front())}/img/${route}` });
  const link = (path, more = {}) => client('imagekit').url({ path: `/${path}`, signed: true, expireSeconds: 600, ...more });

  test('imagekit: one file, and no other', async () => {
    await opensOnly(front(), link('plain.png'), 'ik-s');
    for (const file of ['my cat.png', 'a+b.png', "it's.png", '(1).png', '猫.png', 'tilde~.png', 'album/one.png']) await delivers(front(), link(file), { file });
  });

  test('imagekit: the query is signed, its end is told', async () => {
    const url = link('plain.png', { queryParameters: { v: '123' }, transformation: [{ width: 300 }], transformationPosition: 'query' });
    await opensOnly(front(), url, 'ik-s');
    await refuses(front(), url.replace('w-300', 'w-301'), 'bad-signature');
    await refuses(front(), url.replace(parameterOf(url, 'ik-t'), String(inSeconds(6000))), 'bad-signature');
    await refuses(front(), await inThePast(900, () => link('plain.png')), 'expired');
    await refuses(front(), client('imagekit', 'another').url({ path: '/plain.png', signed: true, expireSeconds: 600 }), 'bad-signature');
  });

  test('imagekit: links that never end', async () => {
    await refuses(front(), link('plain.png', { expireSeconds: undefined }), 'claim-missing');
    await opensOnly(front(), client('imagekit-endless').url({ path: '/plain.png', signed: true }), 'ik-s');
  });
}

const options = () => ({
  keys: {
    ...secretFile('imgix', 'MD5', imgixToken, ['imgix']),
    ...secretFile('imagekit', 'HS1', imageKitKey, ['imagekit']),
  },
  routes: () => [
    linkRoute('imgix', 'accept = imgix'),
    linkRoute('imgix-endless', 'accept = imgix\nendless = yes'),
    linkRoute('imagekit', 'accept = imagekit'),
    linkRoute('imagekit-endless', 'accept = imagekit\nendless = yes'),
  ].join(''),
});

describeFronts(options, (front) => {
  imgixTests(front);
  imageKitTests(front);
});
