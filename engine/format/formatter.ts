import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FormatLeaves } from '../graph/format-leaves';
import type { Settings } from '../settings';
import type { ModuleFiles } from '../user-code/load-module';

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
