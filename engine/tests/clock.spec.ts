import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LONG, seeded, tried } from '../../testing/tried';
import { small } from '../testing/small';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

jest.setTimeout(LONG ? 1_800_000 : 120_000);

const ROUNDS = LONG ? 400 : 24;

/** File times in milliseconds from now, as copies, archives and wrong clocks produce them. */
const TIMES = [0, -1000, -86_400_000, 86_400_000, 4_102_444_800_000 - Date.now(), 1 - Date.now()];

describe('a run', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  it('detects a replaced file for any file times', async () => {
    workspace = small();
    await workspace.succeed();
    const random = seeded(11);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    let title = 'A';
    for (let round = 0; round < ROUNDS; round++) {
      const next = String.fromCharCode(65 + ((round * 7 + 1) % 26));
      const kind = pick(['spec', 'template', 'output'] as const);
      const path = { spec: 'specs/a.json', template: 'templates/one.hbs', output: 'generated/a.txt' }[kind];
      const file = join(workspace.root, path);
      const before = statSync(file);
      const same = pick([true, false]);
      if (kind === 'spec') title = next;
      const text = {
        spec: `{ "title": "${title}" }\n`,
        template: `Hello {{title}}\n`,
        // The same size as the generated file.
        output: `Hello ?\n`,
      }[kind];
      if (pick([true, false])) writeFileSync(file, text);
      else {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      }
      // Another file of the same size with the old times, or with the times of a wrong or coarse clock.
      const time = same ? before.mtime : new Date(Math.floor((Date.now() + pick(TIMES)) / 1000) * 1000);
      utimesSync(file, time, time);
      if (pick([true, false])) await wait(30);
      await workspace.succeed();
      expect({ round, kind, text: workspace.outputs()?.['a.txt'] }).toEqual({ round, kind, text: `Hello ${title}\n` });
      if (pick([true, false])) await workspace.succeed();
    }
    tried('files replaced under times that say nothing', ROUNDS);
  });

  it('stays correct if the clock is before the last run or long after it', async () => {
    workspace = small();
    // The clock of the process jumps forward, back, and back to before all files.
    for (const [at, hours] of [0, 5, -5, 0, -500_000, 1].entries()) {
      const title = String.fromCharCode(65 + at);
      workspace.write({ 'specs/a.json': `{ "title": "${title}" }\n` });
      await workspace.succeed({}, { env: { NX_WORKFLOW_TEST_CLOCK: String(hours * 3_600_000) } });
      expect(workspace.outputs()?.['a.txt']).toBe(`Hello ${title}\n`);
      workspace.write({ 'specs/a.json': `{ "title": "${title.toLowerCase()}" }\n` });
      await workspace.succeed({}, { env: { NX_WORKFLOW_TEST_CLOCK: String(hours * 3_600_000) } });
      expect(workspace.outputs()?.['a.txt']).toBe(`Hello ${title.toLowerCase()}\n`);
    }
    tried('jumps of the clock', 6);
  });
});
