// One table of checks against every way of running Postern.
// Run one of them alone: SETUP=nginx node --test tests/servers/front-servers.test.js
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { SETUPS, startSetup } = require('./setups.js');
const { Context } = require('./context.js');

const CHECKS = ['images', 'credentials', 'ways', 'files', 'protocol'].flatMap((name) => require(`./checks/${name}.js`).checks);
const FEWEST_CHECKS = 60;

test('there are enough checks, and no two of one name', () => {
  assert.ok(CHECKS.length >= FEWEST_CHECKS);
  assert.equal(new Set(CHECKS.map(([name]) => name)).size, CHECKS.length);
});

const chosen = SETUPS.filter(({ name }) => name.toLowerCase().includes((process.env.SETUP ?? '').toLowerCase()));
test('there is such a set-up', () => assert.ok(chosen.length > 0));

for (const setup of chosen) {
  describe(setup.name, () => {
    let running;
    let context;
    let failed = false;

    before(async () => {
      running = await startSetup(setup);
      context = new Context({ setup, ...running });
    });
    after(async () => {
      if (failed) console.error(running?.scratch.tail(30));
      await running?.stop();
    });

    const check = (name, run) => test(name, async () => {
      try {
        await run(context);
      } catch (error) {
        failed = true;
        throw error;
      }
    });
    const isFor = ([name]) => !setup.without?.some((start) => name.startsWith(start));
    for (const [name, run] of CHECKS.filter(isFor)) check(name, run);

    if (setup.hasResponder) {
      check('without the responder, nothing is sent', async (c) => {
        await c.scratch.stop(running.responder);
        const response = await c.get('/img/plain.png');
        assert.ok([502, 503].includes(response.status), `status ${response.status}`);
      });
    }
    check('no log holds a token', (c) => c.assertLogsAreClean());
  });
}
