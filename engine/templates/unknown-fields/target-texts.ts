import type { SourceText } from '../../../diagnostics/source-text';
import type { Emit, Settings } from '../../settings';
import type { HelperNames } from '../helper-names';

/** What is known of the data that templates get. */
export interface KnownData {
  /** The path of its schema, relative to the workspace. */
  readonly schema: string;
  /** sha256 of the bytes that the schema has to have. */
  readonly hash: string;
  /** Whether code makes the data of library files: of that, nothing is known. */
  readonly isLibraryPrepared: boolean;
}

/** The schema that describes what templates get; undefined where none does. */
export function schemaOfData({ schema, dataSchema, prepare }: Settings): string | undefined {
  return dataSchema ?? (prepare === undefined ? schema : undefined);
}

/** The texts of an emit that renders. */
export interface EmitTexts extends Pick<Emit, 'each'> {
  /** Undefined where it is a function, of which nothing is known. */
  readonly template: SourceText | undefined;
  readonly to: SourceText;
  readonly when: SourceText | undefined;
}

/** The texts of a target; all of them have passed the other checks. */
export interface TargetTexts {
  readonly emits: readonly EmitTexts[];
  /** Each file once, with its names. */
  readonly partials: readonly { readonly names: readonly string[]; readonly source: SourceText }[];
  readonly helpers: HelperNames;
}
