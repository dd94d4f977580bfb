import type { DeclaredInputs } from './graph/declared-inputs';
import type { FreshState, IndexFile } from './graph/index-file';
import type { OnProgress } from './report/progress';

/** What a run is told beside its settings. */
export interface RunContext {
  /** What the target's inputs cover; undefined where that is unknown and nothing is checked. */
  readonly declared?: DeclaredInputs | undefined;
  /** The hash that Nx has given the task, over all that it looked at; undefined outside of Nx. */
  readonly taskHash?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Given by a process that lives on: takes the graph, which is then not written to the state folder. */
  readonly onKept?: ((kept: KeptGraph) => void) | undefined;
}

/** Whether Nx has given the task another hash than the run that left this state; false where one is not known. */
export function isOtherTask({ taskHash }: RunContext, fresh: FreshState | undefined): boolean {
  return taskHash !== undefined && fresh !== undefined && fresh.taskHash !== '' && taskHash !== fresh.taskHash;
}

/** The graph after a run that left nothing to do. */
export interface KeptGraph {
  readonly manifest: Buffer;
  readonly index: IndexFile;
}
