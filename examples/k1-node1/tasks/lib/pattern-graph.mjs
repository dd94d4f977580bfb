// @ts-check
/** @typedef {import('./library.mjs').IndexedPattern} IndexedPattern */

/**
 * The node types whose outputs depend directly on the audio snapshot.
 *
 * @param {Record<string, { outputs: Record<string, { audio?: string }> }>} types nodes/audio.json
 */
export function audioSources(types) {
  const heard = Object.entries(types).filter(([, { outputs }]) => Object.values(outputs).some(({ audio }) => audio));
  return new Set(heard.map(([name]) => name));
}

/**
 * The nodes that reach the pattern's output, starting with the output itself.
 *
 * @param {Pick<IndexedPattern, 'nodes'>} pattern
 */
export function reachingOutput({ nodes }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const reached = new Set(nodes.filter(({ type }) => type === 'Output'));
  for (const node of reached) {
    for (const id of [...node.reads, ...(node.remembers ?? [])]) {
      const source = byId.get(id);
      if (source) reached.add(source);
    }
  }
  return [...reached];
}
