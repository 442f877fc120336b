// Hostile request paths of the project's own making: every way we know of
// writing "leave this directory", "end this name here" or "begin a header".
// SPDX-License-Identifier: ISC
'use strict';

const DOTS = ['..', '%2e%2e', '.%2e', '%2E.', '%252e%252e', '..;', '..%00', '%c0%ae%c0%ae', '%uff0e%uff0e', '%ef%bc%8e%ef%bc%8e', '...', '.', '..%20', '%2e%2e%3b'];
const SLASHES = ['/', '//', '%2f', '%2F', '\\', '%5c', '%252f', '%c0%af', '/./', '%2f%2f', '%ef%bc%8f'];
const ENDS = ['%00.png', '%00', '%0a', '%0d%0a', '%0d%0aX-Injected:%201', '%0aX-Injected:%201', '%7f', '%ff', '%c3', '%ed%a0%80', '%f4%90%80%80', '%', '%zz', '%2', '/', '//', '/.', '/..', '%2f', '%5c', ';/', ';a=b', '~', '::$DATA', '%20', '.%00.', '#x', '?', '??'];
const NAMES = ['.htaccess', '.htpasswd', '.htpostern.ini', '.git/config', 'keys/k1.jwk', '%2ehtaccess', 'con', 'nul.png', '-', '--help', '*', '~root', '$(id)', '`id`', '|id', "';--", '{{7*7}}', '%s%n', '<script>', '"><svg/onload=1>'];

// Paths as they go over the wire; `secret` is a file outside of the root, and
// `steps` how many directories lie between.
function hostilePaths(prefix, benign, secret, steps) {
  const paths = [];
  const relative = secret.split('/').filter(Boolean);
  for (const dots of DOTS) {
    for (const slash of SLASHES) {
      for (const depth of [1, steps, 12]) {
        const climb = Array(depth).fill(dots).join(slash) + slash;
        paths.push(prefix + climb + relative.join(slash));
        paths.push(`${prefix}album${slash}${climb}${relative.at(-1)}`);
        paths.push(prefix.slice(0, -1) + climb + relative.join(slash));
      }
    }
  }
  for (const end of ENDS) paths.push(prefix + benign + end, `${prefix}${end}${benign}`, `${prefix}${end}/${benign}`);
  for (const name of NAMES) paths.push(prefix + name, `${prefix}${benign}/${name}`);
  for (const slash of SLASHES.slice(1)) paths.push(`${prefix.slice(0, -1)}${slash}${benign}`, `${prefix}album${slash}one.png`, `${slash}${prefix.slice(1)}${benign}`);
  paths.push(`${prefix}${secret}`, `${prefix}/${secret}`, `${prefix}file:/${secret}`, `${prefix}${'a'.repeat(7000)}`, `${prefix}${'a/'.repeat(2000)}b.png`, `${prefix}${'%41'.repeat(2000)}`, prefix, prefix.slice(0, -1));
  return [...new Set(paths)];
}

module.exports = { hostilePaths };
