import type { Place } from './spec-places';

/** A part of a spec's text; of data that a module has made, the file alone. */
export type SpecPlace = Pick<Place, 'file'> & Partial<Place>;

/** A spec as data, with the means to find the place of any part of it in the text. */
export interface Spec {
  readonly path: string;
  readonly data: unknown;
  /** Of a YAML file with several documents: the data is the list of them. */
  readonly isSeveral?: boolean;
  /** Place fields for a JSON Pointer (`/nodes/3/type`): of the value, or of its key; the nearest part that exists. */
  locate(pointer: string, part?: 'value' | 'key'): SpecPlace;
}

export interface ParseOptions {
  /** Takes numbers that cannot be kept exactly for the nearest that can. */
  readonly rounds: boolean;
}
