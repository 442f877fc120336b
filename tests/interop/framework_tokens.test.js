// Tokens of Python's frameworks, made now by Debian's packages with secrets of
// the test's own: Django's signing and signed cookies, itsdangerous, sessions as
// Flask has them.
// SPDX-License-Identifier: ISC
'use strict';

const { test } = require('node:test');
const { randomBytes } = require('node:crypto');
const { describeFronts, prefixes, route } = require('./front.js');
const { run, secretFile, spoiled } = require('./links.js');

const secrets = Object.fromEntries(['django', 'before', 'flask', 'stranger'].map((name) => [name, randomBytes(25).toString('hex')]));
const AGE = 600;
const inUrl = { places: ['query', 'path'], namesFile: true };
const inPlaces = { places: ['query', 'header', 'path'], namesFile: true };
const everywhere = { namesFile: true };

const lines = (...more) => (prefix) => [`longest_age = ${AGE}s`, ...more].join('\n').replaceAll('PREFIX', prefix);

function options() {
  const prefixed = `django.http.cookies${secrets.django}`;
  return {
    keys: {
      ...secretFile('django', 'HS256', secrets.django, ['django-signer', 'django-dumps']),
      ...secretFile('before', 'HS1', secrets.before, ['django-signer']),
      ...secretFile('django-cookies', 'HS256', prefixed, ['django-signer']),
      ...secretFile('flask', 'HS1', secrets.flask, ['itsdangerous']),
    },
    routes: () => [
      route('signer', lines('accept = django-signer', 'keys = django before')),
      route('salted', lines('accept = django-signer', 'keys = django', 'django-signer.salt = img')),
      route('dumps', lines('accept = django-dumps')),
      route('user', lines('accept = django-signer', 'keys = django-cookies', 'cookie = visitor', 'django-signer.salt = visitor',
        'django-signer.text = subject', 'allow = PREFIX{sub}/*')),
      route('timed', lines('accept = itsdangerous')),
      route('flask', lines('accept = itsdangerous', 'itsdangerous.salt = cookie-session', 'itsdangerous.derivation = hmac',
        'allow = PREFIX{claim:folder}/*')),
    ].join(''),
  };
}

// What each of them makes: a JSON object's path is relative to the prefix, so
// that the token fits both routes of a name.
const JOBS = {
  signer: { kind: 'signer', secret: secrets.django, value: 'plain.png' },
  absolute: { kind: 'signer', secret: secrets.django, value: `${prefixes('signer')[0]}plain.png` },
  blank: { kind: 'signer', secret: secrets.django, value: 'album/with space/é+%.png' },
  colon: { kind: 'signer', secret: secrets.django, value: '12:30.png' },
  before: { kind: 'signer', secret: secrets.before, value: 'plain.png', algorithm: 'sha1' },
  salted: { kind: 'signer', secret: secrets.django, value: 'plain.png', salt: 'img' },
  dumps: { kind: 'dumps', secret: secrets.django, value: { image: 'plain.png', u: 7 } },
  compressed: { kind: 'dumps', secret: secrets.django, value: { image: 'plain.png', filler: 'x'.repeat(500) }, compress: true },
  narrowed: { kind: 'dumps', secret: secrets.django, value: { image: 'plain.png', exp: 1 } },
  cookie: { kind: 'cookie', secret: secrets.django, name: 'visitor', value: 'album' },
  timed: { kind: 'itsdangerous', secret: secrets.flask, value: { image: 'plain.png', u: 7 } },
  long: { kind: 'itsdangerous', secret: secrets.flask, value: { image: 'plain.png', filler: 'x'.repeat(500) } },
  text: { kind: 'itsdangerous', secret: secrets.flask, value: 'album/one.png' },
  flask: { kind: 'flask', secret: secrets.flask, value: { _permanent: true, folder: 'album', user: 'kim' } },
};

// The same by a stranger, and too long ago or ahead of time.
const VARIANTS = { '': {}, ' of a stranger': { secret: secrets.stranger }, ' over': { ago: AGE + 60 }, ' of tomorrow': { ago: -86400 } };

