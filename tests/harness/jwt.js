// Signs JWTs as RFC 7515 says, independently of Postern's own code.
// SPDX-License-Identifier: ISC
'use strict';

const { createHmac } = require('node:crypto');

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// key: { kid, secret }; claims as they are to stand.
function signJwt(key, claims, { header = {} } = {}) {
  const head = `${part({ alg: 'HS256', kid: key.kid, typ: 'JWT', ...header })}.${part(claims)}`;
  return `${head}.${createHmac('sha256', key.secret).update(head).digest('base64url')}`;
}

module.exports = { signJwt };
