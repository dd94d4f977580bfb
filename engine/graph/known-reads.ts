import type { RunGraph } from './run-graph';

/** The files that `read` gave for what the graph has of sources and patterns, as far as they are there. */
export function knownReads({ settings, inputs, facts, lookInput }: RunGraph): string[] {
  const patterns = settings.prepare === undefined ? [] : Object.values(facts.patternsBefore);
  const all = [...inputs.sources.entries.values(), ...patterns].flatMap(({ reads = {} }) => Object.keys(reads));
  return [...new Set(all)].filter((path) => lookInput(path) !== undefined);
}
