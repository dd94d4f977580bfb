import type { ObservedReads } from './observed-reads';
import { DECLARED_FILES, OTHER_DECLARED_FILES } from './reads';

/** Names of the reads; see `ReadKind`. */
export function readNames({ own, shared }: ObservedReads): string[] {
  const names = new Set<string>();
  for (const { read, direct } of [...own, ...shared]) {
    if (read.kind === 'opaque') {
      // Listing all variables counts only in workspace code; packages often do so for their own purposes.
      if (direct) names.add(DECLARED_FILES);
      else if (read.what !== 'environment') names.add(OTHER_DECLARED_FILES);
    } else names.add(`${read.kind} ${read.kind === 'env' ? read.name : read.path}`);
  }
  return [...names];
}
