// The rows of the tables: what is measured, how it is loaded, and what it is
// compared with.
// SPDX-License-Identifier: ISC
'use strict';

const { CHILDREN } = require('./responders.js');
const { FILLED } = require('./servers.js');

const small = (name, server, label, base, more) =>
  ({ name, server, label, base, files: 'small', connections: 32, ...more });
const large = (name, server, label, base, more) =>
  ({ name, server, label, base, files: 'large', connections: 8, ...more });

const OWN = { own: true }; // Postern as people run it

const SPAWNED = { needs: 'tests/bench/spawn.c' };

// `base` is what a set-up is shown by; each target of targets.js has its own.
const TABLE = {
  nginx: [
    small('nginx-static', 'static', 'nginx alone, no verification', 'nginx-null'),
    small('nginx-secure-link', 'secureLink', 'nginx secure_link (MD5), in nginx itself', 'nginx-null'),
    small('nginx-auth', 'auth', 'Postern, the fast path', 'nginx-null', { ...OWN, needs: 'nginx/postern-auth.conf' }),
    small('nginx-postern', 'postern', 'Postern', 'nginx-null', OWN),
    small('nginx-off', 'off', 'Postern, mode = off: no verification', 'nginx-null'),
    small('nginx-null', 'null', 'null responder, plain libfcgi', 'nginx-null'),
    small('nginx-php', 'php', `PHP-FPM, opcache, ${CHILDREN} children`, 'nginx-null'),
    small('nginx-go', 'go', 'Go, net/http/fcgi', 'nginx-null'),
    small('nginx-node', 'node', 'Node, proxy_pass with keep-alive', 'nginx-null'),
  ],
  large: [
    large('large-static', 'static', 'nginx alone, no verification', 'large-static'),
    large('large-postern', 'postern', 'Postern', 'large-static', OWN),
  ],
  lighttpd: [
    small('lighttpd-postern', 'lighttpd', 'Postern', 'lighttpd-null', OWN),
    small('lighttpd-null', 'lighttpdNull', 'null responder, plain libfcgi', 'lighttpd-null'),
  ],
  apache: [
    small('proxy-postern', 'proxy', 'mod_proxy_fcgi: Postern', 'proxy-null', OWN),
    small('proxy-null', 'proxyNull', 'mod_proxy_fcgi: null responder, 4 threads', 'proxy-null'),
    small('fcgid-postern', 'fcgid', 'mod_fcgid: Postern', 'fcgid-null', OWN),
    small('fcgid-null', 'fcgidNull', 'mod_fcgid: null responder', 'fcgid-null'),
    small('fcgid-32', 'fcgid32', `mod_fcgid: Postern, ${FILLED} processes beforehand`, 'fcgid-null', OWN),
  ],
  cgi: [
    small('cgi-postern', 'cgi', 'Postern, static build', 'cgi-hello', { ...OWN, ...SPAWNED }),
    small('cgi-hello', 'cgiHello', 'a dynamic program that says hello', 'cgi-hello', SPAWNED),
  ],
};

const SETUPS = Object.entries(TABLE).flatMap(([group, rows]) => rows.map((row) => ({ group, ...row })));

const GROUPS = {
  nginx: 'nginx, 20 KB, 32 connections',
  large: 'nginx, 5 MB, 8 connections',
  lighttpd: 'lighttpd, 20 KB, 32 connections',
  apache: 'Apache, 20 KB, 32 connections',
  cgi: 'Plain CGI without a front server, one process after the other',
};

module.exports = { GROUPS, SETUPS };
