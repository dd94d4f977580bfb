import type { Place } from '../render/stack-place';
import type { Stamp } from './stamp';

/** One thing that user code asked the outside for. */
export type UserRead =
  /** Its content was wanted. Relative to the workspace, with `/`; it starts with `../` where it lies outside. */
  | { readonly kind: 'file'; readonly path: string }
  /** The names in it were wanted. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Only looked for: whether it is there, and what it is; or a read that found nothing. */
  | { readonly kind: 'probe'; readonly path: string }
  /** Where a path leads was wanted. */
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  /** Something that can read anything, unseen. `environment`: all variables were listed. */
  | {
      readonly kind: 'opaque';
      readonly what:
        'child process' | 'worker thread' | 'native addon' | 'search for files' | 'database connection' | 'environment';
    };

export interface SeenRead {
  readonly read: UserRead;
  /** Whether a file of the workspace, outside node_modules, asked itself, and not a package that it calls. */
  readonly direct: boolean;
  /** The place in the workspace where it asked, or called the package that did; unknown behind some callbacks. */
  readonly by?: Place;
  /** Of all that have a path. */
  readonly stamp?: Stamp;
}
