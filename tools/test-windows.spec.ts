import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(__dirname, '..');

test('without Wine, and without permission to install it, prints one line', () => {
  // A PATH without Wine and apt.
  const env = { ...process.env, PATH: '/nowhere' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'test-windows.mjs')], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'Windows tests: Wine is not installed: apt-get install --no-install-recommends wine wine64 gcc-mingw-w64-x86-64-win32\n',
  });
});

test('every title that is left out with Wine is the title of a test', () => {
  const url = pathToFileURL(join(__dirname, 'windows', 'suites.mjs')).href;
  const program = `const { byWine } = await import(${JSON.stringify(url)}); process.stdout.write(JSON.stringify(byWine));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  const leftOut = (JSON.parse(stdout) as string[][]).flatMap(([, path = '', , pattern = '']) =>
    [...pattern.matchAll(/\^?([^()|^?!.*]+)(?=[|)])/g)].map(([, title]) => ({ path, title })),
  );
  expect(leftOut.length).toBe(4);
  const isTitle = ({ path, title }: { path: string; title: string | undefined }): boolean =>
    new RegExp(`(?:it|test|describe)[^\n]*${title}`).test(readFileSync(join(ROOT, path), 'utf8'));
  expect(leftOut.filter((one) => !isTitle(one))).toEqual([]);
});
