import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Difference } from './output-files';
import type { CloneRun } from './run-in-clone';

/** Paths that are named in one message, at most. */
const MOST = 5;
/** Lines of what a failed task printed that are shown. */
const LAST_LINES = 12;

export interface Attempts {
  readonly id: string;
  /** Between the workspace and the first run. */
  readonly different: readonly Difference[];
  /** With nothing but the declared inputs. */
  readonly first: CloneRun;
  /** The same once more; undefined where the first failed. */
  readonly again: CloneRun | undefined;
  /** With all files of the workspace. */
  readonly everything: CloneRun;
  /** True if a file of the workspace holds the workspace's own path. */
  holdsRoot(path: string): boolean;
}

/** Says where other bytes, or a failure, come from. */
export function explainDifferences(attempts: Attempts): Diagnostic[] {
  const { first, everything, different, id } = attempts;
  if (first.code !== 0) return [failure(first, everything)];
  const groups = { chance: [] as string[], path: [] as string[], stale: [] as string[], inputs: [] as string[] };
  for (const { path } of different) groups[causeOf(path, attempts)].push(path);
  return [
    ...about(groups.chance, 'not-deterministic', 'two runs with the same inputs gave different bytes', {
      hint: 'leave out times, random numbers, and orders that nobody has set',
    }),
    ...about(
      groups.path,
      'absolute-path',
      'the path of the workspace is in it, so no other folder gets the same bytes',
      {
        hint: "write paths relative to the workspace's root",
      },
    ),
    ...about(groups.stale, 'outputs-out-of-date', 'the workspace has other bytes than a run makes now', {
      hint: `bring it up to date and look again: nx run ${id} --skip-nx-cache`,
    }),
    ...about(
      groups.inputs,
      'undeclared-input',
      'it has other bytes where there is nothing but what the task declares',
      {
        hint: 'declare what the task reads; reads of Node processes are named, those of other programs are not',
      },
    ),
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
    others === 0 ? '' : ` (and ${others} more: ${paths.slice(1, MOST).join(', ')}${others >= MOST ? ', …' : ''})`;
  return [{ severity: 'error', code, message: `${message}${more}`, file, hint }];
}

function failure(first: CloneRun, everything: CloneRun): Diagnostic {
  const printed = first.printed.split('\n').filter((line) => line.trim() !== '');
  const isAlways = everything.code !== 0;
  return {
    severity: 'error',
    code: 'task-failed',
    message: isAlways
      ? 'the task fails in a copy of the workspace, even with all of its files'
      : 'the task fails where there is nothing but what it declares',
    hint: [
      isAlways ? 'does it need the history of git, or the path of the workspace? It printed:' : 'it printed:',
      ...printed.slice(-LAST_LINES),
    ].join('\n'),
  };
}
