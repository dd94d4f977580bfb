// @ts-check
/**
 * The performance targets by id. `least`: the ratio must be at least this; `most`: at most. Each is measured by the
 * benchmark whose name is the prefix of its id.
 *
 * @typedef {{ readonly least: number } | { readonly most: number }} Target
 * @type {Readonly<Record<string, Target>>}
 */
export const TARGETS = {
  'codegen.nothing.100': { least: 5.5 },
  'codegen.nothing.1000': { least: 20 },
  'codegen.one.1000': { least: 16 },
  'codegen.cold.1000': { least: 2 },
  'codegen.script.cold.1000': { least: 1 },
  'codegen.script.cold.5000': { least: 1 },
  'sources.openapi.nothing': { least: 30 },
  'sources.openapi.one': { least: 8 },
  'sources.openapi.cold': { least: 1.5 },
  'sources.graphql.nothing': { least: 30 },
  'sources.graphql.one': { least: 8 },
  'sources.graphql.cold': { least: 1.5 },
  'bare.100': { most: 1.3 },
  'bare.1000': { most: 1.5 },
  'templates.cold-warm': { least: 6 },
  'templates.idle-ms': { most: 0 },
  'transform.1000': { most: 1.1 },
  'tsc.build-5.9': { least: 12 },
  'tsc.build-7': { least: 3.5 },
  'tsc.typecheck-7': { most: 1.3 },
  'threads.cold.5000': { least: 1.4 },
  'threads.warm.5000': { least: 1.7 },
  'threads.never-slower': { least: 0.95 },
  'batch.100.daemon': { least: 8 },
  'batch.100.no-daemon': { least: 6 },
  'task8.seconds': { most: 600 },
  'watch.1000': { most: 10 },
  'scale.memory.20000': { most: 400 },
  'release.same': { most: 1.05 },
  'release.one-with-code': { most: 1.15 },
  'release.edit': { most: 1.3 },
  'workflow.inferred.daemon-on': { most: 1.05 },
  'workflow.inferred.daemon-off': { most: 1.1 },
  'workflow.idle': { most: 1.02 },
  'inference.same': { most: 1.1 },
};

/** @param {Target} target @param {number} value is rounded as printed, so 1.304 meets "at most 1.30" */
export function isMet(target, value) {
  const shown = Number(value.toFixed(2));
  return 'least' in target ? shown >= target.least : shown <= target.most;
}

/** @param {Target} target */
export function targetText(target) {
  return 'least' in target ? `≥ ${target.least}` : `≤ ${target.most}`;
}
