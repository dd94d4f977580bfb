import type { TaskDifference, TaskInRun } from './task-difference';
import type { ChangedInput } from './task-reason';
import { KINDS } from './task-reason-text';
import { STATUS_WORDS } from './words';

const CHANGES: Readonly<Record<ChangedInput['change'], string>> = {
  changed: 'other bytes',
  added: 'only here',
  removed: 'only there',
};

export function differenceText({ task, here, there, isSame, inputs }: TaskDifference): string {
  const head = [task, `  here:  ${sideText(here)}`, `  there: ${sideText(there)}`];
  const versions = (['nx', 'nx-workflow', 'node'] as const).flatMap((name) => {
    const [own, other] = [here.versions[name], there.versions[name]];
    return own === other ? [] : [`  ${name}: ${own} here, ${other} there`];
  });
  if (isSame) {
    const why = 'the inputs are the same: if it ran anyway, its result was not in the cache, or the cache was off';
    return [...head, ...versions, why].join('\n');
  }
  if (inputs.length === 0) return [...head, ...versions, 'the inputs differ, but Nx recorded no details'].join('\n');
  const lines = inputs.map(({ kind, what, change }) => `  ${CHANGES[change]}: ${KINDS[kind]} ${what}`);
  const count = inputs.length === 1 ? '1 input differs' : `${inputs.length} inputs differ`;
  return [...head, ...versions, `${count}:`, ...lines].join('\n');
}

function sideText({ run, status, hash }: TaskInRun): string {
  return `${STATUS_WORDS[status]} in run ${run}, with the hash ${hash}`;
}
