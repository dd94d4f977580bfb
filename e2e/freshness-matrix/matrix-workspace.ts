import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createWorkspace, type NxResult, type Workspace } from '../support/workspace';
import type { Row } from './row';
import { RowPlace } from './row-place';
import { tasksOf, type TaskLog } from './task-logs';

/** The result of one call of the command line. */
export interface Called {
  readonly code: number;
  readonly output: string;
}

const PRELOAD = ['--require', join(__dirname, 'graph-once.cjs')];

/** All rows, each as a project of one workspace. */
export class MatrixWorkspace {
  readonly places: ReadonlyMap<Row, RowPlace>;
  private isEdited = false;

  private constructor(
    readonly workspace: Workspace,
    readonly rows: readonly Row[],
  ) {
    this.places = new Map(rows.map((row) => [row, new RowPlace(workspace, row)]));
  }

  static async create(rows: readonly Row[]): Promise<MatrixWorkspace> {
    const files = Object.assign({}, ...rows.map(filesOf)) as Record<string, string | object>;
    const workspace = await createWorkspace({
      files: {
        '.gitignore': 'node_modules\n.nx\nbuild\ngenerated\nproduction\nelsewhere\nsecond\ntuned-by-default\n',
        ...files,
      },
      nxJson: { targetDefaults: { tuned: { options: { outputDir: 'rows/target-defaults/tuned-by-default' } } } },
    });
    const matrix = new MatrixWorkspace(workspace, rows);
    for (const [row, place] of matrix.places) {
      for (const [path, target] of Object.entries(row.links)) place.link(path, target);
      place.lock(row.locked);
    }
    await workspace.git(['add', '-A']);
    await workspace.git(['commit', '-q', '--allow-empty', '-m', 'packages']);
    await workspace.git(['checkout', '-q', '-b', 'other']);
    for (const [row, place] of matrix.places) {
      for (const [path, content] of Object.entries(row.branch)) place.write(path, content);
    }
    await workspace.git(['add', '-A']);
    await workspace.git(['commit', '-q', '--allow-empty', '-m', 'other']);
    await workspace.git(['checkout', '-q', 'main']);
    return matrix;
  }

  place(row: Row): RowPlace {
    return this.places.get(row)!;
  }

  /** Edits all rows, or those of one row. */
  edit(rows: readonly Row[] = this.rows): void {
    for (const row of rows) row.edit(this.place(row));
    this.isEdited = true;
  }

  /** One command of Nx for all rows, with the outcome of each. */
  runAll(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ReadonlyMap<Row, TaskLog>> {
    return this.runRows(this.rows, args, env);
  }

  /** The same in batches: rows that may end the process have a batch of their own. */
  async runBatch(env: NodeJS.ProcessEnv = {}): Promise<ReadonlyMap<Row, TaskLog>> {
    const groups = [this.rows.filter((row) => !row.mayEndProcess), this.rows.filter((row) => row.mayEndProcess)];
    const logs = new Map<Row, TaskLog>();
    for (const rows of groups.filter(({ length }) => length > 0)) {
      for (const [row, log] of await this.runRows(rows, [], { NX_BATCH_MODE: 'true', ...env })) logs.set(row, log);
    }
    return logs;
  }

  private async runRows(
    rows: readonly Row[],
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<ReadonlyMap<Row, TaskLog>> {
    const targets = [...new Set(rows.flatMap(({ tasks }) => Object.keys(tasks)))].filter((name) => name !== 'collect');
    const chosen = ['-t', targets.join(','), '-p', rows.map(({ id }) => id).join(',')];
    const result = await this.nx(['run-many', ...chosen, '--nxBail=false', '--parallel=2', ...args], env);
    const tasks = tasksOf(result.output);
    return new Map(
      rows.map((row) => [row, tasks.get(`${row.id}:${row.target}`) ?? { state: 'not run', log: result.output }]),
    );
  }

  /** Calls the command line once for each list of arguments. */
  async callEach(calls: readonly (readonly string[])[]): Promise<readonly Called[]> {
    const env = { ...this.env(), ...(await this.graphOnce()), GRAPH_ALWAYS: '1' };
    const program = join(__dirname, 'call-each.cjs');
    const { code, stdout, stderr } = await this.workspace.node([...PRELOAD, program, JSON.stringify(calls)], env);
    if (code !== 0) throw new Error(`${stdout}${stderr}`);
    return JSON.parse(stdout) as Called[];
  }

  /** A command that does not end by itself. */
  start(args: readonly string[], graph: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
    return this.workspace.startCli(args, { ...this.env(), ...graph }, PRELOAD);
  }

  /** Stores the current project graph, for commands that need no new one. */
  async graphOnce(): Promise<NodeJS.ProcessEnv> {
    const file = join(this.workspace.root, '.nx', 'graph.json');
    const code = `require('@nx/devkit').createProjectGraphAsync().then((graph) =>
      require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(graph)));`;
    const env = { ...this.env(), NX_ISOLATE_PLUGINS: 'false' };
    const made = await this.workspace.node(['-e', code], env);
    if (made.code !== 0) throw new Error(made.stderr);
    return { GRAPH_FILE: file, NX_ISOLATE_PLUGINS: 'false' };
  }

  nx(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<NxResult> {
    return this.workspace.nx(args, { ...this.env(), NX_ISOLATE_PLUGINS: 'false', ...env }, 600_000);
  }

  /** The current environment of all commands. */
  env(): NodeJS.ProcessEnv {
    const pairs = this.rows.flatMap(({ env }) =>
      Object.entries(env).flatMap(([name, [before, after]]) => {
        const value = this.isEdited ? after : before;
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
    return Object.fromEntries(pairs);
  }

  /** Files that a fresh clone would not have. */
  forget(): void {
    this.workspace.remove('.nx');
    this.workspace.remove('node_modules/.cache');
    for (const [row, place] of this.places) {
      for (const folder of new Set(['generated', 'second', row.outputDir])) place.remove(folder);
    }
  }

  dispose(): void {
    this.workspace.dispose();
  }
}

function filesOf(row: Row): Record<string, string | object> {
  const entries = Object.entries(row.files).map(([path, content]) => {
    return [path.startsWith('/') ? path.slice(1) : `rows/${row.id}/${path}`, content] as const;
  });
  return { ...Object.fromEntries(entries), [`rows/${row.id}/nx-workflow.json`]: { name: row.id, tasks: row.tasks } };
}
