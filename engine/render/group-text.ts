import type { TemplateRuntime } from '../templates/template-runtime';
import { emitText, patternNames, type Emits, type Emitted, type Subject } from './emit-text';
import { Doubt } from './observation';
import { ObservedValues } from './observed';
import type { PatternData } from '../sources/pattern-data';
import { usageOf, type Usage } from './usage';

/** A file of a group, and what of the patterns it shows; without that where it cannot be told. */
export interface GroupText {
  readonly made: Emitted;
  readonly usage?: Usage;
}

/**
 * Renders one emit over the patterns of a group, and watches what it reads of each. It cannot be told where code of the
 * user's gets to see the data, or where the data is more than plain: then it is rendered without being watched, as it is
 * where anything goes wrong.
 *
 * @param subject the source file; null for the whole library
 */
export function groupText(
  emits: Emits,
  runtime: TemplateRuntime,
  index: number,
  patterns: readonly PatternData[],
  subject: Subject | null,
): GroupText {
  const data = patterns.map((one) => one.data);
  const names = patterns.map(patternNames);
  const render = (values: readonly unknown[]): Emitted =>
    runtime.walking(values, names, () => emitText(emits, runtime, index, { patterns: values }, subject));
  try {
    const observed = new ObservedValues(data);
    const made = runtime.alone(() => render(observed.values));
    if (!('severity' in made)) return { made, usage: usageOf(observed.observed()) };
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
  }
  return { made: render(data) };
}
