import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ownerToken } from './owner';
import { makeTemporaryFolder } from './temporary-folder';

let place: string;
beforeEach(() => (place = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-temporary-')))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

it('is named after its process, and removed by the next call if that process was killed', () => {
  // No process has this id and start time.
  const dead = join(place, `nx-workflow-tasks-${process.pid}.1-abcdef`);
  const kept = [
    join(place, `nx-workflow-tasks-${ownerToken()}-abcdef`),
    join(place, 'nx-workflow-tasks-of-mine'),
    join(place, `other-tasks-${process.pid}.1-abcdef`),
  ];
  for (const folder of [dead, ...kept]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), '');
  }
  const link = join(place, `nx-workflow-tasks-${process.pid}.1-ffffff`);
  symlinkSync(kept[0] ?? '', link);
  const made = makeTemporaryFolder('check', place);
  expect(dirname(made)).toBe(place);
  expect(basename(made).startsWith(`nx-workflow-check-${ownerToken()}-`)).toBe(true);
  expect([dead, ...kept, link].map((folder) => existsSync(folder))).toEqual([false, true, true, true, true]);
});
