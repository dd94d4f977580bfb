import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

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
