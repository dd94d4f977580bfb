import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isFormatterName } from '../../modules/formatter-name';
import type { FormatLeaves } from '../graph/format-inputs';
import type { Settings } from '../settings';
import type { ModuleFiles } from '../user-code/load-module';
import { biomeFormatter } from './biome';
import { moduleFormatter } from './module-formatter';
import { prettierFormatter } from './prettier';

/** A generated file before it is formatted. */
export interface RenderedText {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
  /** Its template and its pattern, in words. */
  readonly madeBy: string;
}

export interface Formatter {
  /** By the files' indexes: the formatted text, or what is wrong. */
  format(files: readonly RenderedText[]): Promise<(string | Diagnostic)[]>;
}

/** What a formatter is made of. Plain data. */
export interface FormatterInput {
  readonly settings: Settings;
  readonly modules: ModuleFiles;
  readonly format: FormatterLeaves;
}

/** See `FormatLeaves`. */
export interface FormatterLeaves extends FormatLeaves {
  /** Over all that formatting depends on; empty where nothing is formatted. */
  readonly key: string;
  /** By the tool's name. */
  readonly versions: Readonly<Record<string, string>>;
}

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
