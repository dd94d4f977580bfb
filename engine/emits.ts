import type { Diagnostic } from '../diagnostics/diagnostic';
import type { CodegenOptions } from './options';
import { fixedPart } from './sources/fixed-part';

/** The source of one file of an emit: a pattern, all patterns of a source file, all patterns, or a file to copy. */
export type Each = 'pattern' | 'source' | 'library' | 'file';

export interface Emit {
  readonly template: string;
  readonly to: string;
  readonly each: Each;
  /** A Handlebars expression; if it is false or empty, no file is made. */
  readonly when?: string;
  /** Globs of files to copy. If given, `template` is empty and `to` is a folder. */
  readonly copy?: readonly string[];
}

type Entry = CodegenOptions['emit'][number];

/** An entry of the option `emit` with its paths resolved. */
export function resolvedEmit({ to, each, when, copy }: Entry, template: string, copied: readonly string[]): Emit {
  if (copy) return { template: '', to, each: 'file', copy: copied };
  return { template, to, each: each ?? 'pattern', ...(when === undefined ? {} : { when }) };
}

/** The error for an entry with neither `template` nor `copy`, or with `copy` and an option that excludes it. */
export function emitEntryProblem({ template, copy, each, when, to }: Entry): Diagnostic | undefined {
  const hint = 'give "template", or "copy" and "to" alone: copied files are taken over as they are';
  const problem = (what: string): Diagnostic => {
    const message = `the option "emit" has an entry ${what}, to "${to}"`;
    return { severity: 'error', code: 'emit', message, hint };
  };
  if (!copy) return template === undefined ? problem('without a template') : undefined;
  // Nx sets options to the defaults of the schema.
  const given = { template, each: each === 'pattern' ? undefined : each, when };
  const [other] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  return other === undefined ? undefined : problem(`with "copy" and "${other}"`);
}

/** Errors for entries that copy files out of the output folder. */
export function copiesOfOutputs(
  emits: readonly Emit[],
  outputDir: string,
  isOutput: (folder: string) => boolean,
): Diagnostic[] {
  return emits
    .flatMap(({ copy = [] }) => copy)
    .filter((glob) => !glob.startsWith('!') && isOutput(fixedPart(glob)))
    .map((glob) => ({
      severity: 'error',
      code: 'emit',
      message: `emit.copy "${glob}" selects files in outputDir "${outputDir}"`,
      hint: 'copy what is made from other folders',
    }));
}

/** Errors for duplicate entries: they would make the same files, and later runs could not tell them apart. */
export function duplicateEmits(emits: readonly Emit[], keyOf: (emit: Emit) => string): Diagnostic[] {
  const seen = new Set<string>();
  return emits.flatMap((emit) => {
    const key = keyOf(emit);
    const isKnown = seen.has(key);
    seen.add(key);
    if (!isKnown) return [];
    const what = emit.copy ? `copy ${JSON.stringify(emit.copy)}` : `template "${emit.template}"`;
    const message = `the option "emit" has this entry twice: ${what}, to "${emit.to}"`;
    return [{ severity: 'error', code: 'output-collision', message, hint: 'remove one of them' }];
  });
}
