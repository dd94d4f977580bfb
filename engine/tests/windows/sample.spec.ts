import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Driver } from '../../testing/driver';
import { library } from '../../testing/library';
import { endWine, prepareWindows } from '../../testing/prepared-windows';
import { endDriver, MANIFEST, type Workspace } from '../../testing/workspace';

/** The part of `npm run test:windows` that `npm test` runs if Wine is installed. */
const isRunOfItsOwn = process.env['NX_WORKFLOW_TEST_WINDOWS'] === undefined;
const missing = prepareWindows();

jest.setTimeout(300_000);

if (missing !== undefined) {
  it.skip(`the engine under Windows' Node: ${missing}`, () => undefined);
} else {
  describe("the engine under Windows' Node", tests);
}

function tests(): void {
  const here = new Driver({}, undefined, {}, false);
  let workspace: Workspace;

  afterEach(() => workspace.dispose());
  afterAll(async () => {
    await endDriver();
    await here.kill('SIGTERM');
    if (isRunOfItsOwn) endWine();
  });

  it('makes the same output folder as on Linux, including the manifest', async () => {
    workspace = library(4);
    expect((await workspace.succeed()).counts).toBe('0/10/0 0/5/0');
    const made = workspace.outputs();
    workspace.remove('generated');
    expect((await workspace.runIn(here)).success).toBe(true);
    expect(workspace.outputs()).toEqual(made);
    expect(made?.[MANIFEST]).not.toContain('\\\\');
  });

  it('accepts output from Linux as up to date, and renders what an edit affects', async () => {
    workspace = library(4);
    await workspace.runIn(here);
    expect((await workspace.succeed()).counts).toBe('10/0/0 5/0/0');
    workspace.edit('patterns/pattern01.yaml', 'Pattern 1', 'Pattern one');
    expect((await workspace.succeed()).counts).toBe('8/2/0 4/1/0');
    workspace.remove('patterns/pattern03.yaml');
    expect((await workspace.succeed()).counts).toBe('6/2/2 3/1/1');
    expect(existsSync(join(workspace.output, 'pattern03.d.ts'))).toBe(false);
    const patched = workspace.outputs();
    workspace.remove('generated');
    await workspace.runIn(here);
    expect(workspace.outputs()).toEqual(patched);
  });
}
