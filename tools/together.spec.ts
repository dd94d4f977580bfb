import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const TOOL = resolve(__dirname, 'together.mjs');

it.each([
  [['one', 'two'], 0, ['one: passed', 'said 1', 'two: passed']],
  [['one', 'bad'], 3, ['bad: failed', 'one: passed', 'said 1']],
])('%s: runs all, says what each said, and fails where one fails', (scripts, code, lines) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'together-')));
  const texts = { one: 'echo said 1', two: 'node -e 0', bad: 'node -e "process.exit(3)"' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: texts }));
  const { status, stdout } = spawnSync(process.execPath, [TOOL, ...scripts], { cwd: folder, encoding: 'utf8' });
  expect([status, stdout.trim().split('\n').sort()]).toEqual([code, lines]);
  rmSync(folder, { recursive: true });
});
