import { LONG, seeded, tried } from '../testing/tried';
import { createWorkspace, type NxResult, type Workspace } from './support/workspace';

/** The place where the outputs of the upstream task are declared. */
const PLACES = [
  'workflow file',
  'targetDefaults',
  'targetDefaults by pattern',
  'project.json over the task',
  'project.json beside the task',
  'a target of project.json',
  'a target of package.json',
  'another workflow file',
] as const;
const KINDS = ['folder', 'file', 'glob', 'negated', 'option', 'configuration', 'none'] as const;
const BETWEEN = ['nothing', 'a noop', 'an uncached task', 'another project', 'another file'] as const;

type Place = (typeof PLACES)[number];
type Kind = (typeof KINDS)[number];

interface Cell {
  readonly place: Place;
  readonly kind: Kind;
  readonly between: (typeof BETWEEN)[number];
  /** Its projects are called after it. */
  readonly number: number;
}

const ALL = PLACES.flatMap((place) => KINDS.flatMap((kind) => BETWEEN.map((between) => ({ place, kind, between }))));

/** A sample that covers each place, kind and intermediate target. */
function sample(): typeof ALL {
  const random = seeded(20_261_128);
  const shuffled = ALL.map((cell) => ({ cell, at: random() })).sort((a, b) => a.at - b.at);
  return shuffled.slice(0, 36).map(({ cell }) => cell);
}

const CELLS: readonly Cell[] = (LONG ? ALL : sample()).map((cell, number) => ({ ...cell, number }));
const GOOD = CELLS.filter(({ kind }) => kind !== 'none');

const OUTPUTS: Readonly<Record<Kind, readonly string[] | undefined>> = {
  folder: ['{projectRoot}/out'],
  file: ['{projectRoot}/out/a.txt'],
  glob: ['{projectRoot}/out/*.txt'],
  negated: ['{projectRoot}/out', '!{projectRoot}/out/b.tmp'],
  option: ['{options.to}'],
  configuration: ['{options.to}'],
  none: undefined,
};

const up = (cell: Cell): string => `c${cell.number}`;
const reader = (cell: Cell): string =>
  cell.between === 'another project' || cell.between === 'another file' ? `r${cell.number}` : up(cell);

/** A unique target name, if nx.json has a default for it. */
function upName({ place, kind }: Cell): string {
  if (place === 'targetDefaults') return `upd-${kind}`;
  return place === 'targetDefaults by pattern' ? `upg-${kind}-x` : 'up';
}

/** The upstream task: it copies its source to `out`, or without the configuration `ci` to `base`. */
function upTask(cell: Cell, outputs: object): object {
  const copy = (folder: string): string =>
    `mkdir -p ${folder} && cp src.txt ${folder}/a.txt && cp src.txt ${folder}/b.tmp`;
  const common = { inputs: ['{projectRoot}/src.txt'], cache: true, ...outputs };
  const options = { cwd: '{projectRoot}', forwardAllArgs: false };
  if (cell.kind === 'option')
    return {
      executor: 'nx:run-commands',
      options: { ...options, command: copy('out'), to: '{projectRoot}/out' },
      ...common,
    };
  if (cell.kind !== 'configuration')
    return { executor: 'nx:run-commands', options: { ...options, command: copy('out') }, ...common };
  return {
    executor: 'nx:run-commands',
    options: { ...options, command: copy('base'), to: '{projectRoot}/base' },
    configurations: { ci: { command: copy('out'), to: '{projectRoot}/out' } },
    ...common,
  };
}

