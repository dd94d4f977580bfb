import type { InputKind } from './hash-input';
import type { TaskReason } from './task-reason';

export const KINDS: Readonly<Record<InputKind, string>> = {
  file: 'file',
  'upstream-output': 'output of another task',
  configuration: 'configuration',
  environment: 'environment',
  'external-dependency': 'external dependency',
  arguments: 'arguments',
  runtime: 'output of the command',
  other: 'input',
};

/** Details of a reason from the disk and the project graph. */
export interface ReasonDetails {
  /** For each input of the reason: its files that were written between the two runs, or since. */
  readonly newer: readonly (readonly string[])[];
  /** For each input: the task whose outputs it has. */
  readonly from: readonly (string | null)[];
  /** True if the task is cacheable. */
  readonly cacheable: boolean;
}

export function reasonText(reason: TaskReason, details: ReasonDetails): string {
  const { task, run, status, why, before, replayedSince } = reason;
  const did = status === 'failed' ? 'failed' : 'ran';
  const since = replayedSince > 0 ? `, and came from the cache ${times(replayedSince)} since` : '';
  const head = `${task} ${did} in run ${run}${since}`;
  if (why === 'first' || !before) return `${head}: no earlier run is recorded`;
  if (why === 'same') return `${head}, with the inputs of run ${before.run}: ${noReplay(reason, details)}`;
  const lines = reason.inputs.map(({ kind, what, change }, index) => {
    const [from, newer] = [details.from[index], details.newer[index] ?? []];
    const whose = from ? `${from}: ` : '';
    const files = newer.length > 0 ? `; written since: ${newer.join(', ')}` : '';
    return `  ${change}  ${KINDS[kind]}: ${whose}${what}${files}`;
  });
  if (lines.length === 0) return `${head}: its inputs changed since run ${before.run}, but Nx recorded no details`;
  return [`${head}: since run ${before.run}`, ...lines].join('\n');
}

function noReplay({ cacheOff, before }: TaskReason, { cacheable }: ReasonDetails): string {
  if (!cacheable) return 'it is not cached';
  if (cacheOff) return "Nx's cache was off";
  if (before?.status === 'failed') return 'that run failed, so there was nothing to replay';
  return "Nx's cache no longer had its result";
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
