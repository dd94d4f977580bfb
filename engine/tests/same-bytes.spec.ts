import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { FILES, library, LIBRARY, patterns } from '../testing/library';
import { windowsNode } from '../testing/windows-node';
import { endDriver, MANIFEST, Workspace } from '../testing/workspace';

afterAll(endDriver);

const COUNT = 12;
const EDIT = ['patterns/pattern03.yaml', 'title: Pattern 3', 'title: Pattern three'] as const;

describe('the same bytes', () => {
  let clean: Record<string, string> | undefined;
  let edited: Record<string, string> | undefined;

  beforeAll(async () => {
    const workspace = library(COUNT);
    await workspace.succeed();
    clean = workspace.outputs();
    workspace.edit(...EDIT);
    workspace.remove('generated');
    await workspace.succeed();
    edited = workspace.outputs();
    workspace.dispose();
  });

  it('make up a complete output folder', () => {
    const names = Object.keys(clean ?? {});
    // The manifest; two library files, and map, declarations and script of one; five files per pattern.
    expect(names).toHaveLength(1 + 2 + 3 + COUNT * 5);
    expect(names).toContain(MANIFEST);
    expect(clean?.['pattern03.js']).toBe(
      '// Pattern 3\nexport const pattern03 = [3 + 1, 2 * 2];\n//# sourceMappingURL=pattern03.js.map\n',
    );
    expect(edited?.['pattern03.ts']).toBe(clean?.['pattern03.ts']?.replace('Pattern 3', 'Pattern three'));
  });

  const switches = [true, false].flatMap((templateCache) =>
    [true, false].flatMap((parallelGeneration) =>
      [true, false].map((incrementalCompilation) => ({
        templateCache,
        parallelGeneration,
        incrementalCompilation,
      })),
    ),
  );
  const all = switches.flatMap((optimizations) => [1, 2, 8].map((workers) => ({ workers, optimizations })));
  // Under Wine each run takes a hundred times as long.
  const cases = windowsNode() ? all.filter((_, index) => [1, 16].includes(index)) : all;

  it.each(cases)('come with %j, cold, warm and after an edit', async (options: Partial<CodegenOptions>) => {
    const workspace = library(COUNT);
    try {
      for (const [step, expected] of [
        ['cold', clean],
        ['warm', clean],
        ['edited', edited],
        ['warm again', edited],
      ] as const) {
        if (step === 'edited') workspace.edit(...EDIT);
        const run = await workspace.run(options);
        const threads = options.optimizations?.parallelGeneration === false ? 1 : options.workers;
        if (step === 'cold') expect(run.report?.workers).toBe(threads);
        expect({ step, success: run.success, files: workspace.outputs() }).toEqual({
          step,
          success: true,
          files: expected,
        });
      }
    } finally {
      workspace.dispose();
    }
  });

  it('come in another folder, with another order of file creation, language, time zone and umask', async () => {
    const folder = join(tmpdir(), `nx-workflow-elsewhere-${process.pid}`, 'deeper', 'with spaces and ü');
    mkdirSync(folder, { recursive: true });
    const files = Object.fromEntries(Object.entries({ ...FILES, ...patterns(COUNT) }).reverse());
    const workspace = new Workspace(LIBRARY, files, folder);
    const driver = new Driver({ LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' });
    try {
      expect((await workspace.runIn(driver, {}, { umask: 0o077 })).success).toBe(true);
      expect(workspace.outputs()).toEqual(clean);
    } finally {
      await driver.kill();
      workspace.dispose();
    }
  });

  it('come from consecutive runs with different switches and threads', async () => {
    const workspace = library(COUNT);
    try {
      for (const options of [all[0], all[23], all[5], all[14]]) {
        await workspace.succeed(options);
        expect(workspace.outputs()).toEqual(clean);
      }
    } finally {
      workspace.dispose();
    }
  });

  it('contain no paths, times or random values', async () => {
    const workspace = library(COUNT);
    await workspace.run();
    const year = String(new Date().getFullYear());
    for (const [path, text] of Object.entries(workspace.outputs() ?? {})) {
      expect(text).not.toContain(workspace.root);
      expect(text).not.toContain(tmpdir());
      expect(`${path}\n${text}`).not.toMatch(new RegExp(`${year}-\\d\\d|Date|Math\\.random`));
    }
    expect(Object.keys(workspace.manifest())).toEqual([
      ...['version', 'checksum', 'tools', 'inputs', 'patterns', 'files', 'skipped', 'compiled'],
    ]);
    workspace.dispose();
  });
});
