import type { TemplateRuntime } from '../templates/template-runtime';
import { emitText, patternNames, type Emits, type Emitted, type Subject } from './emit-text';
import { UnobservableError } from './observation';
import { ObservedValues } from './observed';
import type { PatternData } from '../sources/pattern-data';
import { usageOf, type Usage } from './usage';

/** The text of a group, with its usage of the patterns if it could be observed. */
export interface GroupText {
  readonly made: Emitted;
  readonly usage?: Usage;
}

/**
 * Renders one emit over the patterns of a group and observes what it reads of each pattern. Not observed if user code
 * sees the data, if the data is not plain, or if rendering fails: then the text is rendered again without observation.
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
    runtime.withPatterns(values, names, () => emitText(emits, runtime, index, { patterns: values }, subject));
  try {
    const observed = new ObservedValues(data);
    const made = runtime.withoutUserCode(() => render(observed.values));
    if (!('severity' in made)) return { made, usage: usageOf(observed.observed()) };
  } catch (error) {
    if (!(error instanceof UnobservableError)) throw error;
  }
  return { made: render(data) };
}
