// Runs the shell blocks of README.md, word for word and as root, on a private
// copy of this machine (private-root.sh): what people paste has to work.
// SPDX-License-Identifier: ISC
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { NOTHING_SENT, headsOf, runPrivately } = require('../harness/private-root.js');

const REPOSITORY = path.resolve(__dirname, '../..');
const README = fs.readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8');

const blocksOf = (title) => [...README.split(`\n## ${title}\n`)[1].split('\n## ')[0]
  .matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block);

async function expectHeads(script, statuses) {
  const { code, stdout, stderr } = await runPrivately(script);
  const heads = headsOf(stdout);
  assert.deepEqual([code, ...heads.map(({ status }) => status)], [0, ...statuses], `${stdout}\n${stderr}`);
  for (const { text } of heads) assert.doesNotMatch(text, NOTHING_SENT);
  const [{ text }] = heads;
  assert.match(text, /^Content-Type: image\/png$/im);
  assert.match(text, /^X-Content-Type-Options: nosniff$/im);
  // An hour and up to a quarter, less what the script has taken since.
  const age = Number(/^Cache-Control: private, max-age=(\d+)$/im.exec(text)?.[1]);
  assert.ok(age > 3000 && age <= 4500, text);
}

// The image itself, and the same without a signature, by the block's own URL.
const PROOF = `
curl -s --connect-to ::127.0.0.1: "$url" | cmp - docs/demo.png
curl -sI --connect-to ::127.0.0.1: "\${url%\\?*}"
test -s /usr/share/man/man8/postern.fcgi.8
postern check | grep '^fine'
`;

for (const title of ['Apache', 'lighttpd', 'nginx']) {
  test(title, { timeout: 300000 }, async () => {
    const blocks = blocksOf(title);
    assert.equal(blocks.length, 1);
    await expectHeads(blocks[0] + PROOF, [200, 403, 403]);
  });
}

// What the host's administrator has done: scripts run as their owner.
const HOST = `
useradd --create-home --home-dir /home/you --shell /bin/bash you
install -d -o you -g you /home/you/public_html
echo '127.0.0.1 example.org' >>/etc/hosts
cat >/etc/apache2/sites-available/000-default.conf <<END
<VirtualHost *:80>
	DocumentRoot /home/you/public_html
	<Directory /home/you/public_html>
		AllowOverride All
		Require all granted
	</Directory>
</VirtualHost>
END
sed -i 's/^export APACHE_RUN_\\(USER\\|GROUP\\)=.*/export APACHE_RUN_\\1=you/' /etc/apache2/envvars
a2enmod fcgid rewrite
install -d -o you -g you /var/lib/apache2/fcgid /var/lib/apache2/fcgid/sock
/etc/init.d/apache2 start
`;

test('Shared hosting', { timeout: 300000 }, async () => {
  const [atHome, onHost] = blocksOf('Shared hosting');
  await expectHeads(`${atHome}
${HOST}
cp postern.tar.gz /home/you/
cat >/home/you/paste <<'PASTED'
set -eu
${onHost}
curl -s "$url" | cmp - docs/demo.png
PASTED
setpriv --reuid you --regid you --init-groups env HOME=/home/you bash /home/you/paste
`, [200, 403, 403]);
});
