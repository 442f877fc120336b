// Gives the images, media and links of a page URLs that Postern has signed, and
// new ones before those expire.  One file, no packages; README.md explains it.
//
//     <img data-postern="/img/cat.jpg" alt="A cat">
//
//     import { signImages } from './postern.js';
//     signImages({ api: '/api/', token: () => login.jwt });
//
// SPDX-License-Identifier: ISC

/**
 * @typedef {object} Options
 * @property {string} api  where the API is, up to its last slash
 * @property {string | ((again: boolean) => string | Promise<string>)} [token]  the JWT, or what
 *   gives it before each call; `again`: the API has just refused the one given before
 * @property {number} [ttl]  seconds that URLs shall last; the API decides
 * @property {AbortSignal} [signal]  ends it all
 *
 * @typedef {object} PageOptions
 * @property {Document | DocumentFragment | Element} [root]  where to look: the document
 * @property {boolean} [observe]  also sign what is added or changed later: true
 * @property {boolean} [keep]  leave loaded images alone when their URL expires: false
 *
 * @typedef {object} Answer  to one path: a URL, or an error such as "refused"
 * @property {string} path
 * @property {string} [url]  absolute
 * @property {number} [expires_at]  Unix seconds by the server's clock
 * @property {number} [expires_in]  seconds from now on
 * @property {string} [error]
 */

const BATCH = 1000; // paths in one call
const GATHER = 10; // milliseconds in which what happens shares a call
const SHORTEST = 5000; // milliseconds between two calls for the same
const BACKOFF = 300000; // milliseconds, at most, until an API that fails is asked again
const LONGEST = 2 ** 31 - 1; // milliseconds that a timer can count
const MARK = 'data-postern-error';

/** The API did not do what it was asked for. */
export class PosternError extends Error {
  /** @param {number} status  of HTTP  @param {any} [problem]  as in RFC 9457 */
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `the API answered with status ${status}`);
    this.name = 'PosternError';
    this.status = status;
    this.problem = problem;
  }
}

// Relative to the page's address, not to a <base> that somebody slipped in.
const address = (api, name = '') => new URL(api.replace(/\/?$/, `/${name}`), location.href);

// A JWT that is refused is asked for anew, once.  The site's cookies stay at
// home unless they are the matter: two credentials would be ambiguous.
async function call(method, name, /** @type {Options} */ { api, token, signal }, /** @type {RequestInit} */ more) {
  for (let again = false; ; again = true) {
    const jwt = typeof token === 'function' ? await token(again) : token;
    const response = await fetch(address(api, name), {
      method, signal, cache: 'no-store', redirect: 'error', ...more,
      headers: { ...(more.body && { 'Content-Type': 'application/json' }), ...(jwt && { Authorization: `Bearer ${jwt}` }) },
    });
    if (response.ok) return response;
    const another = !again && typeof token === 'function' && [401, 403, 410].includes(response.status);
    if (!another) throw new PosternError(response.status, await response.json().catch(() => undefined));
  }
}

// By the server's clock where its Date can be read, else by ours.
function secondsLeft(response, expiresAt) {
  const now = Date.parse(response.headers.get('Date') ?? '') || Date.now();
  return Math.max(0, expiresAt - now / 1000) || 0;
}

/** @returns {Promise<Answer[]>} */
async function signBatch(paths, options) {
  const body = JSON.stringify({ paths, ttl: options.ttl });
  const response = await call('POST', 'sign', options, { body, credentials: 'omit' });
  const { urls } = await response.json();
  if (urls?.length !== paths.length) throw new PosternError(response.status);
  return paths.map((path, index) => {
    const { url, expires_at, error = 'refused' } = urls[index];
    const full = typeof url === 'string' && new URL(url, address(options.api));
    if (!full || !/^https?:$/.test(full.protocol)) return { path, error };
    return { path, url: full.href, expires_at, expires_in: secondsLeft(response, expires_at) };
  });
}

/** What is too much for the API or the front server (413) goes in halves.
 * @returns {AsyncGenerator<Answer[]>} */
async function* sign(paths, options, most = BATCH) {
  for (let at = 0; at < paths.length; at += most) {
    const batch = paths.slice(at, at + most);
    const answers = await signBatch(batch, options).catch((error) => {
      if (error.status !== 413 || batch.length === 1) throw error;
    });
    if (answers) yield answers;
    else yield* sign(batch, options, Math.ceil(batch.length / 2));
  }
}

