import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { EngineAnswer, EngineRequest } from '../../testing/differential/engine-process';
import { MANIFEST, snapshot } from '../../testing/workspace';
import { BY_HAND, type Disk } from './edit-kind';
import { EDITS } from './edits';
import type { Engines } from './engines';
import { isOutOfDate, contractViolation } from './preview-contract';
import { Random } from './random';
import type { Step } from './steps';
import { copyOf, KIT, makeWorld, type World } from './world';

const REPOSITORY = resolve(__dirname, '../../..');
/** Number of other worlds to try if one fails from the start. */
const MOST_WORLDS = 5;
const KILLED = "the engine's process ended: SIGKILL";

/** A problem, and the step at which it occurred. */
export interface Problem {
  readonly kind: string;
  readonly at: number;
  readonly details: string;
}

/**
 * Plays the steps in a workspace. After each run, its result is compared with a clean run in a fresh copy with all
 * optimizations off, and with the prediction of the preview commands.
 */
export async function play(seed: number, steps: readonly Step[], engines: Engines): Promise<Problem | undefined> {
  let session = new Session(makeWorld(seed), engines);
  try {
    let first = await session.run(-1);
    // A world that fails from the start would keep failing and prove nothing.
    for (let other = 1; !first && session.hasFailed && other <= MOST_WORLDS; other++) {
      session.dispose();
      session = new Session(makeWorld(seed + other * 1_000_000), engines);
      first = await session.run(-1);
    }
    if (first) return first;
    for (const [at, step] of steps.entries()) {
      session.edit(step);
      if (!step.runs && at < steps.length - 1) continue;
      const problem = await session
        .run(at)
        .catch((error: unknown) => ({ kind: 'no answer', at, details: String(error) }));
      if (problem) return problem;
    }
    return undefined;
  } finally {
    engines.counts.succeeded += session.counts.succeeded;
    engines.counts.failed += session.counts.failed;
    session.dispose();
  }
}

interface CleanRun {
  readonly answer: EngineAnswer;
  readonly files: Readonly<Record<string, string>>;
}

class Session {
  readonly counts = { succeeded: 0, failed: 0 };
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-differential-')));
  private readonly root = join(this.folder, 'workspace');
  private readonly state = join(this.folder, 'state');
  private written = new Map<string, string>();
  private readonly older: string[] = [];
  /** Edits since the last successful run. */
  private edited: string[] = [];
  /** True if the last run succeeded. */
  hasFailed = false;
  /** Output of the last successful run. */
  private good: World;
  private killAt: number | undefined;
  private clean: { readonly key: string; readonly result: Promise<CleanRun> } | undefined;

  constructor(
    private readonly world: World,
    private readonly engines: Engines,
  ) {
    this.good = copyOf(world);
    prepareRoot(this.root);
    this.sync();
  }

  edit({ edit, seed }: Step): void {
    // Usually undo what made a run fail.
    if (this.hasFailed && new Random(seed ^ 0x2545f491).chance(0.8)) {
      Object.assign(this.world, copyOf(this.good));
      // Edits depend on the disk.
      this.sync();
    }
    const named = EDITS[edit]!(this.world, new Random(seed), this.disk());
    this.edited.push(...(named ?? []));
    this.sync();
  }

