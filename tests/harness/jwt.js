// Signs JWTs as RFC 7515 says, independently of Postern's own code.
// SPDX-License-Identifier: ISC
'use strict';

const { createHmac } = require('node:crypto');

const part = (value, indent) => Buffer.from(JSON.stringify(value, null, indent)).toString('base64url');

// key: { kid, secret }; claims as they are to stand; indent: of the header.
function signJwt(key, claims, { header = {}, indent } = {}) {
  const head = `${part({ alg: 'HS256', kid: key.kid, typ: 'JWT', ...header }, indent)}.${part(claims)}`;
  return `${head}.${createHmac('sha256', key.secret).update(head).digest('base64url')}`;
}

module.exports = { signJwt };
