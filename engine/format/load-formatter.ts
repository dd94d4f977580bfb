import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isFormatterName } from '../../modules/formatter-name';
import type { Settings } from '../settings';
import { biomeFormatter } from './biome';
import type { Formatter, FormatterInput } from './formatter';
import { moduleFormatter } from './module-formatter';
import { prettierFormatter } from './prettier';

/** Whether a target's formatter is a program that has to start: many files at a time cost hardly more than one. */
export function takesMany({ format }: Pick<Settings, 'format'>): boolean {
  return format?.formatter === 'biome';
}

/** Loads the formatter that the option names, or says why it cannot. */
export function loadFormatter(input: FormatterInput): Promise<Formatter | Diagnostic> {
  const { formatter = '' } = input.settings.format ?? {};
  if (!isFormatterName(formatter)) return moduleFormatter(input, formatter);
  return formatter === 'biome' ? biomeFormatter(input) : prettierFormatter(input);
}
