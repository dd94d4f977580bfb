import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FormatLeaves } from '../graph/format-leaves';
import type { Settings } from '../settings';
import type { ModuleFiles } from '../user-code/load-module';

/** A generated file before it is formatted. */
export interface RenderedText {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
  /** Description of its template and pattern. */
  readonly madeBy: string;
}

export interface Formatter {
  /** Returns the formatted text or the problem of each file, by index. */
  format(files: readonly RenderedText[]): Promise<(string | Diagnostic)[]>;
}

/** The input of a formatter. Plain data. */
export interface FormatterInput {
  readonly settings: Settings;
  readonly modules: ModuleFiles;
  readonly format: FormatterLeaves;
}

/** See `FormatLeaves`. */
export interface FormatterLeaves extends FormatLeaves {
  /** Key over everything that formatting depends on; empty without a formatter. */
  readonly key: string;
  /** Versions by name of the tool. */
  readonly versions: Readonly<Record<string, string>>;
}
