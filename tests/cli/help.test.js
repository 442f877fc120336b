// What the command line says about itself, and what it says to misuse.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { run } = require('./command.js');

const TOP = path.resolve(__dirname, '../..');
const COMMANDS = ['keygen', 'keys list', 'keys import', 'keys fetch', 'sign', 'verify', 'check', 'import'];
const TOP_COMMANDS = [...new Set(COMMANDS.map((command) => command.split(' ')[0]))];

// Options that a command's help lists, with what stands for their value.
const optionsOf = (command) => [...run([...command.split(' '), '--help']).out.matchAll(/^ {2}--([a-z-]+)( \S+)?/gm)]
  .map(([, name, value]) => ({ name, takesValue: value !== undefined }));

test('without a command there is a short usage on stderr', () => {
  const { code, out, err } = run([]);
  assert.equal(code, 2);
  assert.equal(out, '');
  for (const command of TOP_COMMANDS) assert.match(err, new RegExp(`^  ${command} +\\w`, 'm'));
});

test('the version is the header\'s', () => {
  const header = fs.readFileSync(path.join(TOP, 'lib/include/postern.h'), 'utf8');
  const [, version] = header.match(/#define POSTERN_VERSION "(.*)"/);
  for (const word of ['--version', '-V']) {
    assert.deepEqual(run([word]), { code: 0, out: `postern ${version}\n`, err: '' });
  }
});

test('help is one text, however it is asked for', () => {
  const { code, out } = run(['--help']);
  assert.equal(code, 0);
  assert.equal(run(['help']).out, out);
  assert.equal(run(['-h']).out, out);
  assert.match(out, /0 yes or done, 1 no or failed, 2 misuse/);
});

for (const command of COMMANDS) {
  const words = command.split(' ');

  test(`${command}: help is one text, fits a terminal and has an example`, () => {
    const { code, out, err } = run([...words, '--help']);
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.equal(run(['help', ...words]).out, out);
    assert.equal(run([...words, '-h']).out, out);
    for (const line of out.split('\n')) assert.ok(line.length <= 79, line);
    assert.match(out, new RegExp(`\nexample:\n  postern ${command} `));
  });

  test(`${command}: help and manual list the same options`, () => {
    const manual = fs.readFileSync(path.join(TOP, 'docs/postern.1'), 'utf8');
    const [, section] = manual.match(new RegExp(`^\\.Ss ${command}\n([^]*?)(?=^\\.S[sh] )`, 'm'));
    const common = ['config', 'help'];
    const documented = [...section.matchAll(/^\.It Fl -(\S+)/gm)].map(([, name]) => name);
    const listed = optionsOf(command).map(({ name }) => name).filter((name) => !common.includes(name));
    assert.deepEqual(documented.sort(), listed.sort());
  });

  test(`${command}: every option is known, and its value asked for`, () => {
    const options = optionsOf(command);
    assert.ok(options.length >= 2);
    for (const { name, takesValue } of options.filter((option) => option.name !== 'help')) {
      const expected = takesValue ? 'needs a value' : 'takes no value';
      const { code, out, err } = run([...words, takesValue ? `--${name}` : `--${name}=1`]);
      assert.deepEqual([code, out], [2, ''], name);
      assert.equal(err, `postern ${command}: --${name} ${expected}\nsee postern ${command} --help\n`);
      if (takesValue) assert.match(run([...words, `--${name}=`]).err, /needs a value/);
    }
  });

  test(`${command}: an unknown option is refused, and its value not shown`, () => {
    const { code, err } = run([...words, '--confg=st=1.k1.1.secretsecretsecretsecr', 'x']);
    assert.equal(code, 2);
    const guess = optionsOf(command).some(({ name }) => name === 'config') ? '; did you mean --config?' : '';
    assert.equal(err, `postern ${command}: there is no option --confg${guess}\nsee postern ${command} --help\n`);
    assert.match(run([...words, '--quite-another']).err, /there is no option --quite-another\n/);
    assert.match(run([...words, '-x']).err, /there is no option -x\n/);
    assert.match(run([...words, 'a', '-xy']).err, /there is no option -x\n/);
  });
}

test('keys has commands of its own', () => {
  const { code, out, err } = run(['keys']);
  assert.deepEqual([code, out], [2, '']);
  assert.equal(run(['keys', '--help']).out, err);
  assert.equal(run(['help', 'keys']).out, err);
  for (const command of COMMANDS.filter((name) => name.startsWith('keys '))) assert.match(err, new RegExp(`^  ${command} +\\w`, 'm'));
  assert.deepEqual(run(['keys', 'lst']), { code: 2, out: '', err: 'postern keys: there is no command keys lst\nsee postern keys --help\n' });
});

test('an unknown command is refused, and the nearest suggested', () => {
  assert.deepEqual(run(['sing']), { code: 2, out: '', err: 'postern: there is no command sing; did you mean sign?\n' });
  assert.match(run(['help', 'verfy']).err, /did you mean verify\?/);
  assert.match(run(['frobnicate']).err, /there is no command frobnicate: see postern --help/);
  assert.match(run(['\x1b]0;x\x07']).err, /\\x1b\]0;x\\x07/);
});

const BAD_VALUES = [
  ['sign', '--ttl', ['1', '1y', 'h', '-1h', '1.5h', '01h', ' 1h', '99999999999h'], /15m/],
  ['sign', '--window', ['x', '15'], /15m/],
  ['sign', '--expires', ['tomorrow', '-1', '1e9', '0x10'], /seconds since 1970/],
  ['sign', '--expires', ['1800000000000', '999999999999'], /milliseconds/],
  ['sign', '--not-before', ['1800000000000'], /milliseconds/],
  ['verify', '--now', ['1800000000000'], /milliseconds/],
  ['sign', '--uses', ['0', '1000000', 'x', '99999999999999999999'], /1 to 999999/],
];

for (const [command, option, values, reason] of BAD_VALUES) {
  test(`${command} ${option} refuses ${values.join(', ')}`, () => {
    for (const value of values) {
      const { code, out, err } = run([command, `${option}=${value}`, '/img/cat.png']);
      assert.deepEqual([code, out], [2, ''], value);
      assert.match(err, reason);
    }
  });
}

test('an option given too often is refused', () => {
  const { code, err } = run(['verify', ...Array(33).fill('--header=A: b'), '/x']);
  assert.equal(code, 2);
  assert.match(err, /too often/);
});

test('operands that nobody asked for are refused', () => {
  for (const command of ['keygen', 'keys list', 'check']) {
    const { code, err } = run([...command.split(' '), 'extra']);
    assert.equal(code, 2);
    assert.match(err, /extra is one word too many/);
  }
});

test('a full disk is noticed', () => {
  const full = fs.openSync('/dev/full', 'w');
  for (const args of [['--version'], ['--help'], ['sign', '--help']]) {
    const { code, err } = run(args, { stdout: full });
    assert.equal(code, 1);
    assert.equal(err, 'postern: cannot write the output: No space left on device\n');
  }
  fs.closeSync(full);
});
