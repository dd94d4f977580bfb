import type { Diagnostic } from '../diagnostics/diagnostic';
import type { CodegenOptions } from './options';
import { fixedPart } from './sources/fixed-part';

/** What one file of an emit is made from: a pattern, all patterns of a source file, all patterns, or a file to copy. */
export type Each = 'pattern' | 'source' | 'library' | 'file';

export interface Emit {
  readonly template: string;
  readonly to: string;
  readonly each: Each;
  /** A Handlebars expression; where it gives nothing, there is no file. */
  readonly when?: string;
  /** Globs of files to copy; then there is no template, and `to` is a folder as it is. */
  readonly copy?: readonly string[];
}

type Entry = CodegenOptions['emit'][number];

/** An entry of the option `emit` with its paths resolved. */
export function resolvedEmit({ to, each, when, copy }: Entry, template: string, copied: readonly string[]): Emit {
  if (copy) return { template: '', to, each: 'file', copy: copied };
  return { template, to, each: each ?? 'pattern', ...(when === undefined ? {} : { when }) };
}

/** What is wrong with an entry that does not say what to make, or says it twice. */
export function entryProblem({ template, copy, each, when, to }: Entry): Diagnostic | undefined {
  const hint = 'give "template", or "copy" and "to" alone: copied files are taken over as they are';
  const problem = (what: string): Diagnostic => {
    const message = `the option "emit" has an entry ${what}, to "${to}"`;
    return { severity: 'error', code: 'emit', message, hint };
  };
  if (!copy) return template === undefined ? problem('without a template') : undefined;
  // Nx fills in what the schema says is the default.
  const given = { template, each: each === 'pattern' ? undefined : each, when };
  const [other] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  return other === undefined ? undefined : problem(`with "copy" and "${other}"`);
}

/** Copies of what the run itself makes. */
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

/** Two emits that are the same make the same files, and no later run could tell them apart. */
export function emitsTwice(emits: readonly Emit[], keyOf: (emit: Emit) => string): Diagnostic[] {
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
