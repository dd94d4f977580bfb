import type { DeclaredInputs } from './graph/declared-inputs';
import type { FreshState, IndexFile } from './graph/index-file';
import type { OnProgress } from './report/progress';

/** What a run gets in addition to its settings. */
export interface RunContext {
  /** The target's inputs; undefined if unknown, and then undeclared reads are not reported. */
  readonly declared?: DeclaredInputs | undefined;
  /** Nx's hash of the task; undefined outside of Nx. */
  readonly taskHash?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Set by a long-lived process. It receives the graph, which is then not written to the state folder. */
  readonly onKept?: ((kept: KeptGraph) => void) | undefined;
}

/** True if Nx's task hash differs from that of the last run; false if either is unknown. */
export function isTaskHashChanged({ taskHash }: RunContext, fresh: FreshState | undefined): boolean {
  return taskHash !== undefined && fresh !== undefined && fresh.taskHash !== '' && taskHash !== fresh.taskHash;
}

/** The graph after a run that left every file up to date. */
export interface KeptGraph {
  readonly manifest: Buffer;
  readonly index: IndexFile;
}