function files(cell: Cell): Record<string, object | string> {
  const { place, kind, between } = cell;
  const [at, readAt] = [`cells/${up(cell)}`, `cells/${reader(cell)}`];
  const outputs = OUTPUTS[kind] ? { outputs: OUTPUTS[kind] } : {};
  const whole = upTask(cell, outputs);
  const bare = upTask(cell, {});
  const name = upName(cell);
  const isTask = ['workflow file', 'targetDefaults', 'targetDefaults by pattern'].includes(place);
  const isOver = place === 'project.json over the task';
  const isBeside = place === 'project.json beside the task';
  const ownTasks: Record<string, object> = {
    ...(isTask || isOver ? { [name]: place === 'workflow file' ? whole : bare } : {}),
    ...(isBeside ? { [name]: { ...bare, outputs: ['{projectRoot}/more'] } } : {}),
  };
  const edge = name in ownTasks ? name : `${up(cell)}:${name}`;
  const middle =
    between === 'a noop'
      ? { mid: { executor: 'nx:noop', dependsOn: [edge] } }
      : between === 'an uncached task'
        ? { mid: { command: 'true', cache: false, outputs: [], dependsOn: [edge] } }
        : {};
  const read = {
    command: `mkdir -p ${readAt}/build && cat ${at}/out/a.txt ${at}/base/a.txt > ${readAt}/build/read.txt 2>/dev/null; true`,
    inputs: [],
    outputs: ['{projectRoot}/build/read.txt'],
    dependsOn: [between === 'another file' ? `${up(cell)}:${name}` : 'mid' in middle ? 'mid' : edge],
    after: ['order'],
    ...(between === 'another project' ? { project: readAt } : {}),
  };
  const order = {
    command: `mkdir -p order && cp order.txt order/o.txt`,
    options: { cwd: `cells/${between === 'another file' ? reader(cell) : up(cell)}` },
    inputs: ['{projectRoot}/order.txt'],
    outputs: ['{projectRoot}/order'],
  };
  const reading = { order, read };
  const found: Record<string, object | string> = {
    [`${at}/src.txt`]: 'one',
    [`${at}/order.txt`]: 'one',
    [`${at}/nx-workflow.json`]: {
      name: up(cell),
      tasks: { ...ownTasks, ...middle, ...(between === 'another file' ? { idle: { executor: 'nx:noop' } } : reading) },
    },
  };
  if (between === 'another file') {
    found[`${readAt}/nx-workflow.json`] = { name: reader(cell), tasks: reading };
    found[`${readAt}/order.txt`] = 'one';
  }
  if (between === 'another project') found[`${readAt}/project.json`] = { name: reader(cell) };
  if (isOver) found[`${at}/project.json`] = { name: up(cell), targets: { up: outputs } };
  if (isBeside && OUTPUTS[kind]) {
    found[`${at}/project.json`] = { name: up(cell), targets: { up: { outputs: ['...', ...OUTPUTS[kind]] } } };
  }
  if (place === 'a target of project.json') found[`${at}/project.json`] = { name: up(cell), targets: { up: whole } };
  if (place === 'a target of package.json') {
    found[`${at}/package.json`] = { name: up(cell), nx: { targets: { up: whole } } };
  }
  if (place === 'another workflow file') {
    found[`${at}/project.json`] = { name: up(cell) };
    found[`others/${up(cell)}/nx-workflow.json`] = {
      name: `other-${up(cell)}`,
      tasks: { up: { ...whole, project: at } },
    };
  }
  return found;
}

function nxJson(): object {
  const defaults = KINDS.flatMap((kind) => {
    const outputs = OUTPUTS[kind];
    return outputs ? [[`upd-${kind}`, { outputs }] as const, [`upg-${kind}-*`, { outputs }] as const] : [];
  });
  return { targetDefaults: Object.fromEntries(defaults), parallel: 3 };
}

