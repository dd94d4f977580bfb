import type { JsonShape } from './json-shape';
import type { Place } from './spec-places';

/** A place in a spec's text; only the file for data that a module made. */
export type SpecPlace = Pick<Place, 'file'> & Partial<Place>;

/** A spec as data. `locate` finds the place of any part in the text. */
export interface Spec {
  readonly path: string;
  readonly data: unknown;
  /** Known for data from `JSON.parse`. */
  readonly shape?: JsonShape;
  /** True for a YAML file with several documents: `data` is the list of them. */
  readonly isMultiDocument?: boolean;
  /** Place of the value or key at a JSON Pointer (`/nodes/3/type`), or of the nearest existing part. */
  locate(pointer: string, part?: 'value' | 'key'): SpecPlace;
}

export interface ParseOptions {
  /** Rounds numbers that cannot be represented exactly rather than reporting them. */
  readonly roundsNumbers: boolean;
}
