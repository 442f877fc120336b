// Results in words: the tables for the terminal and for docs/performance.md, and
// what the targets say.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const { spawnSync } = require('node:child_process');
const { over, ratio } = require('./statistics.js');

const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2));
const thousands = (value) => value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');

// Name of a figure in a round, how its column is called, how it is written.
const FIGURES = [
  ['rate', 'req/s', thousands],
  ['p50', 'p50 ms', digits],
  ['p99', 'p99 ms', digits],
  ['front', 'front CPU µs', digits],
  ['responder', 'resp. CPU µs', digits],
];

const range = ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;

const title = ({ name, label }) => `${name}: ${label}`;

// One row a set-up: the medians of the figures.
function absolute(rows, results) {
  return [['', ...FIGURES.map(([, heading]) => heading)], ...rows.map((setup) => {
    const { failure, rounds } = results[setup.name];
    if (failure) return [title(setup), 'failed', ...FIGURES.slice(1).map(() => '–')];
    return [title(setup), ...FIGURES.map(([figure, , write]) => {
      const found = over(rounds, figure);
      return found ? write(found.median) : '–';
    })];
  })];
}

// One row a set-up: medians of the ratios to the base of its group, which is
// the same round's, with the smallest and the largest.
function relative(rows, results) {
  return [['', ...FIGURES.map(([, heading]) => heading.replace(/ (ms|µs)$/, ''))], ...rows.map((setup) => {
    const { name, base } = setup;
    if (name === base) return [title(setup), ...FIGURES.map(() => '1')];
    if (results[name].failure || results[base].failure) return [title(setup), ...FIGURES.map(() => '–')];
    return [title(setup), ...FIGURES.map(([figure]) => {
      const found = ratio(results[name].rounds, results[base].rounds, figure);
      return found ? range(found) : '–';
    })];
  })];
}

const TITLES = { rate: 'req/s', p50: 'p50', p99: 'p99', responder: 'responder CPU' };
const SIGNS = { 'at least': '≥', 'at most': '≤' };

function targetRows(judged) {
  return [['', 'target', 'measured', ''], ...judged.map((row) => [
    row.base ? `${TITLES[row.figure]}, ${row.setup} by ${row.base}` : `${TITLES[row.figure]} of ${row.setup}, ms`,
    `${SIGNS[row.relation]} ${row.value}${row.withinSpread ? ' within the spread' : ''}`,
    row.measured ? range(row.measured) : '–',
    row.verdict,
  ])];
}

// Columns in a fixed width; the first to the left.
function plain(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)));
  return rows.map((row) => row.map((cell, column) => {
    const space = ' '.repeat(widths[column] - [...cell].length);
    return column === 0 ? cell + space : space + cell;
  }).join('  ').trimEnd()).join('\n');
}

function markdown(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = `|${rows[0].map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

function firstLine(command, args) {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
  return `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n')[0];
}

const versionIn = (text) => /\d+(\.\d+)+[^\s,)]*/.exec(text)?.[0] ?? 'unknown';
const packaged = (name) => versionIn(firstLine('dpkg-query', ['-W', '-f=${Version}', name]));

// What the figures were taken on.
function machine() {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  return {
    cores: os.cpus().length,
    processor: os.cpus()[0].model.replace(/\s+/g, ' ').trim(),
    system: `${system}, Linux ${os.release()}`,
    versions: {
      nginx: versionIn(firstLine('nginx', ['-v'])),
      lighttpd: versionIn(firstLine('lighttpd', ['-v'])),
      Apache: versionIn(firstLine('apache2', ['-v'])),
      mod_fcgid: packaged('libapache2-mod-fcgid'),
      libfcgi: packaged('libfcgi-dev'),
      OpenSSL: packaged('libssl-dev'),
      PHP: versionIn(firstLine('php-fpm8.2', ['-v'])),
      Go: versionIn(firstLine('go', ['version'])),
      Node: process.versions.node,
      wrk: versionIn(firstLine('wrk', ['-v'])),
    },
  };
}

function machineText({ cores, processor, system, versions }) {
  return `${cores} cores of ${processor}; ${system}; ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`;
}

// Each table under its title, by `table` and `title` as plain text or Markdown.
function sections({ setups, groups, results, judged }, table, asHeading) {
  const parts = Object.entries(groups).flatMap(([group, heading]) => {
    const rows = setups.filter((setup) => setup.group === group && results[setup.name]);
    if (rows.length === 0) return [];
    const compared = rows.filter(({ base }) => results[base]);
    const bases = [...new Set(compared.map(({ base }) => base))].join(' or ');
    return [asHeading(heading), table(absolute(rows, results)),
      ...(compared.length > 0 ? [`By ${bases} of the same round:`, table(relative(compared, results))] : [])];
  });
  return [...parts, ...(judged.length > 0 ? [asHeading('Targets'), table(targetRows(judged))] : [])].join('\n\n');
}

const terminalText = (report) => sections(report, plain, (text) => `== ${text}`);

const MARKERS = ['<!-- make bench WRITE=1 writes from here -->', '<!-- to here -->'];

// docs/performance.md with new results between its two marker lines.
function intoDocument(text, report) {
  const [from, to] = MARKERS.map((marker) => text.indexOf(marker));
  if (from < 0 || to < from) throw new Error('docs/performance.md has lost its marker lines');
  const { rounds, seconds, load, date, machine: on } = report;
  const written = `${MARKERS[0]}
${date}: ${rounds} rounds of ${seconds} s a set-up; load average before it ${load.toFixed(2)}.
${machineText(on)}

![Requests a second and processor time a request](performance.svg)

${sections(report, markdown, (heading) => `### ${heading}`)}
`;
  return text.slice(0, from) + written + text.slice(to);
}

module.exports = { MARKERS, absolute, intoDocument, machine, machineText, markdown, plain, relative, targetRows, terminalText };
