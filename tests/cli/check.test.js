// Checking a configuration: what is fine, what is warned of, what is broken.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { account } = require('../harness/scratch.js');
const { PROGRAM, Site, run } = require('./command.js');

// Runs the check on a site of its own, after a change to it.
function check(options, change = () => {}) {
  const site = new Site(options);
  site.giveAway();
  change(site);
  const result = site.run('check');
  site.remove();
  return { ...result, site };
}

const warningsOf = ({ out }) => out.split('\n').filter((line) => line.startsWith('warning  ')).map((line) => line.slice(9));

function warns(options, expected, change) {
  const result = check(options, change);
  assert.equal(result.code, 0, result.err);
  assert.equal(result.err, '');
  const warnings = warningsOf(result);
  assert.equal(warnings.length, 1, result.out);
  assert.match(warnings[0], expected);
  assert.match(result.out, /\nfine {5}with 1 warning\n$/);
}

function breaks(options, expected, change) {
  const { code, out, err } = check(options, change);
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, expected);
  assert.match(err, /^postern: .*\n$/);
}

test('what is served how', () => {
  const routes = `[route originals]
prefix = /img/originals/
root = ROOT
delivery = x-accel-redirect
accel = /_postern/
parameter = token`;
  const { code, out, err, site } = check({ routes, postern: 'log = syslog', keys: [{ kid: 'k1' }, { kid: 'k2', postern: { retired_after: 99999999999 } }] });
  assert.deepEqual([code, err], [0, '']);
  const lines = out.split('\n').filter((line) => !line.startsWith('note '));
  assert.deepEqual(lines, [
    `file     ${site.config}`,
    'site     example.org',
    `keys     ${site.keyDirectory}`,
    'log      syslog',
    'key      k1: HS256',
    'key      k2: HS256, retired after 5138-11-16T09:46:39Z',
    `route    originals: /img/originals/ from ${site.root} by native in token=, x-accel-redirect /_postern/, enforced`,
    `route    images: /img/ from ${site.root} by native in st=, x-sendfile, enforced`,
    'fine     the configuration can be used',
    '',
  ]);
});

test('root looks as the web server\'s user, too', () => {
  assert.equal(/^note {5}(looked as www-data too|root may read everything)/m.test(check({}).out), process.getuid() === 0);
});

// Who is not root is told what it may not do itself.
if (account?.name === 'www-data') {
  const own = (file) => fs.chownSync(file, 0, 0);

  test('warning: keys that the web server may not read', () => {
    warns({}, /^www-data cannot use it: key directory .* cannot be read: Permission denied/, (site) => own(site.keyDirectory));
    warns({}, /^www-data cannot use it: key file .*k1\.jwk is refused: it cannot be opened/, (site) => own(`${site.keyDirectory}/k1.jwk`));
  });

  test('warning: a configuration that the web server may not read', () => {
    warns({}, /^www-data cannot use it: .*postern\.ini: cannot be opened: Permission denied/, (site) => {
      own(site.config);
      fs.chmodSync(site.config, 0o600);
    });
  });

  test('keys that are shared with the web server\'s group', () => {
    const { out } = check({}, (site) => {
      for (const [file, mode] of [[site.keyDirectory, 0o750], [`${site.keyDirectory}/k1.jwk`, 0o640]]) {
        fs.chownSync(file, 0, account.gid);
        fs.chmodSync(file, mode);
      }
    });
    assert.match(out, /\nfine {5}the configuration can be used\n$/);
  });

  test('warning: a root that the web server may not enter', () => {
    warns({}, /^root .*img cannot be entered by www-data: Permission denied/, (site) => {
      own(site.root);
      fs.chmodSync(site.root, 0o700);
    });
  });
}

test('warning: a log that cannot be written', () => {
  const withLog = (log, expected) => warns({}, expected, (site) => {
    const text = fs.readFileSync(site.config, 'utf8');
    fs.writeFileSync(site.config, text.replace('[route ', `log = ${site.scratch.path(log)}\n[route `));
  });
  withLog('nowhere/log', /^log .*nowhere\/log cannot be written by (you|www-data): No such file or directory; lines go to stderr/);
  withLog('img', /^log .*img cannot be written by (you|www-data): Is a directory/);
});

test('a log that is not there yet', () => {
  const { out } = check({}, (site) => {
    const text = fs.readFileSync(site.config, 'utf8');
    fs.writeFileSync(site.config, text.replace('[route ', `log = ${site.scratch.path('log/new')}\n[route `));
  });
  assert.deepEqual(warningsOf({ out }), []);
});

test('warning: no key', () => warns({ keys: [] }, /there is no key in .*: every URL is denied \(postern keygen makes one\)/));

test('warning: a retired key', () => {
  warns({ keys: [{ kid: 'k1' }, { kid: 'old', postern: { retired_after: 1000 } }] }, /key old is retired already/);
});