function makeTokens() {
  const names = Object.keys(JOBS).flatMap((name) => Object.keys(VARIANTS).map((variant) => [name, variant]));
  const made = run('framework_tokens.py', names.map(([name, variant]) => ({ ...JOBS[name], ...VARIANTS[variant] })));
  return Object.fromEntries(names.map(([name, variant], i) => [name + variant, made[i]]));
}

const tokens = makeTokens();

async function judge(front, name, job, places, more = {}) {
  await front.opens(name, tokens[job], { ...places, ...more });
  await front.refuses(name, tokens[`${job} over`], 'expired', { ...places, ...more, status: 410 });
  await front.refuses(name, tokens[`${job} of tomorrow`], 'not-yet-valid', { ...places, ...more });
  await front.refuses(name, tokens[`${job} of a stranger`], 'bad-signature', { ...places, ...more });
  const at = tokens[job].length - 20;
  await front.refuses(name, tokens[job].slice(0, at) + spoiled(tokens[job].slice(at)), 'bad-signature', { ...places, ...more });
}

describeFronts(options, (front) => {
  test('Django: TimestampSigner of a path', async () => {
    await judge(front(), 'signer', 'signer', { places: ['query', 'header', 'cookie'], namesFile: true });
    await judge(front(), 'signer', 'absolute', { places: ['query'], namesFile: true });
    await judge(front(), 'signer', 'blank', { places: ['query'], namesFile: true }, { file: 'album/with space/é+%.png' });
    await judge(front(), 'signer', 'colon', { places: ['query'], namesFile: true }, { file: '12:30.png' });
    await front().refuses('signer', tokens.signer, 'outside-grant', { places: ['query', 'header'], file: 'photo.jpg' });
  });

  test('Django: SHA-1, as before 3.1, and another salt', async () => {
    await judge(front(), 'signer', 'before', { places: ['query'], namesFile: true });
    await judge(front(), 'salted', 'salted', { places: ['query'], namesFile: true });
    await front().refuses('salted', tokens.signer, 'bad-signature', { places: ['query'] });
    await front().refuses('signer', tokens.salted, 'bad-signature', { places: ['query'] });
  });

  test('Django: dumps, as it is and compressed', async () => {
    await judge(front(), 'dumps', 'dumps', everywhere);
    await judge(front(), 'dumps', 'compressed', everywhere);
    await front().refuses('dumps', tokens.dumps, 'outside-grant', { file: 'photo.jpg' });
    await front().refuses('dumps', tokens.narrowed, 'expired', { status: 410 });
  });

  test('Django: a signed cookie that says who asks', async () => {
    const ask = (job, file = 'album/one.png') => [`/img/user/${file}`, { headers: { Cookie: `a=1; visitor=${tokens[job]}` } }];
    front().expect('allow ok', tokens.cookie);
    const response = await front().fetch(...ask('cookie'));
    require('node:assert/strict').equal(response.status, 200, front().scratch.tail());
    for (const [job, reason, status, file] of [
      ['cookie', 'no-rule', 403, 'plain.png'], ['cookie of a stranger', 'bad-signature', 403], ['cookie over', 'expired', 410],
    ]) {
      front().expect(`deny ${reason}`, tokens[job]);
      const [target, more] = ask(job, file);
      await front().denied(target, status, more);
    }
  });

  test('itsdangerous: objects, long ones, and a text', async () => {
    await judge(front(), 'timed', 'timed', everywhere);
    await judge(front(), 'timed', 'long', everywhere);
    await judge(front(), 'timed', 'text', everywhere, { file: 'album/one.png' });
    await front().refuses('timed', tokens.timed, 'outside-grant', { file: 'photo.jpg' });
  });

  test('itsdangerous: a session of Flask', async () => {
    await judge(front(), 'flask', 'flask', {}, { file: 'album/one.png' });
    await front().refuses('flask', tokens.flask, 'no-rule');
    await front().refuses('timed', tokens.flask, 'bad-signature');
  });
});
