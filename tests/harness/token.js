// Signs as docs/native.md says, independently of Postern's own code.
// SPDX-License-Identifier: ISC
'use strict';

const { createHmac } = require('node:crypto');

const text = (value) => Buffer.from(value).toString('base64url');

// key: { kid, secret }; fields: whole ones, as "j" + link id.
function signToken(site, key, path, expires, fields = []) {
  const head = ['1', key.kid, expires, ...[...fields].sort()].join('.');
  const mac = createHmac('sha256', key.secret).update(`postern/1\n${site}\n${path}\n${head}`);
  return `${head}.${mac.digest().subarray(0, 16).toString('base64url')}`;
}

const field = {
  attachment: (name) => `d${text(name)}`,
  inline: (name) => `D${text(name)}`,
  client: (network) => `i${text(network)}`,
  link: (id) => `j${id}`,
  methods: (names) => `m${names}`,
  notBefore: (seconds) => `n${seconds}`,
  prefix: (path) => `p${text(path)}`,
  subject: (name) => `s${text(name)}`,
  uses: (count) => `u${count}`,
  shared: 'c',
};

const now = () => Math.floor(Date.now() / 1000);

module.exports = { field, now, signToken };
