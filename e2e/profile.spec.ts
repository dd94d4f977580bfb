import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { createWorkspace, type Workspace } from './support/workspace';

const SCHEMAS = join(__dirname, '..', 'schemas');

/** A command that takes at least this many milliseconds. */
const wait = (ms: number): string => `node -e "setTimeout(() => {}, ${ms})"`;

const generate = (name: string) => ({
  [`libs/${name}/package.json`]: { name, version: '1.0.0' },
  [`libs/${name}/specs/hello.json`]: '{ "text": "Hello" }\n',
  [`libs/${name}/specs/bye.json`]: '{ "text": "Bye" }\n',
});

const FILES = {
  ...generate('cart'),
  ...generate('cash'),
  'templates/greeting.hbs': 'export const text: string = {{json text}};\n',
  'shop/nx-workflow.json': {
    name: 'shop',
    phases: ['check', 'build'],
    tasks: {
      audit: { id: 1, phase: 'check', command: wait(120), inputs: [], cache: true },
      generate: {
        id: 2,
        phase: 'build',
        project: 'libs/*',
        executor: 'nx-workflow:codegen',
        after: ['audit'],
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{workspaceRoot}/templates/*.hbs'],
          emit: [{ template: 'greeting', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/generated',
        },
      },
      index: { id: 3, phase: 'build', command: wait(30), dependsOn: ['generate'], inputs: [], cache: true },
    },
  },
  'site/nx-workflow.json': { name: 'site', tasks: { pages: { command: wait(20), inputs: [], cache: true } } },
  'tools/project.json': { name: 'tools', targets: { lint: { command: 'node -p 1' } } },
};

type Json = Record<string, unknown>;
interface Task extends Json {
  readonly task: string;
  readonly status: string;
  readonly ms: number;
  readonly codegen: Json | null;
}
interface Report {
  readonly counts: Json;
  readonly criticalPath: { readonly ms: number; readonly tasks: string[] };
  readonly cache: Json;
  readonly tasks: Task[];
  readonly phases: Json[];
  readonly advice: Json[];
}

describe('the profile', () => {
  let workspace: Workspace;
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schema('baseline'), 'baseline.json');

  function schema(name: string): object {
    return JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), 'utf8')) as object;
  }
  const compiled = new Map<string, ValidateFunction>();
  const fits = (name: string, value: unknown): void => {
    const validate = compiled.get(name) ?? ajv.compile(schema(name));
    compiled.set(name, validate);
    expect(validate(value) || validate.errors).toBe(true);
  };

  const nx = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> => {
    const { code, output } = await workspace.nx(args, env);
    if (code !== 0) throw new Error(output);
  };
  const profile = async (...args: string[]): Promise<Report> => {
    const { code, stdout, stderr } = await workspace.cli(['profile', ...args, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout) as Report;
    fits('profile-report', report);
    return report;
  };
  const of = ({ tasks }: Report, name: string): Task => tasks.find(({ task }) => task === name)!;
  const records = (): Json[] => {
    const folder = 'node_modules/.cache/nx-workflow/codegen';
    return readdirSync(join(workspace.root, folder)).map(
      (name) => JSON.parse(workspace.read(`${folder}/${name}`)) as Json,
    );
  };

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, records: true });
  });
  afterAll(() => workspace.dispose());

  test('before any run, reports that there is none', async () => {
    const { code, stderr } = await workspace.cli(['profile']);
    expect([code, stderr]).toEqual([
      2,
      'nx-workflow: no run is recorded in this workspace yet\n  hint: record one with "nx-workflow profile record -- …", or add "nx-workflow/records" to the plugins in nx.json\n',
    ]);
  });

  test('a run of two workflows and a task outside of both, with the phases of code generation', async () => {
    await nx(['run-many', '-t', 'workflow', 'lint', '--parallel=3']);
    const report = await profile();
    expect(report.counts).toEqual({ tasks: 6, ran: 6, cached: 0, failed: 0, skipped: 0 });
    expect(report.phases.map(({ workflow, phase, tasks }) => [workflow, phase, tasks])).toEqual(
      expect.arrayContaining([
        ['shop', 'check', 1],
        ['shop', 'build', 3],
        ['site', null, 1],
        [null, null, 1],
      ]),
    );
    const codegen = of(report, 'cart:generate').codegen;
    expect(codegen).toMatchObject({ generation: { rendered: 2, fresh: 0 }, compilation: { compiled: 0 } });
    expect(of(report, 'shop:audit').codegen).toBeNull();
    for (const record of records()) fits('codegen-record', record);
    expect(
      records()
        .map(({ task, hash }) => [task, typeof hash])
        .sort(),
    ).toEqual([
      ['cart:generate', 'string'],
      ['cash:generate', 'string'],
    ]);
  });

  test('the critical path uses the slower project, and order edges are distinguished from data edges', async () => {
    const report = await profile();
    const slower = of(report, 'cart:generate').ms >= of(report, 'cash:generate').ms ? 'cart' : 'cash';
    expect(report.criticalPath.tasks).toEqual(['shop:audit', `${slower}:generate`, 'shop:index']);
    const [first, second, third] = report.criticalPath.tasks.map((name) => of(report, name).ms);
    expect(report.criticalPath.ms).toBe(first! + second! + third!);
    expect(of(report, `${slower}:generate`)['orderOnly']).toEqual(['shop:audit']);
    expect(of(report, 'shop:index')['orderOnly']).toEqual([]);
  });

  test('a replayed task counts with its replay, has no phases, and has its last real duration', async () => {
    const before = of(await profile(), 'shop:audit').ms;
    await nx(['run', 'shop:workflow']);
    const report = await profile();
    expect(report.counts).toEqual({ tasks: 4, ran: 0, cached: 4, failed: 0, skipped: 0 });
    expect(of(report, 'cart:generate').codegen).toBeNull();
    expect(of(report, 'shop:audit')).toMatchObject({ status: 'local-cache', lastRealMs: before });
    expect(report.cache).toMatchObject({ cached: 4, known: 4 });
    expect(records()).toHaveLength(2);
  });

  test('in a batch the phases find their tasks too', async () => {
    await nx(['run', 'shop:workflow', '--skip-nx-cache', '--batch']);
    const report = await profile();
    for (const name of ['cart:generate', 'cash:generate'])
      expect(of(report, name).codegen).toMatchObject({ generation: { fresh: 2, rendered: 0 } });
  });

  test('with the daemon the record is the same', async () => {
    const daemon = { NX_DAEMON: 'true', CI: 'false' };
    try {
      const { code } = await workspace.nx(['run', 'shop:workflow', '--skip-nx-cache'], daemon);
      expect(code).toBe(0);
      const report = await profile();
      expect(report.counts).toMatchObject({ tasks: 4, ran: 4 });
      expect(of(report, 'cart:generate').codegen).not.toBeNull();
      const last = workspace.runs().at(-1)!['tasks'] as Json[];
      expect(last.every(({ hashDetails }) => hashDetails !== undefined)).toBe(true);
    } finally {
      await workspace.nx(['daemon', '--stop'], daemon);
    }
  });

  test('two concurrent runs write two records', async () => {
    const before = workspace.runs().length;
    await Promise.all([nx(['run', 'tools:lint']), nx(['run', 'site:pages'])]);
    expect(workspace.runs()).toHaveLength(before + 2);
  });

  test('--run accepts the beginning of an id; --last shows runs side by side', async () => {
    const ids = workspace.runs().map(({ id }) => String(id));
    const first = await profile('--run', ids[0]!);
    expect(first.counts).toMatchObject({ tasks: 6 });
    const wrong = await workspace.cli(['profile', '--run', 'nope']);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      `nx-workflow: there is no recorded run "nope"\n  hint: the newest are ${ids.slice(-5).join(', ')}\n`,
    ]);
    const { stdout } = await workspace.cli(['profile', '--last', '3', '--json']);
    const history = JSON.parse(stdout) as { runs: Json[] };
    fits('profile-history-report', history);
    expect(history.runs.map(({ id }) => id)).toEqual(ids.slice(-3));
  });

  test('--format and --output', async () => {
    expect((await workspace.cli(['profile', '--format', 'html', '--output', 'p.html'])).stdout).toBe('wrote p.html\n');
    expect(workspace.read('p.html')).toMatch(/^<!doctype html>/);
    const trace = JSON.parse((await workspace.cli(['profile', '--format', 'trace'])).stdout) as Json;
    expect(Object.keys(trace)).toEqual(['displayTimeUnit', 'traceEvents']);
    const { code, stderr } = await workspace.cli(['profile', '--format', 'pdf']);
    expect([code, stderr]).toEqual([
      2,
      'nx-workflow: --format is "pdf"\n  hint: use text, json, markdown, html, trace\n',
    ]);
  });

  test('a damaged record is skipped with one line, and does not fail a run', async () => {
    workspace.write('node_modules/.cache/nx-workflow/runs/9999-damaged.json', '{ "version": 1, "ta');
    workspace.write('node_modules/.cache/nx-workflow/codegen/9999-damaged.json', '{');
    const { code, stderr } = await workspace.cli(['profile']);
    expect([code, stderr]).toEqual([0, 'nx-workflow: skipped 1 run record that is damaged or of another version\n']);
    await nx(['run', 'site:pages']);
    workspace.remove('node_modules/.cache/nx-workflow/runs/9999-damaged.json');
  });

  test('a state folder that cannot be written causes one warning per run, and fails no task', async () => {
    workspace.write('a-file', '');
    const env = { NX_WORKFLOW_CACHE_DIR: 'a-file/state' };
    const { code, output } = await workspace.nx(['run', 'shop:workflow', '--skip-nx-cache'], env);
    expect(code).toBe(0);
    expect(output.match(/no record of this run was written/g)).toHaveLength(1);
  });

  test('NX_WORKFLOW_KEEP_RUNS sets the number of kept records', async () => {
    await nx(['run', 'site:pages'], { NX_WORKFLOW_KEEP_RUNS: '2' });
    expect(workspace.runs()).toHaveLength(2);
    await nx(['run', 'site:pages'], { NX_WORKFLOW_KEEP_RUNS: '0' });
    expect(workspace.runs()).toHaveLength(0);
  });

  test('a baseline from real runs, from scratch; compared with another, and with a recorded run', async () => {
    const passedOn = ['--', 'run', 'shop:workflow'];
    const warm = await workspace.cli(['profile', 'baseline', 'warm', '--runs', '1', ...passedOn]);
    expect([warm.code, warm.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^warm: 1 run of 4 tasks, median .*\ncode generation found 4 files up to date; --from-scratch measures it without them\nwrote baselines\/warm\.json\n$/,
      ),
    ]);
    const args = ['profile', 'baseline', 'cold', '--runs', '3', '--from-scratch', '--json', ...passedOn];
    const cold = JSON.parse((await workspace.cli(args)).stdout) as Json;
    fits('profile-baseline-report', cold);
    const file = JSON.parse(workspace.read('baselines/cold.json')) as { tasks: Task[]; command: string[] };
    expect(file).toEqual(cold['baseline']);
    expect(file.command).toEqual(['run', 'shop:workflow', '--skip-nx-cache']);
    expect(file.tasks.map(({ task }) => task)).toEqual(['cart:generate', 'cash:generate', 'shop:audit', 'shop:index']);
    const generation = (file.tasks[0]!.codegen as { generation: number[] }).generation;
    expect(generation.every((ms) => ms > 0)).toBe(true);
    // Measuring does not affect the records of other runs, or files.
    expect(workspace.runs()).toHaveLength(0);
    expect(workspace.exists('libs/cart/generated/hello.ts')).toBe(true);

    const compared = await workspace.cli(['profile', 'compare', 'warm', 'cold']);
    expect(compared.code).toBe(0);
    expect(compared.stdout).toContain('differs in generated files removed before: no / yes\n');
    expect(compared.stdout).toContain('  shop: 2 generate (2 projects)');
    expect(compared.stdout).toMatch(/\n {4}compilation .* too few runs to tell\n/);
    await nx(['run', 'shop:workflow', '--skip-nx-cache']);
    const json = JSON.parse((await workspace.cli(['profile', 'compare', 'cold', 'last', '--json'])).stdout) as Json;
    fits('profile-compare-report', json);
    expect((json['rows'] as Json[])[0]).toMatchObject({ kind: 'run', verdict: 'too-few' });
  });

  test('a run that fails gives no baseline', async () => {
    workspace.write('bad/project.json', { name: 'bad', targets: { break: { command: 'node -e "process.exit(3)"' } } });
    const { code, stdout } = await workspace.cli(['profile', 'baseline', 'bad', '--', 'run', 'bad:break']);
    expect([code, stdout]).toEqual([1, 'run 1 of 3 failed, so no baseline was written; what it printed is above\n']);
    expect(workspace.exists('baselines/bad.json')).toBe(false);
  });

  test.each([
    [['compare', 'warm'], 'missing argument <b>\n  hint: nx-workflow profile compare --help\n'],
    [['compare', 'warm', 'nope'], 'there is no baseline and no recorded run "nope"\n'],
    [['comapre'], '"profile" has no subcommand "comapre"\n  hint: did you mean "compare"?\n'],
    [['baseline', '../x'], '"../x" is not a valid baseline name\n  hint: use letters, digits, ".", "-" and "_"\n'],
    [['baseline', '--runs', 'many'], '--runs is "many", not a whole number above 0\n'],
    [['--last', '2', '--format', 'html'], '--last cannot be combined with --format html\n'],
  ])('wrong use: profile %j', async (args, message) => {
    const { code, stderr } = await workspace.cli(['profile', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(`nx-workflow: ${message}`);
  });
});
