import type { Place } from '../render/stack-place';
import type { Stamp } from './stamp';

/** A read of user code. */
export type UserRead =
  /** The content of a file. Relative to the workspace, with `/`; outside files begin with `../`. */
  | { readonly kind: 'file'; readonly path: string }
  /** The names in a folder. */
  | { readonly kind: 'folder'; readonly path: string }
  /** The existence and type of a path; also a read that found nothing. */
  | { readonly kind: 'probe'; readonly path: string }
  /** The real path behind links. */
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  /** Something that may read anything unobserved. `environment`: all variables were listed. */
  | {
      readonly kind: 'opaque';
      readonly what:
        'child process' | 'worker thread' | 'native addon' | 'search for files' | 'database connection' | 'environment';
    };

export interface SeenRead {
  readonly read: UserRead;
  /** True if workspace code outside node_modules made the call itself, rather than a package that it calls. */
  readonly direct: boolean;
  /** The place of the call in the workspace, or of the call into the package; unknown behind some callbacks. */
  readonly by?: Place;
  /** Set for all reads with a path. */
  readonly stamp?: Stamp;
}
