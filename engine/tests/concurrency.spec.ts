import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LONG, tried } from '../../testing/tried';
import { Driver } from '../testing/driver';
import { library } from '../testing/library';
import { diagnosticsOf } from '../testing/small';
import { endDriver, MANIFEST, type Run, type Workspace } from '../testing/workspace';

afterAll(endDriver);

jest.setTimeout(LONG ? 900_000 : 120_000);

const COUNT = 4;
/** No process has this id and start time. */
const RECYCLED = `${process.pid}.1`;

const drivers = [new Driver(), new Driver(), new Driver()] as const;
afterAll(() => Promise.all(drivers.map((driver) => driver.kill())));

let workspace: Workspace;

beforeEach(() => {
  workspace = library(COUNT);
});

afterEach(() => workspace.dispose());

/** The outputs of a single clean run with the current inputs. */
async function clean(): Promise<Record<string, string> | undefined> {
  workspace.remove('generated');
  await workspace.succeed();
  return workspace.outputs();
}

/** Makes runs with GATE in their environment wait in the middle until the file of that name exists. */
function withGate(): void {
  const prepare = workspace.read('code/prepare.js');
  const gate = `const { existsSync, writeFileSync } = require('fs');
const clock = new Int32Array(new SharedArrayBuffer(4));
const pass = () => {
  const { GATE } = process.env;
  if (!GATE) return;
  writeFileSync(GATE + '.reached', '');
  while (!existsSync(GATE)) Atomics.wait(clock, 0, 0, 5);
};
`;
  workspace.write({ 'code/prepare.js': gate + prepare.replace('=> ({', '=> pass() ?? ({') });
}

class Gate {
  private readonly path = join(workspace.root, '..', 'gate');
  readonly run: Promise<Run>;

  constructor(driver: Driver) {
    this.run = workspace.runIn(driver, {}, { env: { GATE: this.path } });
    this.run.catch(() => undefined);
  }

  async reached(): Promise<void> {
    while (!existsSync(`${this.path}.reached`)) await wait(5);
  }

  open(): void {
    writeFileSync(this.path, '');
  }
}

describe('two runs of one target at the same time', () => {
  it('give the same bytes as one', async () => {
    const expected = await clean();
    const rounds = LONG ? 50 : 4;
    for (let round = 0; round < rounds; round++) {
      workspace.remove('generated');
      const runs = await Promise.all(drivers.map((driver) => workspace.runIn(driver)));
      expect(runs.map(({ success, output }) => (success ? '' : output))).toEqual(['', '', '']);
      expect(workspace.outputs()).toEqual(expected);
    }
    tried('times that three runs of one target began at once', rounds);
  });

  it('are serialized, and the one with older inputs does not win', async () => {
    withGate();
    await workspace.runIn(drivers[1]);
    workspace.edit('partials/header.hbs', '//', '///');
    const gate = new Gate(drivers[0]);
    await gate.reached();
    // The first run has already read its templates.
    workspace.edit('templates/sheet.hbs', 'has', 'with');
    const second = workspace.runIn(drivers[1]);
    // Enough time for a run that does not wait.
    await Promise.race([second, wait(1500)]);
    gate.open();
    const runs = await Promise.all([gate.run, second]);
    expect(runs[1].success).toBe(true);
    const outputs = workspace.outputs();
    expect(outputs).toEqual(await clean());
    expect(outputs?.['docs/pattern01.md']).toContain('pattern01.yaml with 1 nodes');
  });

  it('fail if the inputs change while waiting, because outputs are cached under the hash of the old inputs', async () => {
    withGate();
    const gate = new Gate(drivers[0]);
    await gate.reached();
    const second = workspace.runIn(drivers[1]);
    await wait(500);
    workspace.edit('templates/sheet.hbs', 'has', 'with');
    gate.open();
    const [, { success, output }] = await Promise.all([gate.run, second]);
    expect({ success, said: diagnosticsOf(output).split('\n') }).toEqual({
      success: false,
      said: [
        'templates/sheet.hbs error changed-during-run: this file changed while the run was reading it',
        '  hint: run again',
      ],
    });
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(await clean());
  });

  it('report once for which process they wait', async () => {
    withGate();
    const gate = new Gate(drivers[0]);
    await gate.reached();
    drivers[1].errors = '';
    const second = workspace.runIn(drivers[1]);
    while (!drivers[1].errors.endsWith('\n')) await wait(20);
    await wait(100);
    gate.open();
    await Promise.all([gate.run, second]);
    expect(drivers[1].errors).toBe(`generated: waiting for another run, process ${drivers[0].pid}\n`);
  });

  it('continue if the first one is killed', async () => {
    withGate();
    const gate = new Gate(drivers[0]);
    await gate.reached();
    const second = workspace.runIn(drivers[1]);
    await wait(300);
    await drivers[0].kill();
    expect((await second).output).not.toContain('error');
    expect(workspace.outputs()).toEqual(await clean());
  });

  it('are correct if two targets share the template cache', async () => {
    const expected = await clean();
    const runs = drivers.map((driver, index) => workspace.runIn(driver, { outputDir: `generated${index}` }));
    await Promise.all(runs);
    for (const index of drivers.keys()) {
      expect(workspace.read(`generated${index}/pattern00.js`)).toBe(expected?.['pattern00.js']);
    }
  });
});

describe('remains of a process whose id was reused', () => {
  it('do not block and are removed', async () => {
    const expected = await clean();
    const lock = join(workspace.output, '.codegen-lock');
    const staging = join(workspace.output, `.codegen-staging-${RECYCLED}-00ff`);
    mkdirSync(lock);
    mkdirSync(staging);
    mkdirSync(`${lock}-${RECYCLED}-00fe`);
    writeFileSync(join(lock, `${RECYCLED}-00ff`), '');
    writeFileSync(join(staging, '0-1'), 'half');
    writeFileSync(join(workspace.output, `${MANIFEST}.${RECYCLED}-00ff.tmp`), 'half');
    for (const folder of ['index', 'templates']) {
      writeFileSync(join(workspace.state, folder, `x.${RECYCLED}-00ff.tmp`), 'half');
    }
    // A due file, and a template that is not cached.
    workspace.write({ 'templates/sheet.hbs': `${workspace.read('templates/sheet.hbs')}{{! }}` });
    await workspace.succeed();
    expect(Object.keys(workspace.outputs() ?? {})).toEqual(Object.keys(expected ?? {}));
    const left = readdirSync(workspace.state, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('are removed also if nothing else is due', async () => {
    const expected = await clean();
    mkdirSync(join(workspace.output, '.codegen-lock'));
    mkdirSync(join(workspace.output, `.codegen-staging-${RECYCLED}-00ff`));
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(expected);
  });
});