describe('data edges in all their forms', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({
      files: Object.assign({}, ...CELLS.map(files)) as Record<string, object | string>,
      nxJson: { ...nxJson() },
    });
    const manifest = JSON.parse(workspace.read('package.json')) as object;
    workspace.write('package.json', { ...manifest, workspaces: ['cells/*'] });
    workspace.write('.gitignore', 'node_modules\n.nx\nbuild\nout\nbase\norder\nmore\n');
    tried('kinds of data edges by real Nx', CELLS.length);
  });
  afterAll(() => workspace.dispose());

  const run = async (...args: string[]): Promise<NxResult> => {
    const projects = GOOD.map(reader).join(',');
    const result = await workspace.nx(['run-many', '-t', 'read', '-p', projects, ...args], {}, 600_000);
    expect(result.output).toContain('Successfully ran target');
    return result;
  };
  /** The errors of each cell. */
  const wrong = (result: NxResult, bytes: string, how: 'ran' | 'cached' | undefined, suffix = ''): string[] =>
    GOOD.flatMap((cell) => {
      const read = workspace.read(`cells/${reader(cell)}/build/read.txt`);
      const came = result.tasks[`${reader(cell)}:read${suffix}`];
      const isRight = read === bytes && (how === undefined || came === how);
      return isRight ? [] : [`${cell.place}, ${cell.kind}, ${cell.between} (${up(cell)}): ${came}, "${read}"`];
    });
  const writeAll = (name: string, text: string): void => {
    for (const cell of GOOD) {
      for (const project of new Set([up(cell), reader(cell)])) {
        if (workspace.exists(`cells/${project}/${name}`)) workspace.write(`cells/${project}/${name}`, text);
      }
    }
  };
  const removeOutputs = (): void => {
    for (const cell of GOOD) {
      for (const folder of ['out', 'base']) workspace.remove(`cells/${up(cell)}/${folder}`);
      workspace.remove(`cells/${reader(cell)}/build`);
    }
  };

  test('exactly the edges that would hash nothing are reported', async () => {
    const { stdout } = await workspace.cli(['validate', '--json']);
    const { files: reports } = JSON.parse(stdout) as { files: { file: string; diagnostics: { code: string }[] }[] };
    const codes = (cell: Cell): string[] => {
      const own = reports.filter(({ file }) =>
        [up(cell), reader(cell)].some((project) => file.includes(`/${project}/`)),
      );
      return [...new Set(own.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))];
    };
    const unexpected = CELLS.flatMap((cell) => {
      const isSilent = cell.kind === 'none' && cell.place !== 'project.json beside the task';
      const expected = isSilent ? 'edge-without-outputs' : '';
      const found = codes(cell).join();
      return found === expected ? [] : [`${cell.place}, ${cell.kind}, ${cell.between}: ${found}`];
    });
    expect(unexpected).toEqual([]);
  });

  test('the reader is rebuilt exactly when its bytes would differ', async () => {
    expect(wrong(await run(), 'one', 'ran')).toEqual([]);
    expect(wrong(await run(), 'one', 'cached')).toEqual([]);

    writeAll('src.txt', 'two');
    expect(wrong(await run(), 'two', 'ran')).toEqual([]);

    // An order edge never causes a miss.
    writeAll('order.txt', 'two');
    expect(wrong(await run(), 'two', 'cached')).toEqual([]);

    // Restored from the cache, into folders that are gone.
    writeAll('src.txt', 'one');
    removeOutputs();
    expect(wrong(await run(), 'one', 'cached')).toEqual([]);
  }, 900_000);

  test('with a configuration', async () => {
    const only = GOOD.filter(({ kind }) => kind === 'configuration');
    removeOutputs();
    const isRight = (bytes: string): string[] =>
      only
        .filter((cell) => workspace.read(`cells/${reader(cell)}/build/read.txt`) !== bytes)
        .map((cell) => `${cell.place}, ${cell.between} (${up(cell)})`);
    writeAll('src.txt', 'one');
    await run('-c', 'ci');
    expect(isRight('one')).toEqual([]);
    writeAll('src.txt', 'three');
    await run('-c', 'ci');
    expect(isRight('three')).toEqual([]);
    writeAll('src.txt', 'one');
    removeOutputs();
    await run('-c', 'ci');
    expect(isRight('one')).toEqual([]);
  }, 900_000);

  test('the command of the upstream task is edited', async () => {
    for (const cell of GOOD) {
      const paths = Object.keys(files(cell)).filter((path) => path.endsWith('.json'));
      for (const path of paths)
        workspace.write(path, workspace.read(path).replaceAll('cp src.txt', 'sed s/^/x/ src.txt >'));
    }
    writeAll('src.txt', 'one');
    removeOutputs();
    expect(wrong(await run(), 'xone', 'ran')).toEqual([]);
  }, 900_000);
});
