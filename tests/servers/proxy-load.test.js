// Apache's mod_proxy_fcgi loses requests when a responder closes too early:
// none of 100,000 may fail.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { after, before, describe, test } = require('node:test');
const { Scratch } = require('../harness/scratch.js');
const { NOT_REUSED, PROXY, apacheVirtualHost } = require('./setups.js');

const REQUESTS = 50000; // with each setting
const AT_A_TIME = 16;

// Figures of ApacheBench; those that it leaves out are zero.
async function load(port, target) {
  const { stdout } = await promisify(execFile)('ab', ['-q', '-k', '-n', String(REQUESTS), '-c', String(AT_A_TIME),
    '-H', 'Host: example.org', `http://127.0.0.1:${port}${target}`], { timeout: 900000 });
  const figure = (name) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
  return {
    complete: figure('Complete requests'),
    failed: figure('Failed requests') + figure('Write errors') + figure('Non-2xx responses'),
    body: figure('HTML transferred'),
    perSecond: figure('Requests per second'),
  };
}

for (const [name, others] of [['reused', []], ['not reused', NOT_REUSED]]) {
  describe(`connections ${name}`, () => {
    const scratch = new Scratch('load');
    let running;

    before(async () => { running = await apacheVirtualHost(scratch, { ...PROXY, others }); });
    after(() => scratch.close());

    test(`0 failed of ${REQUESTS}`, async (t) => {
      const result = await load(running.port, running.site.url('/img/plain.png'));
      t.diagnostic(`${result.perSecond} requests a second`);
      assert.equal(result.complete, REQUESTS);
      assert.equal(result.failed, 0, `${JSON.stringify(result)}\n${scratch.tail()}`);
      assert.equal(result.body, REQUESTS * running.site.contents.get('plain.png').length);
    });
  });
}
