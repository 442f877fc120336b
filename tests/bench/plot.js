// Results as a picture (SVG): requests a second with their spread, and processor
// time a request, a bar a set-up.
// SPDX-License-Identifier: ISC
'use strict';

const { over } = require('./statistics.js');

const WIDTH = 1000;
const LABELS = 330; // where the first chart begins
const CHART = 290; // its width, and that of the second
const GAP = 40;
const ROW = 24;
const BAR = 14;
const TOP = 62;
const HEADING = 34;
const AXIS = 44;

const STYLE = `
svg { --paper: #ffffff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de;
  --own: #0a7d5a; --other: #8c959f; --front: #5b8def; --responder: #d97a1e; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --faint: #9da7b3; --line: #30363d;
    --own: #3fb68b; --other: #768390; --front: #6cb0ff; --responder: #f0a050; }
}
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.faint { fill: var(--faint); font-size: 12px; } .heading { font-weight: 600; }
.grid { stroke: var(--line); } .spread { stroke: var(--ink); stroke-width: 1.5; }
.paper { fill: var(--paper); } .own { fill: var(--own); } .other { fill: var(--other); }
.front { fill: var(--front); } .responder { fill: var(--responder); }`;

const escape = (text) => text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
const number = (value) => Number(value.toFixed(1));
const text = (x, y, words, kind = '', anchor = 'start') =>
  `<text x="${number(x)}" y="${number(y)}" class="${kind}" text-anchor="${anchor}">${escape(words)}</text>`;
const bar = (x, y, width, kind) =>
  `<rect x="${number(x)}" y="${number(y)}" width="${number(Math.max(width, 0))}" height="${BAR}" class="${kind}"/>`;
const line = (x1, y1, x2, y2, kind) =>
  `<line x1="${number(x1)}" y1="${number(y1)}" x2="${number(x2)}" y2="${number(y2)}" class="${kind}"/>`;

// A round step that divides an axis into at most five.
function stepOf(most) {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => most / step <= 5);
}

// Vertical lines with their numbers below, and what is counted.
function axis(left, top, bottom, most, title) {
  const step = stepOf(most);
  const parts = [text(left + CHART / 2, bottom + 34, title, 'faint', 'middle')];
  for (let at = 0; at <= most; at += step) {
    const x = left + (at / most) * CHART;
    parts.push(line(x, top, x, bottom, 'grid'), text(x, bottom + 16, at.toLocaleString('en'), 'faint', 'middle'));
  }
  return parts;
}

function rateBar({ own }, rate, y, most) {
  const x = (value) => LABELS + (value / most) * CHART;
  const middle = y + BAR / 2;
  return [
    bar(LABELS, y, x(rate.median) - LABELS, own ? 'own' : 'other'),
    line(x(rate.low), middle, x(rate.high), middle, 'spread'),
    line(x(rate.low), middle - 4, x(rate.low), middle + 4, 'spread'),
    line(x(rate.high), middle - 4, x(rate.high), middle + 4, 'spread'),
  ];
}

function processorBar(front, responder, y, most) {
  const left = LABELS + CHART + GAP;
  const width = (value) => (value / most) * CHART;
  return [bar(left, y, width(front), 'front'), bar(left + width(front), y, width(responder), 'responder')];
}

// One group with axes of its own, from `top` on; what it drew, and where it ends.
function drawGroup(heading, rows, top) {
  const bottom = top + HEADING + rows.length * ROW;
  const mostRate = Math.max(...rows.map(({ rate }) => rate.high));
  const mostTime = Math.max(...rows.map(({ front, responder }) => front + responder));
  const parts = [
    text(16, top + 20, heading, 'heading'),
    ...axis(LABELS, top + HEADING - 4, bottom, mostRate, 'requests a second'),
    ...axis(LABELS + CHART + GAP, top + HEADING - 4, bottom, mostTime, 'µs of processor a request'),
  ];
  rows.forEach((row, at) => {
    const y = top + HEADING + at * ROW;
    parts.push(text(LABELS - 10, y + 12, row.label, '', 'end'),
      ...rateBar(row, row.rate, y, mostRate), ...processorBar(row.front, row.responder, y, mostTime));
  });
  return { parts, bottom: bottom + AXIS };
}

function plot({ setups, groups, results, rounds, machine }) {
  const parts = [];
  let top = TOP;
  for (const [group, heading] of Object.entries(groups)) {
    const rows = setups.filter((setup) => setup.group === group && results[setup.name] && !results[setup.name].failure)
      .map((setup) => {
        const figure = (name) => over(results[setup.name].rounds, name);
        return { ...setup, rate: figure('rate'), front: figure('front')?.median, responder: figure('responder')?.median ?? 0 };
      })
      .filter(({ front }) => front !== undefined); // plain CGI has a table alone
    if (rows.length === 0) continue;
    const drawn = drawGroup(heading, rows, top);
    parts.push(...drawn.parts);
    top = drawn.bottom + 12;
  }
  const right = LABELS + CHART + GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="Postern and others, measured">
<!-- SPDX-License-Identifier: ISC -->
<style>${STYLE}
</style>
<rect width="${WIDTH}" height="${top}" class="paper"/>
${text(16, 26, 'Postern beside a responder that does nothing, and beside what people would write', 'heading')}
${text(16, 46, `medians of ${rounds} rounds, with the smallest and the largest; ${machine.cores} cores of ${machine.processor}`, 'faint')}
${bar(right, 54, 14, 'front')}${text(right + 20, 66, 'front server', 'faint')}
${bar(right + 120, 54, 14, 'responder')}${text(right + 140, 66, 'responder', 'faint')}
${parts.join('\n')}
</svg>
`;
}

module.exports = { plot, stepOf };
