// Where a module is missing, nobody gets an image.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Scratch } = require('../harness/scratch.js');
const { request } = require('../harness/http.js');
const {
  FCGID, HTACCESS_REDIRECT, HTACCESS_XSENDFILE, PROXY, apacheHtaccess, apacheVirtualHost,
} = require('./setups.js');

async function withApache(start, check) {
  const scratch = new Scratch('closed');
  try {
    await check(await start(scratch));
  } finally {
    await scratch.close();
  }
}

describe('.htaccess', () => {
  const cases = [
    ['mod_xsendfile without mod_fcgid', HTACCESS_XSENDFILE, ['xsendfile']],
    ['mod_xsendfile without mod_xsendfile', HTACCESS_XSENDFILE, ['fcgid']],
    ['local redirect without mod_rewrite', HTACCESS_REDIRECT, ['fcgid']],
    ['local redirect without mod_fcgid', HTACCESS_REDIRECT, ['rewrite']],
  ];
  for (const [name, setup, modules] of cases) {
    test(name, () => withApache((scratch) => apacheHtaccess(scratch, { ...setup, modules }), async ({ port, site }) => {
      const image = site.contents.get('plain.png');
      for (const place of ['/img/', '/img/.private/', '/img-private/']) {
        const response = await request(port, `${place}plain.png?st=${site.token(`${place}plain.png`)}`);
        assert.ok(response.status >= 403, `status ${response.status}`);
        assert.ok(!response.received.includes(image), 'the image got out');
      }
    }));
  }
});

describe('a virtual host', () => {
  const cases = [
    ['mod_fcgid without mod_xsendfile', FCGID, ['fcgid']],
    ['mod_fcgid without mod_fcgid', FCGID, ['xsendfile']],
    ['mod_proxy_fcgi without mod_xsendfile', PROXY, ['proxy', 'proxy_fcgi']],
  ];
  for (const [name, setup, modules] of cases) {
    test(`${name}: Apache does not start`, async () => {
      const start = (scratch) => apacheVirtualHost(scratch, { ...setup, modules });
      await assert.rejects(withApache(start, () => {}), /Invalid command/);
    });
  }
});
