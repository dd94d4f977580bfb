import type { SourceText } from '../../../diagnostics/source-text';
import type { Emit, Settings } from '../../settings';
import type { HelperNames } from '../helper-names';

/** What is known about the template data. */
export interface KnownData {
  /** Path of its schema, relative to the workspace. */
  readonly schema: string;
  /** Expected sha256 of the schema file. */
  readonly hash: string;
  /** True if code computes the data of library files, which is then unknown. */
  readonly isLibraryPrepared: boolean;
}

/** Path of the schema of the template data; undefined if there is none. */
export function schemaOfData({ schema, dataSchema, prepare }: Settings): string | undefined {
  return dataSchema ?? (prepare === undefined ? schema : undefined);
}

/** The texts of an emit with a template. */
export interface EmitTexts extends Pick<Emit, 'each'> {
  /** Undefined for a function template, which cannot be checked. */
  readonly template: SourceText | undefined;
  readonly to: SourceText;
  readonly when: SourceText | undefined;
}

/** The texts of a target, which have passed all other checks. */
export interface TargetTexts {
  readonly emits: readonly EmitTexts[];
  /** One entry per file, with all its names. */
  readonly partials: readonly { readonly names: readonly string[]; readonly source: SourceText }[];
  readonly helpers: HelperNames;
}