  async run(at: number): Promise<Problem | undefined> {
    const { killAt } = this;
    this.killAt = undefined;
    if (killAt !== undefined) await this.killedRun(killAt);
    const folder = join(this.root, this.world.options.outputDir);
    const before = snapshot(folder) ?? {};
    const [run, clean] = await Promise.all([this.ask(), this.cleanRun()]);
    const problem = (kind: string, ...details: unknown[]): Problem => ({
      kind,
      at,
      details: details.map((one) => (typeof one === 'string' ? one : JSON.stringify(one, null, 1))).join('\n'),
    });
    const { success } = run;
    this.counts[success ? 'succeeded' : 'failed']++;
    // Without a manifest, files that are no longer made or were edited cannot be told from foreign files.
    const mayRefuse = !(MANIFEST in before) || Object.values(before).some((text) => text.includes(BY_HAND));
    const refused = success || !mayRefuse ? [] : refusedFiles(run.output, this.world.options.outputDir);
    if (refused.length > 0) {
      this.hasFailed = true;
      const wrote = differences(before, snapshot(folder) ?? {}).filter((path) => !path.startsWith('.codegen-'));
      if (wrote.length > 0) return problem('a run that refuses writes', wrote, run.output);
      if (!isOutOfDate(run.before)) return problem('check said up to date, and the run refused', run.output);
      for (const path of refused) rmSync(join(folder, path), { recursive: true, force: true });
      return undefined;
    }
    if (success !== clean.answer.success) {
      return problem(
        success ? 'succeeds although a clean run fails' : 'fails although a clean run succeeds',
        run.output,
        clean.answer.output,
      );
    }
    const after = snapshot(folder) ?? {};
    const changed = differences(before, after);
    const wrong = success ? differences(after, clean.files) : [];
    if (wrong.length > 0) {
      const shown = wrong.map((path) => ({ path, ...otherLines(after[path], clean.files[path]) }));
      return problem('other bytes than a clean run', shown, run.output);
    }
    const said = contractViolation(run, MANIFEST in before, changed, this.edited);
    if (said) return problem(said, { changed, edited: this.edited, before: run.before, after: run.after }, run.output);
    this.hasFailed = !success;
    if (success) this.succeeded(folder);
    return undefined;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private succeeded(folder: string): void {
    this.edited = [];
    this.good = copyOf(this.world);
    const copy = join(this.folder, `older-${this.older.length}`);
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
    this.older.push(copy);
  }

  private ask(): Promise<EngineAnswer> {
    return this.engines.incremental.ask(this.request(this.root, this.state, true));
  }

  /** Kills a run, unless it has fewer steps. */
  private async killedRun(step: number): Promise<void> {
    const engine = this.engines.killedAt(step);
    try {
      await engine.ask(this.request(this.root, this.state, false));
    } catch (error) {
      if (!(error as Error).message.includes(KILLED)) throw error;
    } finally {
      await engine.end();
    }
  }

  /**
   * Runs in a fresh copy without state and with all optimizations off. The result is reused while the world is
   * unchanged.
   */
  private cleanRun(): Promise<CleanRun> {
    const { files, options, env } = this.world;
    const key = JSON.stringify([[...files].sort(), options, [...env]]);
    if (this.clean?.key !== key) this.clean = { key, result: this.runClean() };
    return this.clean.result;
  }

  private async runClean(): Promise<CleanRun> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-clean-')));
    const root = join(folder, 'workspace');
    try {
      prepareRoot(root);
      for (const [path, text] of this.world.files) writeFile(root, path, text);
      const request = this.request(root, join(folder, 'state'), false);
      const off = { templateCache: false, parallelGeneration: false, incrementalCompilation: false };
      const options = { ...request.options, workers: 1, optimizations: off };
      const answer = await this.engines.clean.ask({ ...request, options });
      return { answer, files: snapshot(join(root, this.world.options.outputDir)) ?? {} };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private request(root: string, state: string, looks: boolean): EngineRequest {
    const env = [...this.world.env].filter((pair): pair is [string, string] => pair[1] !== undefined);
    const inputs = [
      '{workspaceRoot}/**/*',
      '!{workspaceRoot}/generated/**/*',
      '!{workspaceRoot}/generated-b/**/*',
      ...[...this.world.env.keys()].map((name) => ({ env: name })),
      { externalDependencies: ['fuzz-outer', 'fuzz-runner', KIT] },
    ];
    const target = { executor: 'nx-workflow:codegen', options: this.world.options, inputs };
    const node = { name: 'demo', type: 'app', data: { root: '.', targets: { generate: target } } };
    const context = {
      root,
      projectName: 'demo',
      targetName: 'generate',
      projectsConfigurations: { version: 2, projects: { demo: { root: '.' } } },
      projectGraph: { nodes: { demo: node }, dependencies: { demo: [] }, externalNodes: {} },
      nxJsonConfiguration: {},
    };
    return {
      options: this.world.options,
      context,
      looks,
      env: { ...Object.fromEntries(env), NX_WORKFLOW_CACHE_DIR: state },
    };
  }

  /** Writes the world to disk. */
  private sync(): void {
    for (const path of this.written.keys()) {
      if (!this.world.files.has(path)) rmSync(join(this.root, path), { force: true });
    }
    for (const [path, text] of this.world.files) {
      if (this.written.get(path) !== text) writeFile(this.root, path, text);
    }
    this.written = new Map(this.world.files);
  }

  private disk(): Disk {
    const at = (path: string): string => join(this.root, path);
    const output = at(this.world.options.outputDir);
    return {
      outputs: () => Object.keys(snapshot(output) ?? {}),
      write: (path, text) => writeFile(this.root, path, text),
      append: (path, text) => appendFileSync(at(path), text),
      remove: (path) => rmSync(at(path), { recursive: true, force: true }),
      touch: (path) => writeFileSync(at(path), readFileSync(at(path))),
      replaceUnderSameTimes: (path, text) => {
        const { atime, mtime } = statSync(at(path));
        writeFile(this.root, path, text);
        utimesSync(at(path), atime, mtime);
        this.written.set(path, text);
      },
      removeState: () => rmSync(this.state, { recursive: true, force: true }),
      restoreOutputs: (random) => {
        if (this.older.length === 0) return;
        rmSync(output, { recursive: true, force: true });
        cpSync(random.one(this.older), output, { recursive: true, preserveTimestamps: true });
      },
      killNextRunAt: (step) => (this.killAt = step),
    };
  }
}

function differences(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]).sort();
}

/** Files that a run refuses to overwrite or delete, according to its output; relative to the output folder. */
function refusedFiles(output: string, outputDir: string): string[] {
  return [...output.matchAll(/^(\S+) error (foreign|stray|kept)-file: /gm)].flatMap(([, path = '']) =>
    path.startsWith(`${outputDir}/`) ? [path.slice(outputDir.length + 1)] : [],
  );
}

/** Lines that are in only one of two texts. */
function otherLines(incremental: string | undefined, clean: string | undefined): object {
  const [a, b] = [incremental?.split('\n'), clean?.split('\n')];
  return {
    incremental: a?.filter((line) => !b?.includes(line)) ?? 'no such file',
    clean: b?.filter((line) => !a?.includes(line)) ?? 'no such file',
  };
}

function prepareRoot(root: string): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  for (const name of ['oxc-transform', 'typescript']) {
    symlinkSync(join(REPOSITORY, 'node_modules', name), join(root, 'node_modules', name));
  }
}

function writeFile(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