/** Signs any number of paths, 1,000 in a call; the answers are in the same order.
 * @param {string[]} paths  @param {Options} options  @returns {Promise<Answer[]>} */
export async function signPaths(paths, options) {
  const all = [];
  for await (const answers of sign(paths, options)) all.push(...answers);
  return all;
}

/** Gets the cookie that opens images without signed URLs.
 * @param {Options} options  @returns {Promise<{expires_at: number, expires_in: number}>} */
export async function startSession(options) {
  const response = await call('POST', 'session', options, { credentials: 'include' });
  const { expires_at } = await response.json();
  return { expires_at, expires_in: secondsLeft(response, expires_at) };
}

/** Clears that cookie.  @param {Options} options  @returns {Promise<void>} */
export async function endSession({ api, signal }) {
  await call('DELETE', 'session', { api, signal }, { credentials: 'include' });
}

/** Signs all elements with data-postern="/path", and keeps them signed.  `ready`: the first
 * signing is over, well or not; renew() signs all anew, as after a log-in; stop() leaves all as it is.
 * @param {Options & PageOptions} options
 * @returns {{ready: Promise<void>, renew: () => Promise<void>, stop: () => void}} */
export function signImages(options) {
  const page = new Page(options);
  return { ready: page.run(), renew: () => page.run({ anew: true }), stop: () => page.stopper.abort() };
}

function mediumOf(element) {
  const medium = element.localName === 'source' ? element.parentElement : element;
  return medium?.play && medium;
}

// Who failed or loaded: of a <source> that it plays, a medium itself tells.
const signedOf = (target) => (target.hasAttribute?.('data-postern') ? target
  : mediumOf(target) && [...target.querySelectorAll('source')].find(({ src }) => src === target.currentSrc));

const concerns = ({ type, addedNodes }) => type === 'attributes' || [...addedNodes].some((node) =>
  node.matches?.('[data-postern]') || node.querySelector?.('[data-postern]'));

class Page {
  paths = new Set(); // that the page has
  known = new Map(); // path -> { error } or { url, renewAt, wait }, in milliseconds
  given = new WeakMap(); // element -> { path, url, tries }; tries: 1 it failed, 2 it got another
  stopper = new AbortController();
  failures = 0; // of the API, in a row
  quietUntil = 0;

  /** @param {Options & PageOptions} options */
  constructor({ root = document, observe = true, keep = false, signal: outer, ...options }) {
    const { signal } = this.stopper;
    /** @type {any} */ this.root = root;
    this.keep = keep;
    this.signal = signal;
    this.options = { ...options, signal };
    const observer = new MutationObserver((records) => { if (records.some(concerns)) this.run(); });
    if (observe) observer.observe(root, { subtree: true, childList: true, attributeFilter: ['data-postern'] });
    const on = (target, type, listener) => target.addEventListener(type, listener, { capture: true, signal });
    for (const type of ['error', 'load', 'loadeddata', 'pause']) on(root, type, (event) => this.hear(event));
    on(document, 'visibilitychange', () => this.run());
    signal.addEventListener('abort', () => { observer.disconnect(); clearTimeout(this.timer); });
    if (outer) on(outer, 'abort', () => this.stopper.abort());
    if (outer?.aborted) this.stopper.abort();
  }

  // One call at a time; what happens meanwhile shares the next.
  run({ anew = false } = {}) {
    this.more = true;
    if (anew) Object.assign(this, { anew, quietUntil: 0 });
    this.running ??= (async () => {
      while (this.more && !this.signal.aborted) {
        await new Promise((resolve) => { setTimeout(resolve, GATHER); });
        this.more = false;
        if (!this.signal.aborted) await this.pass();
      }
      this.running = undefined;
      this.plan();
    })();
    return this.running;
  }

  // A tab that nobody sees waits until it is looked at again.
  plan() {
    clearTimeout(this.timer);
    const times = [...this.paths].map((path) => this.known.get(path)?.renewAt ?? Infinity);
    const next = this.failures ? this.quietUntil : Math.min(...times);
    if (this.signal.aborted || document.hidden || next === Infinity) return;
    this.timer = setTimeout(() => this.run(), Math.min(Math.max(0, next - Date.now()), LONGEST));
  }

