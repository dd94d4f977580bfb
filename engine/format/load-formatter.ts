import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isFormatterName } from '../../modules/formatter-name';
import type { Settings } from '../settings';
import { biomeFormatter } from './biome';
import type { Formatter, FormatterInput } from './formatter';
import { moduleFormatter } from './module-formatter';
import { prettierFormatter } from './prettier';

/** True if the formatter is a separate program, for which many files cost hardly more than one. */
export function formatsInBatches({ format }: Pick<Settings, 'format'>): boolean {
  return format?.formatter === 'biome';
}

/** Loads the formatter that the option names; returns the problem if that fails. */
export function loadFormatter(input: FormatterInput): Promise<Formatter | Diagnostic> {
  const { formatter = '' } = input.settings.format ?? {};
  if (!isFormatterName(formatter)) return moduleFormatter(input, formatter);
  return formatter === 'biome' ? biomeFormatter(input) : prettierFormatter(input);
}
