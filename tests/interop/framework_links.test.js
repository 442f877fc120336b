// Signed URLs of PHP's frameworks, made now by Debian's packages with keys of
// the test's own: Laravel's URL generator, Symfony's UriSigner.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const { randomBytes } = require('node:crypto');
const { describeFronts } = require('./front.js');
const { delivers, inSeconds, linkRoute, opensOnly, originOf, refuses, run, secretFile } = require('./links.js');

const SITE = 'https://app.example.org';
const APP_KEY = `base64:${randomBytes(32).toString('base64')}`;
const OLD_KEY = `base64:${randomBytes(32).toString('base64')}`;
const SECRET = randomBytes(16).toString('hex');
// Laravel leaves "%" and "#" as they are: no URL.  "+" is a plus in a path.
const FILES = ['my cat.png', 'a+b.png', "it's.png", '(1).png', 'a=b.png', 'one,two.png', 'semi;colon.png', 'me@home.png',
  '12:30.png', 'tilde~.png', '猫.png', '📷.png', 'café.png', 'album/one.png'];

const options = () => ({
  keys: {
    ...secretFile('app', 'HS256', APP_KEY, ['laravel-route']),
    ...secretFile('app-2025', 'HS256', OLD_KEY, ['laravel-route']),
    ...secretFile('symfony', 'HS256', SECRET, ['symfony']),
  },
  routes: () => [
    linkRoute('absolute', `accept = laravel-route\nbase = ${SITE}`),
    linkRoute('relative', 'accept = laravel-route'),
    linkRoute('symfony', 'accept = symfony'),
    linkRoute('symfony-site', `accept = symfony\nbase = ${SITE}\nendless = yes\nsymfony.hash = base64\nsymfony.parameter = sign`),
  ].join(''),
});

// Links of Laravel to /img/ROUTE/FILE, all by one process.
function laravel(route, jobs) {
  return run('links.php', jobs.map(({ seconds = 600, ...job }) => ({
    kind: 'laravel', key: APP_KEY, root: SITE, route: `img/${route}/{file}`, file: 'plain.png',
    until: seconds && inSeconds(seconds), absolute: route === 'absolute', ...job })));
}

const symfony = (jobs) => run('links.php', jobs.map((job) => ({ kind: 'symfony', secret: SECRET, ...job })));

function laravelTests(front, route) {
  test(`Laravel, ${route}: one file, and no other`, async () => {
    const [url, nested] = laravel(route, [{}, { file: 'album/one.png' }]);
    await opensOnly(front(), url, 'signature');
    await opensOnly(front(), nested, 'signature', { file: 'album/one.png' });
  });

  test(`Laravel, ${route}: names of every kind`, async () => {
    const urls = laravel(route, FILES.map((file) => ({ file })));
    for (const [i, url] of urls.entries()) await delivers(front(), url, { file: FILES[i] });
  });

  test(`Laravel, ${route}: parameters of its own are signed`, async () => {
    const [url] = laravel(route, [{ parameters: { width: 300, name: 'a b&c', z: ['x', 'y'] } }]);
    await delivers(front(), url);
    await refuses(front(), url.replace('width=300', 'width=301'), 'bad-signature');
    await refuses(front(), url.replace('width=300&', ''), 'bad-signature');
    await refuses(front(), `${url}&x=1`, 'malformed');
  });

  test(`Laravel, ${route}: over, prolonged, endless, of other keys`, async () => {
    const [over, endless, old, stranger] = laravel(route, [{ seconds: -60 }, { seconds: null }, { key: OLD_KEY }, { key: `${APP_KEY}=` }]);
    await refuses(front(), over, 'expired');
    await refuses(front(), over.replace(/expires=\d+/, `expires=${inSeconds(600)}`), 'bad-signature');
    await refuses(front(), endless, 'claim-missing');
    await delivers(front(), old);
    await refuses(front(), stranger, 'bad-signature');
  });
}

describeFronts(options, (front) => {
  laravelTests(front, 'absolute');
  laravelTests(front, 'relative');

  test('Laravel: a link of one kind is none of the other', async () => {
    const [absolute] = laravel('absolute', [{ absolute: false }]);
    const [relative] = laravel('relative', [{ absolute: true }]);
    await refuses(front(), absolute, 'bad-signature');
    await refuses(front(), relative, 'bad-signature');
  });

  test('Symfony: one file, and no other', async () => {
    const at = (path) => `${originOf(front())}/img/symfony/${path}`;
    const [url, named] = symfony([
      { url: `${at('plain.png')}?_expiration=${inSeconds(600)}` },
      { url: `${at('album/one.png')}?width=300&name=a+b~%26c&_expiration=${inSeconds(600)}` },
    ]);
    await opensOnly(front(), url, '_hash');
    await opensOnly(front(), named, '_hash', { file: 'album/one.png' });
    await refuses(front(), named.replace('width=300', 'width=301'), 'bad-signature');
    await refuses(front(), `${named}&x=1`, 'bad-signature');
    await refuses(front(), url.replace('127.0.0.1', 'localhost'), 'bad-signature');
  });

  test('Symfony: names of every kind', async () => {
    const urls = symfony(FILES.map((file) => ({
      url: `${originOf(front())}/img/symfony/${file.split('/').map(encodeURIComponent).join('/')}?_expiration=${inSeconds(600)}` })));
    for (const [i, url] of urls.entries()) await delivers(front(), url, { file: FILES[i] });
  });

  test('Symfony: over, prolonged, endless, of another secret', async () => {
    const plain = `${originOf(front())}/img/symfony/plain.png`;
    const [over, endless, stranger] = symfony([
      { url: `${plain}?_expiration=${inSeconds(-1)}` }, { url: plain },
      { url: `${plain}?_expiration=${inSeconds(600)}`, secret: `${SECRET}x` },
    ]);
    await refuses(front(), over, 'expired');
    await refuses(front(), over.replace(/_expiration=\d+/, `_expiration=${inSeconds(600)}`), 'bad-signature');
    await refuses(front(), endless, 'claim-missing');
    await refuses(front(), stranger, 'bad-signature');
  });

  test('Symfony: under the site\'s name, endless, the hash in a parameter of its own', async () => {
    const [url] = symfony([{ url: `${SITE}/img/symfony-site/plain.png?b=2&a=1`, parameter: 'sign' }]);
    await opensOnly(front(), url, 'sign');
    await delivers(front(), url.replace(SITE, originOf(front())));
    await delivers(front(), url.replace('a=1&b=2', 'b=2&a=1'));
  });
});
