// The arithmetic of the measurements: what a run of wrk says, medians, and
// ratios of set-ups within the same round.
// SPDX-License-Identifier: ISC
'use strict';

// Everything of a run that `load.lua` prints; times in milliseconds.
function readLoad(output) {
  const line = /^bench (.*)$/m.exec(output);
  if (!line) throw new Error(`no line of figures in what wrk said:\n${output}`);
  const said = Object.fromEntries(line[1].trim().split(' ').map((pair) => {
    const [name, value] = pair.split('=');
    if (!/^\d+$/.test(value ?? '')) throw new Error(`not a figure: ${pair}`);
    return [name, Number(value)];
  }));
  const { requests, duration, bytes, p50, p99, ...errors } = said;
  if (!(requests >= 0) || !(duration > 0)) throw new Error(`not a run: ${line[0]}`);
  return {
    requests, bytes,
    rate: requests / (duration / 1e6),
    p50: p50 / 1e3,
    p99: p99 / 1e3,
    errors: Object.fromEntries(Object.entries(errors).filter(([, count]) => count > 0)),
  };
}

function median(values) {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// undefined where there is nothing to say.
function spread(values) {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  return { median: median(known), low: Math.min(...known), high: Math.max(...known), rounds: known.length };
}

// A figure of a set-up, over its rounds.
function over(rounds, figure) {
  return spread((rounds ?? []).map((round) => round?.[figure]));
}

// A figure of a set-up by that of another in the same round: what slows the
// whole machine down for a while slows both down.
function ratio(rounds, baseRounds, figure) {
  return spread((rounds ?? []).map((round, at) => round?.[figure] / baseRounds?.[at]?.[figure]));
}

// The order of a round: each begins one further on, so that nobody always
// follows the same neighbour's cold caches after a pause.
function rotate(list, by) {
  const at = list.length ? by % list.length : 0;
  return [...list.slice(at), ...list.slice(0, at)];
}

// Nanoseconds on a processor between two looks at the same processes, each a
// Map of "pid/tid" to { part, nanoseconds }; a thread that is new began at 0.
function spent(before, after, part) {
  let sum = 0;
  for (const [thread, now] of after) {
    if (now.part === part) sum += now.nanoseconds - (before.get(thread)?.nanoseconds ?? 0);
  }
  return sum;
}

const RELATIONS = {
  'at least': (measured, target, within) => (within ? measured.high : measured.median) >= target,
  'at most': (measured, target, within) => (within ? measured.low : measured.median) <= target,
};

// A row of targets.js against results, which have the rounds of each set-up.
function judge(target, results) {
  const own = results[target.setup]?.rounds;
  const measured = target.base ? ratio(own, results[target.base]?.rounds, target.figure) : over(own, target.figure);
  const failed = [target.setup, target.base].some((name) => results[name]?.failure);
  if (!measured || failed) return { ...target, verdict: 'not measured' };
  const isHeld = RELATIONS[target.relation](measured, target.value, target.withinSpread);
  return { ...target, measured, verdict: isHeld ? 'held' : 'missed' };
}

module.exports = { RELATIONS, judge, median, over, ratio, readLoad, rotate, spent, spread };
