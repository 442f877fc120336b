// Reads what callgrind has written: https://valgrind.org/docs/manual/cl-format.html
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const path = require('node:path');

// Names are said once, "(7) name", and are "(7)" from then on.
class Names {
  constructor() {
    this.known = new Map();
  }

  read(text) {
    const [, id, name] = /^\((\d+)\)(?: (.*))?$/.exec(text);
    if (name !== undefined) this.known.set(id, name);
    return this.known.get(id);
  }
}

// Instructions in all, and for each function called: how often, what it and all
// that it called cost, and from which object it was called.
function readCallgrind(file) {
  const objects = new Names();
  const functions = new Names();
  const called = new Map();
  let total = 0;
  let object = '';
  let callee;
  let calls = 0;
  for (const line of fs.readFileSync(file, 'latin1').split('\n')) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === 'ob') object = path.basename(objects.read(value));
    else if (key === 'cob') objects.read(value);
    else if (key === 'fn') functions.read(value);
    else if (key === 'cfn') callee = functions.read(value).replace(/'\d+$/, '');
    else if (key === 'calls') calls = parseInt(value, 10);
    else if (/^[+*-]?\d* -?[+*]?\d* ?\d+$|^[+*\d-]\S* \d+$/.test(line)) {
      const cost = Number(line.slice(line.lastIndexOf(' ') + 1));
      if (calls === 0) {
        total += cost;
        continue;
      }
      const one = called.get(callee) ?? { calls: 0, cost: 0, from: {} };
      one.calls += calls;
      one.cost += cost;
      one.from[object] = (one.from[object] ?? 0) + calls;
      called.set(callee, one);
      calls = 0;
    }
  }
  return { total, called };
}

module.exports = { readCallgrind };
