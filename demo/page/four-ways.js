// The log-in of "make demo": a JWT becomes a cookie, and signs an album.
// SPDX-License-Identifier: ISC
import { endSession, signImages, startSession } from './postern.js';

const button = document.querySelector('#login');
const said = document.querySelector('#said');
const album = document.querySelector('#album');
const member = document.querySelector('[data-expect=login]');

// Only this page has it, and only while it is open.
let jwt;
const api = { api: '/img/api/', token: () => jwt };
let signer;

// ------------------------------------------------- what the browser was sent

function tell(image, status, isShown) {
  const figure = image.closest('figure');
  figure.classList.toggle('refused', !isShown);
  figure.querySelector('b').textContent = status;
}

new PerformanceObserver((list) => {
  for (const { name, responseStatus, redirectStart } of list.getEntries()) {
    for (const image of document.images) {
      if (image.src !== name || !responseStatus) continue;
      tell(image, `${redirectStart > 0 ? '302 → ' : ''}${responseStatus}`, responseStatus === 200);
    }
  }
}).observe({ type: 'resource', buffered: true });

// What failed shows the padlock alone.
const mark = (image) => image.toggleAttribute('data-failed', image.complete && image.naturalWidth === 0);
for (const type of ['load', 'error']) {
  document.addEventListener(type, ({ target }) => { if (target.localName === 'img') mark(target); }, true);
}
for (const image of document.images) mark(image);

document.addEventListener('postern-error', ({ target, detail }) => tell(target, detail.error, false));

// ------------------------------------------------------------------- log in

async function logIn() {
  const answer = await fetch('/login/kim.json', { cache: 'no-store' });
  jwt = (await answer.json()).token;
  await startSession(api);
  for (const image of document.querySelectorAll('[data-way=cookie]')) image.src = image.getAttribute('src');
  signer = signImages({ ...api, root: album });
  await signer.ready;
  const count = album.querySelectorAll('img').length;
  const signed = album.querySelectorAll('img[src]').length;
  said.textContent = `Kim is logged in. One call set the cookie, one signed ${signed} of ${count} paths.`;
  await member.decode().catch(() => {
    said.textContent += ' But this browser does not keep it: it wants https for that.';
  });
  button.textContent = 'Log out';
}

// Signed URLs stay good until they expire, so the page forgets them.
async function logOut() {
  signer.stop();
  await endSession(api);
  location.reload();
}

async function press() {
  button.disabled = true;
  try {
    await (signer ? logOut() : logIn());
  } catch (error) {
    said.textContent = `That failed: ${error.message}`;
  }
  button.disabled = false;
}

button.addEventListener('click', press);
button.disabled = false;
// The cookie outlives the page.
member.decode().then(press, () => {});
