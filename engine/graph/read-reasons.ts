import { parseReadName } from '../user-code/reads';
import { UNKNOWN_READS } from './code-state';
import { changedReads } from './given-reads';
import type { Manifest } from './manifest';
import type { RunGraph } from './run-graph';

/** Reasons for changed files that a module read through `read`. */
export function givenReasons(
  { facts }: RunGraph,
  option: 'load' | 'prepare',
  entries: Manifest['sources'] | Manifest['patterns'] = {},
): string[] {
  return changedReads(entries, facts).map((path) => `${path}, which the module of "${option}" reads, changed`);
}

/** Reasons for changes in what user code read. */
export function readReasons(graph: RunGraph): string[] {
  return graph.touchedReads.map((name) => {
    if (name === UNKNOWN_READS) return 'what its modules read when it was made is not known on this machine';
    const { kind, what } = parseReadName(name);
    switch (kind) {
      case 'env':
        return `the environment variable ${what}, an input of the target, changed`;
      case 'folder':
        return `the list of files in ${what}, which its modules read, changed`;
      case 'probe':
        return `${what}, which its modules look for, was added or removed`;
      case 'link':
        return `where ${what} leads, which its modules asked for, changed`;
      case 'file':
        return `${what}, which its modules read, changed`;
      case 'runtime':
        return `what the input "${what}" prints changed`;
      case 'declared':
        return 'a file of the inputs, which its modules may read unseen, changed';
    }
  });
}
