import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Difference } from './output-files';
import type { CloneRun } from './run-in-clone';

/** The most paths in one message. */
const MAX_PATHS = 5;
/** The number of last lines of a failed task's output that are shown. */
const LAST_LINES = 12;

export interface Attempts {
  readonly id: string;
  /** Differences between the outputs in the workspace and those of the first run. */
  readonly different: readonly Difference[];
  /** A run with only the declared inputs. */
  readonly first: CloneRun;
  /** Another run with only the declared inputs; undefined if the first failed. */
  readonly again: CloneRun | undefined;
  /** A run with all files of the workspace. */
  readonly everything: CloneRun;
  /** True if a file of the workspace contains the path of the workspace. */
  holdsRoot(path: string): boolean;
}

/** Finds the causes of different outputs or of a failure. */
export function explainDifferences(attempts: Attempts): Diagnostic[] {
  const { first, everything, different, id } = attempts;
  if (first.code !== 0) return [failure(first, everything)];
  const groups = { chance: [] as string[], path: [] as string[], stale: [] as string[], inputs: [] as string[] };
  for (const { path } of different) groups[causeOf(path, attempts)].push(path);
  return [
    ...about(groups.chance, 'not-deterministic', 'two runs with the same inputs gave different bytes', {
      hint: 'remove times, random numbers and unsorted listings',
    }),
    ...about(
      groups.path,
      'absolute-path',
      'it contains the path of the workspace, so its bytes differ in any other folder',
      {
        hint: 'write paths relative to the workspace root',
      },
    ),
    ...about(
      groups.stale,
      'outputs-out-of-date',
      'the file in the workspace differs from the one that the task writes now',
      {
        hint: `run the task, then validate again: nx run ${id} --skip-nx-cache`,
      },
    ),
    ...about(groups.inputs, 'undeclared-input', 'it differs if only the declared inputs are present', {
      hint: 'declare every file that the task reads; only reads of Node processes are reported, not those of other programs',
    }),
  ];
}

function causeOf(path: string, attempts: Attempts): 'chance' | 'path' | 'stale' | 'inputs' {
  const { first, again, everything } = attempts;
  if (attempts.holdsRoot(path)) return 'path';
  if (again !== undefined && again.outputs.get(path) !== first.outputs.get(path)) return 'chance';
  return everything.code === 0 && everything.outputs.get(path) === first.outputs.get(path) ? 'stale' : 'inputs';
}

function about(paths: readonly string[], code: string, message: string, { hint }: { hint: string }): Diagnostic[] {
  const [file] = paths;
  if (file === undefined) return [];
  const others = paths.length - 1;
  const more =
    others === 0
      ? ''
      : ` (and ${others} more: ${paths.slice(1, MAX_PATHS).join(', ')}${others >= MAX_PATHS ? ', …' : ''})`;
  return [{ severity: 'error', code, message: `${message}${more}`, file, hint }];
}

function failure(first: CloneRun, everything: CloneRun): Diagnostic {
  const printed = first.output.split('\n').filter((line) => line.trim() !== '');
  const isAlways = everything.code !== 0;
  return {
    severity: 'error',
    code: 'task-failed',
    message: isAlways
      ? 'the task fails in a copy of the workspace, even with all of its files'
      : 'the task fails if only its declared inputs are present',
    hint: [
      isAlways ? 'does it need the history of git, or the path of the workspace? It printed:' : 'it printed:',
      ...printed.slice(-LAST_LINES),
    ].join('\n'),
  };
}
