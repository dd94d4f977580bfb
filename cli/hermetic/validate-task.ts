import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { readRegular } from '../../state/regular-file';
import { UsageError } from '../command';
import { cloneAllExcept, cloneFiles } from './clone';
import { explainDifferences } from './explain-differences';
import { differences, outputFiles, type Difference } from './output-files';
import { mergeAccesses, runInClone, type CloneRun } from './run-in-clone';
import type { CloneOptions } from './link-packages';
import type { Scratch } from './scratch';
import { readContract, type TaskContract } from './task-contract';
import { undeclaredReads, undeclaredWrites } from './undeclared';
import { workspaceFiles } from './workspace-files';

/** The result of `validate --hermetic`. */
export interface HermeticReport {
  readonly target: string;
  /** True if a clone with only the declared inputs gave the same bytes, and no undeclared file was read or written. */
  readonly hermetic: boolean;
  /** True if the task had Node processes, whose reads are traced. */
  readonly nodeSeen: boolean;
  /** Number of times that the task ran. */
  readonly runs: number;
  readonly inputs: { readonly files: number; readonly upstream: number };
  readonly outputs: { readonly files: number; readonly differences: readonly Difference[] };
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs a task in a clone of the workspace that has only its declared inputs, and compares its outputs with those in the
 * workspace. If they differ, runs it again to find the cause: in another such clone, and in a copy of everything.
 */
export async function validateTask(root: string, id: string, scratch: Scratch): Promise<HermeticReport> {
  const workspaceRoot = realpathSync(root);
  const contract = await readContract(workspaceRoot, id, scratch);
  const expected = outputFiles(workspaceRoot, contract.outputs);
  if (expected.size === 0 && contract.outputs.length > 0)
    throw new UsageError(`the workspace has no outputs of "${id}" to compare with`, `run it first: nx run ${id}`);
  const clones = new Clones(workspaceRoot, contract, scratch);
  const first = await clones.declaredOnly();
  const different = first.code === 0 ? differences(expected, first.outputs) : [];
  const others: CloneRun[] = [];
  let explained: Diagnostic[] = [];
  if (first.code !== 0 || different.length > 0) {
    const again = first.code === 0 ? await clones.declaredOnly() : undefined;
    const everything = await clones.everything();
    others.push(everything, ...(again ? [again] : []));
    const pathIn = (path: string): boolean => readText(join(workspaceRoot, path)).includes(workspaceRoot);
    explained = explainDifferences({ id, different, first, again, everything, holdsRoot: pathIn });
  }
  const runs = [first, ...others];
  const written = [...new Map(runs.flatMap((run) => run.changes).map((one) => [one.path, one])).values()];
  const files = workspaceFiles(workspaceRoot, contract.graph, scratch);
  // A task that searches for files lists more folders in a full workspace; that counts only if its outputs differ.
  const isListing = explained.some(({ code }) => code === 'undeclared-input');
  const later = others
    .flatMap((run) => run.accesses)
    .filter(({ path }) => isListing || files.kindOf(path) !== 'folder');
  const asked = mergeAccesses([...first.accesses, ...later]);
  const diagnostics = [
    ...undeclaredReads(asked, written, contract, files),
    ...undeclaredWrites(written, contract),
    ...explained,
  ];
  return {
    target: id,
    hermetic: diagnostics.length === 0,
    nodeSeen: first.isTraced,
    runs: runs.length,
    inputs: { files: contract.files.length, upstream: contract.upstream.length },
    outputs: { files: expected.size, differences: different },
    diagnostics,
  };
}

class Clones {
  private count = 0;

  constructor(
    private readonly workspaceRoot: string,
    private readonly contract: TaskContract,
    private readonly scratch: Scratch,
  ) {}

  declaredOnly(): Promise<CloneRun> {
    const { files, upstream } = this.contract;
    return this.run((of) => cloneFiles(of, [...files, ...upstream]));
  }

  everything(): Promise<CloneRun> {
    const own = new Set(outputFiles(this.workspaceRoot, this.contract.outputs).keys());
    return this.run((of) => cloneAllExcept(of, own));
  }

  private run(fill: (of: CloneOptions) => void): Promise<CloneRun> {
    const { graph, target } = this.contract;
    const clone = join(this.scratch.folder, String(++this.count), basename(this.workspaceRoot));
    fill({
      workspaceRoot: this.workspaceRoot,
      clone,
      projectRoots: Object.values(graph.nodes).map(({ data }) => data.root),
      executorPackage: (target.config.executor ?? '').split(':')[0] ?? '',
    });
    return runInClone(this.workspaceRoot, clone, this.contract, this.scratch);
  }
}

function readText(path: string): string {
  try {
    return readRegular(path).toString('latin1');
  } catch {
    return '';
  }
}
