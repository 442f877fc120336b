// Follows each guide of docs/moving.md, word for word and as root, on a private
// copy of this machine, behind nginx and behind lighttpd: what people paste has
// to work with the real SDKs.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, test } = require('node:test');
const { NOTHING_SENT, headsOf, runPrivately } = require('../harness/private-root.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const read = (name) => fs.readFileSync(path.join(REPOSITORY, name), 'utf8');
const [HEAD, ...GUIDES] = read('docs/moving.md').split(/^## From /m);

// The lines of a route that differ for lighttpd.
const FOR_LIGHTTPD = /```ini\n([^]*?)```/.exec(HEAD)[1];

// Each code block of a text, and the file that the words before it name.
function blocksOf(text) {
  const blocks = [...text.matchAll(/((?:^(?!```).*\n)*)^```(\w+)\n([^]*?)^```$/gm)];
  return blocks.map(([, before, language, content]) => {
    const words = before.trim().split('\n\n').pop();
    return { language, content, file: /`([^`]+)`:$/.exec(words)?.[1], isAppended: words.includes('at the end of') };
  });
}

// What a reader does with a block.
function step({ language, content, file, isAppended }, server) {
  if (language === 'sh') return content.startsWith('curl ') ? `settle\n${content}` : content;
  assert.ok(file, `no file is named for ${content}`);
  const text = server === 'lighttpd' ? content.replace(/^delivery = .*\naccel .*\n/m, FOR_LIGHTTPD) : content;
  return `cat >${isAppended ? '>' : ''}${file} <<'END_OF_FILE'\n${text}END_OF_FILE\n`;
}

// README.md's set-up of a server, without trying it.
const setUp = (server) => /^```sh\n([^]*?)^```$/m.exec(read('README.md').split(`\n## ${server}\n`)[1])[1].replace(/^url=[^]*/m, '');

// What is in the application's hands before it moves.
const BEFORE = {
  S3: `
export AWS_ACCESS_KEY_ID=AKIA$(openssl rand -hex 8 | tr a-f A-F)
export AWS_SECRET_ACCESS_KEY=$(openssl rand -base64 30)`,
  CloudFront: `
openssl genrsa -out private_key.pem 2048
openssl rsa -in private_key.pem -pubout -out public_key.pem`,
  Azure: `
export AZURE_STORAGE_KEY=$(openssl rand -base64 64 | tr -d '\\n')`,
  Laravel: `
printf 'APP_KEY=base64:%s\\nAPP_URL=http://example.org\\n' $(openssl rand -base64 32) >.env
cp "$repository/tests/interop/artisan.php" artisan`,
  "lighttpd's mod_secdownload": '',
  "nginx's secure_link": '',
};

// settle: until Postern has read the new files, or long enough to see that it
// never does.
const scriptOf = (server, name, blocks) => `
exec 3>&1 >/dev/null 2>&1
${setUp(server)}
exec >&3 2>&1
repository=$PWD
mkdir /tmp/application /etc/lighttpd/conf-available /etc/nginx/sites-available -p
cd /tmp/application
ln -s "$repository/tests/interop/node_modules" .
settle() {
  for attempt in $(seq 50); do
    status=$(curl -s -o got -w '%{http_code}' --connect-to ::127.0.0.1: "$url")
    [ "$status" != 200 ] || break
    sleep 0.1
  done
  cmp got "$repository/docs/demo.png"
}
${BEFORE[name]}
${blocks.map((block) => step(block, server)).join('\n')}
curl -sI --connect-to ::127.0.0.1: http://example.org/img/demo.png
`;

test('what README.md shows of S3 is what its guide does', () => {
  const block = /^```sh\n[^]*?^```$/m.exec(read('README.md').split('\n## Links that your application signs already\n')[1])[0];
  assert.ok(GUIDES[0].includes(block));
});

test('there is a guide for each', () => {
  assert.deepEqual(GUIDES.map((text) => text.split('\n')[0]), Object.keys(BEFORE));
});

for (const server of ['nginx', 'lighttpd']) {
  describe(server, () => {
    for (const guide of GUIDES) {
      const name = guide.split('\n')[0];
      test(name, { timeout: 120000 }, async () => {
        const blocks = blocksOf(guide);
        const tries = blocks.filter(({ content }) => content.startsWith('curl '));
        assert.ok(tries.length > 0 && blocks.length > tries.length + 2);
        const { code, stdout } = await runPrivately(scriptOf(server, name, blocks));
        const heads = headsOf(stdout);
        assert.deepEqual([code, ...heads.map(({ status }) => status)], [0, ...tries.flatMap(() => [200, 403]), 403], stdout);
        for (const { text } of heads) assert.doesNotMatch(text, NOTHING_SENT);
        assert.match(heads[0].text, /^Content-Type: image\/png$/im);
        assert.match(stdout, /^verdict +allow$/m);
        assert.match(stdout, /^fine\b/m);
      });
    }
  });
}
