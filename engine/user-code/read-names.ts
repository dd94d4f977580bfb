import type { ObservedReads } from './observed-reads';
import { DECLARED_FILES, OTHER_DECLARED_FILES } from './reads';

/** The names of what was read, see `ReadKind`. */
export function readNames({ own, shared }: ObservedReads): string[] {
  const names = new Set<string>();
  for (const { read, direct } of [...own, ...shared]) {
    if (read.kind === 'opaque') {
      // Packages list all variables for reasons of their own.
      if (direct) names.add(DECLARED_FILES);
      else if (read.what !== 'environment') names.add(OTHER_DECLARED_FILES);
    } else names.add(`${read.kind} ${read.kind === 'env' ? read.name : read.path}`);
  }
  return [...names];
}
