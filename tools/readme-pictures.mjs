// @ts-check
// Takes the README's screenshots of the documentation site. Needs Chromium or Chrome (path in $CHROME).
// Usage, from the root of the repository, after `npm start`: node tools/readme-pictures.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXAMPLE = 'examples/k1-node1';
const SITE = posix.join(EXAMPLE, 'build/documentation-site');
const PICTURES = posix.join(EXAMPLE, 'documents/pictures');
const SCALE = 0.7;
const BROWSERS = [process.env.CHROME, 'chromium', 'chromium-browser', 'google-chrome'];
const SHOTS = [
  { page: 'index.html', picture: 'index.png', size: '1200,1330', dark: false },
  { page: 'patterns/hype.html', picture: 'pattern.png', size: '1200,960', dark: true },
];

const browser = BROWSERS.find((one) => one && spawnSync(one, ['--version']).status === 0);
const missing = SHOTS.map(({ page }) => posix.join(SITE, page)).find((page) => !existsSync(page));
if (missing !== undefined) fail(`${missing} is missing: run npm start first`);
else if (browser === undefined) fail('no Chromium and no Chrome was found: $CHROME may name one');
else SHOTS.forEach((shot) => take(browser, shot));

/** @param {string} command @param {typeof SHOTS[number]} shot */
function take(command, { page, picture, size, dark }) {
  const profile = mkdtempSync(join(tmpdir(), 'readme-pictures-'));
  const file = posix.join(PICTURES, picture);
  mkdirSync(PICTURES, { recursive: true });
  const { status, stderr } = spawnSync(
    command,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${profile}`],
      ...(dark ? ['--blink-settings=preferredColorScheme=0'] : []),
      ...[`--screenshot=${resolve(file)}`, `--window-size=${size}`, `--force-device-scale-factor=${SCALE}`],
      pathToFileURL(resolve(SITE, page)).href,
    ],
    { encoding: 'utf8' },
  );
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  if (status !== 0) fail(`${command} failed on ${page}: ${stderr}`);
  else console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KB`);
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
