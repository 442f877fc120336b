// What `make bench` has to show: a figure of a set-up by that of its base in the
// same round, or the figure itself where there is no base.
// SPDX-License-Identifier: ISC
'use strict';

const least = (setup, figure, base, value, more) => ({ setup, figure, base, relation: 'at least', value, ...more });
const most = (setup, figure, base, value, more) => ({ setup, figure, base, relation: 'at most', value, ...more });

// rate: requests a second; p50, p99: milliseconds; responder: its processor time a
// request.  withinSpread: one round on the right side will do, where the two are
// meant to be the same.
const TARGETS = [
  least('nginx-postern', 'rate', 'nginx-null', 1.4),
  least('nginx-postern', 'rate', 'nginx-off', 1.0, { withinSpread: true }),
  least('nginx-postern', 'rate', 'nginx-php', 1.5),
  least('nginx-postern', 'rate', 'nginx-go', 3),
  least('nginx-postern', 'rate', 'nginx-node', 3),
  least('nginx-postern', 'rate', 'nginx-static', 0.45),
  most('nginx-postern', 'responder', 'nginx-null', 0.8),
  most('nginx-postern', 'responder', 'nginx-php', 0.2),
  least('large-postern', 'rate', 'large-static', 0.95),
  least('nginx-auth', 'rate', 'nginx-postern', 1.4),
  least('nginx-auth', 'rate', 'nginx-static', 0.6),
  least('nginx-auth', 'rate', 'nginx-secure-link', 0.6),
  least('lighttpd-postern', 'rate', 'lighttpd-null', 1.3),
  least('proxy-postern', 'rate', 'proxy-null', 1.1),
  most('proxy-postern', 'p99', null, 20),
  least('fcgid-postern', 'rate', 'fcgid-null', 0.95),
  most('fcgid-32', 'p99', null, 40),
  most('cgi-postern', 'p50', 'cgi-hello', 2.6),
];

module.exports = { TARGETS };