test('warning: modes that do not deny', () => {
  warns({ route: 'mode = off' }, /route images: mode = off: nothing is verified/);
  warns({ route: 'mode = report-only' }, /mode = report-only: denials are logged alone/);
});

test('warning: encoding that is not set', () => {
  warns({ encoding: null }, /route images: encoding is not set: files with a % in their name are denied/);
});

test('warning: an authorizer', () => {
  const routes = '[route r]\nrole = authorizer\nprefix = /r/\nroot = ROOT';
  warns({ routes }, /route r: the front server sends what it finds .* never FcgidAuthorizer, which leaves files open/);
});

test('warning: local-redirect', () => {
  const routes = '[route r]\nprefix = /r/\nroot = ROOT\ndelivery = local-redirect\naccel = /img-private/';
  warns({ routes }, /route r: local-redirect is followed by Apache's .*; deny \/img-private\/ to clients/);
});

test('warning: a root that others may write to', () => {
  warns({}, /root .* can be written by others/, (site) => fs.chmodSync(site.root, 0o777));
});

test('warning: a key that is named and not there', () => {
  warns({ route: 'keys = k1 k9' }, /route images: there is no key k9/);
});

test('warnings are counted', () => {
  assert.match(check({ keys: [], encoding: null, route: 'mode = off' }).out, /\nfine {5}with 3 warnings\n$/);
});

test('broken: a setting', () => breaks({ route: 'colour = red' }, /postern\.ini:\d+: colour = red: unknown/));

test('broken: a root that is missing', () => {
  breaks({}, /root = .*: cannot be opened: No such file or directory/, (site) => fs.rmSync(site.root, { recursive: true }));
});

test('broken: a root that is a file', () => {
  breaks({}, /root = .*: cannot be opened: Not a directory/, (site) => {
    fs.rmSync(site.root, { recursive: true });
    fs.writeFileSync(site.root, '');
  });
});

test('broken: no directory of keys', () => {
  breaks({}, /key directory .* cannot be read: No such file .*\(postern keygen makes it\)/, (site) => fs.rmSync(site.keyDirectory, { recursive: true }));
});

test('broken: a directory of keys that others may write to', () => {
  breaks({}, /key directory .* is refused: others may write to it/, (site) => fs.chmodSync(site.keyDirectory, 0o757));
});

for (const mode of [0o644, 0o604, 0o602, 0o601]) {
  test(`broken: a key of mode ${mode.toString(8)}`, () => {
    breaks({ keys: [{ kid: 'k1', mode }] }, /k1\.jwk is refused: others may (read it: chmod o-rwx|write or execute it: chmod o-wx)/);
  });
}

test('fine: a key of mode 640', () => {
  assert.equal(check({ keys: [{ kid: 'k1', mode: 0o640 }] }).code, 0);
});

test('broken: a key file that is none', () => {
  breaks({}, /bad\.jwk is refused: it is not JSON/, (site) => site.scratch.write('keys/bad.jwk', 'k', { mode: 0o600 }));
});

test('broken: two files with one id', () => {
  breaks({ keys: [{ kid: 'k1' }, { kid: 'k1', file: 'copy.jwk' }] }, /key files copy\.jwk and k1\.jwk in .* have the same id, k1/);
});

test('broken: a placeholder that is no image', () => {
  const site = new Site();
  const file = site.scratch.write('placeholder.png', 'text');
  fs.appendFileSync(site.config, `placeholder = ${file}\n`);
  const { code, err } = site.run('check');
  site.remove();
  assert.equal(code, 1);
  assert.match(err, /placeholder = .*: it is not an image/);
});

for (const args of [['check'], ['keygen'], ['sign', '/img/cat.png'], ['verify', '/img/cat.png']]) test(`broken: no configuration: ${args[0]}`, () => {
  const { code, err } = run(args, { env: { POSTERN_CONFIG: '/nowhere.ini' } });
  assert.equal(code, 1);
  assert.match(err, /^postern: \/nowhere\.ini: cannot be opened: No such file or directory\npostern: copy the postern\.ini .* --config or \$POSTERN_CONFIG\n$/);
});

test('the configuration beside the program', () => {
  const site = new Site();
  const program = site.scratch.path('bin/postern');
  fs.mkdirSync(path.dirname(program));
  fs.copyFileSync(PROGRAM, program);
  fs.copyFileSync(site.config, site.scratch.path('bin/.htpostern.ini'));
  const { code, out } = run(['check'], { program });
  site.remove();
  assert.equal(code, 0);
  assert.match(out, /^file {5}.*\/bin\/\.htpostern\.ini\n/);
});

test('a key that will be retired is not yet', () => {
  const later = Math.floor(Date.now() / 1000) + 3600;
  assert.deepEqual(warningsOf(check({ keys: [{ kid: 'k1', postern: { retired_after: later } }] })), []);
});