  elements(paths) {
    const own = this.root.matches?.('[data-postern]') ? [this.root] : [];
    return [...own, ...this.root.querySelectorAll('[data-postern]')]
      .filter(({ dataset: { postern } }) => postern && (!paths || paths.has(postern)));
  }

  // Signs what is new, has failed or will soon expire.
  async pass() {
    this.paths = new Set(this.elements().map(({ dataset }) => dataset.postern));
    const { anew, paths, known } = this;
    const now = Date.now();
    const lasts = (path) => !anew && known.get(path)?.renewAt > now;
    for (const path of known.keys()) if (!paths.has(path) && !lasts(path)) known.delete(path);
    this.show();
    if (now < this.quietUntil) return;
    this.anew = false;
    const due = [...paths].filter((path) => anew || !known.has(path)
      || (known.get(path).renewAt <= now + 1000 && !document.hidden));
    if (due.length === 0) this.failures = 0;
    try {
      for await (const answers of sign(due, this.options)) this.learn(answers);
    } catch (cause) {
      this.anew ||= anew;
      this.postpone(due, cause);
    }
  }

  // Renews at about 80 % of what is left, all of one call together.  Where the
  // same URL comes again, as it may when a clock is wrong, the wait doubles.
  learn(answers) {
    this.failures = 0;
    const share = 750 + Math.random() * 100;
    for (const { path, url, error, expires_in } of answers) {
      const before = this.known.get(path);
      const wait = url && before?.url === url ? before.wait * 2 : SHORTEST;
      const renewAt = Date.now() + Math.max(wait, expires_in * share);
      this.known.set(path, url ? { url, wait, renewAt } : { error });
    }
    this.show();
  }

  postpone(paths, cause) {
    if (this.signal.aborted) return;
    const pause = Math.min(BACKOFF, SHORTEST * 2 ** this.failures) * (1 + Math.random() / 4);
    this.quietUntil = Date.now() + pause;
    this.failures += 1;
    const lack = paths.filter((path) => !this.known.get(path)?.url);
    for (const element of this.elements(new Set(lack))) this.mark(element, 'unavailable', cause);
  }

  show() {
    for (const element of this.elements()) {
      const { url, error } = this.known.get(element.dataset.postern) ?? {};
      if (error) this.mark(element, error);
      if (url) this.give(element, url);
    }
  }

  mark(element, error, cause) {
    if (element.getAttribute(MARK) === error) return;
    element.setAttribute(MARK, error);
    const detail = { path: element.dataset.postern, error, cause };
    element.dispatchEvent(new CustomEvent('postern-error', { bubbles: true, detail }));
  }

  // A URL that has not changed is not set again, so that caches are of use.  A
  // medium that plays would start over: it gets its new URL when it fails.
  give(element, url) {
    const path = element.dataset.postern;
    const attribute = element.matches('a, area, link') ? 'href' : 'src';
    const current = element.getAttribute(attribute);
    const given = this.given.get(element);
    const last = given?.path === path ? given : { url: undefined, tries: 0, playing: false };
    const medium = mediumOf(element);
    const { currentTime = 0, paused = true } = medium ?? {};
    if (element.getAttribute(MARK) !== 'failed') element.removeAttribute(MARK);
    const inUse = medium ? currentTime > 0 || !paused : this.keep && element.naturalWidth > 0;
    if (last.tries !== 1 && inUse && current === last.url) return;
    this.given.set(element, { path, url, tries: last.tries && 2 });
    if (last.tries !== 1 && current === url) return;
    element.setAttribute(attribute, url);
    if (medium && medium !== element) medium.load(); // or it looks at a <source> no more
    if (medium && last.tries === 1) medium.currentTime = currentTime;
    if (!paused || last.playing) medium.play().catch(() => {});
  }

  // An error tells no status: the path is signed once more, whatever it was.
  hear({ type, target }) {
    const element = signedOf(target);
    const last = this.given.get(element);
    if (!last || last.path !== element.dataset.postern) return;
    if (type === 'pause') last.playing = Boolean(target.error); // Chromium pauses what fails
    if (type === 'load' || type === 'loadeddata') {
      element.removeAttribute(MARK);
      last.tries = 0;
    }
    if (type !== 'error') return;
    if (last.tries === 2) this.mark(element, 'failed');
    if (last.tries > 0) return;
    last.tries = 1;
    this.known.delete(last.path);
    this.run();
  }
}
