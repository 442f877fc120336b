// A directory of a test's own, and the programs that it started: both are gone
// when the test is over, however it ended.
// SPDX-License-Identifier: ISC
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { setTimeout: sleep } = require('node:timers/promises');

const started = new Set();
const scratches = new Set();

// Whom servers become when they start as root.
const account = (() => {
  if (process.getuid() !== 0) return null;
  const rows = fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((row) => row.split(':'));
  const row = rows.find(([name]) => name === 'www-data') ?? rows.find(([name]) => name === 'nobody');
  const uid = Number(row[2]);
  const gid = Number(row[3]);
  const group = fs.readFileSync('/etc/group', 'utf8').split('\n').map((line) => line.split(':'))
    .find((line) => Number(line[2]) === gid)[0];
  return { name: row[0], group, uid, gid };
})();

async function waitFor(what, probe, milliseconds = 10000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await sleep(20);
  }
}

// Ids of the processes whose program stands below a directory.
function processesOf(directory) {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return fs.readlinkSync(`/proc/${pid}/exe`).startsWith(directory + path.sep);
    } catch {
      return false; // it ended, or it is not ours to look at
    }
  });
}

// Ids of the children of a process.
function childrenOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

class Scratch {
  constructor(name) {
    this.root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `postern-${name}-`));
    fs.chmodSync(this.root, 0o755);
    this.children = [];
    scratches.add(this);
    this.mkdir('log', { owned: true });
  }

  path(...parts) {
    return path.join(this.root, ...parts);
  }

  mkdir(name, { owned = false, mode = 0o755 } = {}) {
    const directory = this.path(name);
    fs.mkdirSync(directory, { recursive: true });
    fs.chmodSync(directory, mode);
    if (owned) this.giveAway(directory);
    return directory;
  }

  write(name, content, { owned = false, mode = 0o644 } = {}) {
    const file = this.path(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    fs.chmodSync(file, mode);
    if (owned) this.giveAway(file);
    return file;
  }

  giveAway(file) {
    if (account) fs.chownSync(file, account.uid, account.gid);
  }

  // Starts a program in a process group of its own; its output goes to a log.
  start(name, command, args, { env = {}, asAccount = false, stdin = 'ignore' } = {}) {
    const log = fs.openSync(this.path('log', `${name}.out`), 'a', 0o666);
    const child = spawn(command, args, {
      cwd: this.root,
      detached: true,
      stdio: [stdin, log, log],
      env: { PATH: `${process.env.PATH}:/usr/sbin`, LANG: 'C.UTF-8', ...sanitizers(), ...env },
      ...(asAccount && account ? { uid: account.uid, gid: account.gid } : {}),
    });
    fs.closeSync(log);
    child.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ error }));
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    child.hasEnded = false;
    child.ended.then(() => { child.hasEnded = true; });
    child.unref(); // a test that fails must not wait for it
    started.add(child);
    this.children.push(child);
    return child;
  }

  // Resolves to how the program ended.  One that does not end is killed, and
  // that is an error.
  async stop(child, { signal = 'SIGTERM', within = 10000 } = {}) {
    child.ref();
    if (!child.hasEnded) kill(child.pid, signal);
    const end = await Promise.race([child.ended, sleep(within, null, { ref: false })]);
    if (started.delete(child)) kill(-child.pid, 'SIGKILL');
    if (!end) throw new Error(`${child.spawnfile} still ran ${within} ms after ${signal}`);
    return end;
  }

  // Stops what was started last first, and leaves nothing behind.
  async close() {
    try {
      for (const child of this.children.splice(0).reverse()) await this.stop(child);
    } finally {
      this.remove();
    }
  }

  // Everything that any program of this test has logged.
  logs() {
    const list = (directory) => (fs.existsSync(this.path(directory)) ? fs.readdirSync(this.path(directory)) : [])
      .map((name) => path.join(directory, name))
      .flatMap((name) => (fs.statSync(this.path(name)).isDirectory() ? list(name) : [name]));
    return ['log', 'var/log'].flatMap(list).map((name) => ({ name, text: fs.readFileSync(this.path(name), 'utf8') }));
  }

  tail(lines = 15) {
    return this.logs().map(({ name, text }) =>
      `--- ${name}\n${text.trimEnd().split('\n').slice(-lines).join('\n')}`).join('\n');
  }

  remove() {
    for (const pid of processesOf(this.root)) kill(pid, 'SIGKILL');
    fs.rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
    scratches.delete(this);
  }
}

// A sanitised build is told where to find its options.
function sanitizers() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^[A-Z]+SAN_OPTIONS$/.test(name)));
}

process.on('exit', () => {
  for (const child of started) kill(-child.pid, 'SIGKILL');
  for (const scratch of scratches) scratch.remove();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

module.exports = { Scratch, account, childrenOf, kill, processesOf, sleep, waitFor };
