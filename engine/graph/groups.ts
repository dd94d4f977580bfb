import type { Settings } from '../settings';
import { sourceOf } from '../sources/item';
import type { Inputs } from './inputs';

/** A file that is made from several patterns: those of a source file, or all. */
export interface GroupUnit {
  /** Index of the emit. */
  readonly emit: number;
  /** The source file, relative to the workspace; null: all patterns. */
  readonly source: string | null;
}

/** Returns the patterns of a group, in order. */
export type Members = (source: string | null) => readonly string[];

/** Creates a lookup of the patterns of groups. The source files are indexed once, on first use. */
export function membersOf({ specs, items }: Pick<Inputs, 'specs' | 'items'>): Members {
  let bySource: Map<string, string[]> | undefined;
  return (source) => {
    if (source === null) return specs;
    if (!bySource) {
      bySource = new Map();
      for (const spec of specs) {
        const path = sourceOf(items, spec);
        const known = bySource.get(path);
        if (known) known.push(spec);
        else bySource.set(path, [spec]);
      }
    }
    return bySource.get(source) ?? [];
  };
}

/** All groups of a run. A source file without patterns has no group. */
export function groupsOf({ emits }: Settings, { specs, items }: Pick<Inputs, 'specs' | 'items'>): GroupUnit[] {
  const hasSources = emits.some(({ each }) => each === 'source');
  const sources = hasSources ? [...new Set(specs.map((spec) => sourceOf(items, spec)))] : [];
  return emits.flatMap(({ each }, emit): GroupUnit[] => {
    if (each === 'library') return [{ emit, source: null }];
    return each === 'source' ? sources.map((source) => ({ emit, source })) : [];
  });
}

/** True if an emit's files are made from several patterns. */
export function isOfGroup({ emits }: Settings, emit: number): boolean {
  return emits[emit]?.each === 'source' || emits[emit]?.each === 'library';
}

export function groupKey({ emit, source }: GroupUnit): string {
  return `${emit} ${source ?? ''}`;
}

/** True if a pattern belongs to a source file, judged by its id. Of removed patterns only the id is known. */
export function isOfSource(spec: string, source: string): boolean {
  return spec === source || spec.startsWith(`${source}#/`);
}
