import { templateInStack } from './helper-place';

/** A template asked for a partial that is not there: one that data chose, or an inline partial out of reach. */
export class UnknownPartialError extends Error {
  constructor(readonly partial: string) {
    super(
      `there is no partial "${partial}"${partial === '@partial-block' ? ': this partial was not called as a block' : ''}`,
    );
  }

  /** The template or partial that asked, relative to the workspace; undefined where the stack does not tell. */
  get file(): string | undefined {
    return templateInStack(this.stack ?? '');
  }
}
