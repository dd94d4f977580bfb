import { templateInStack } from './helper-place';

/** The function template that asked, and what it may have meant. */
interface Caller {
  /** Relative to the workspace. */
  readonly file: string;
  readonly meant: string;
}

/** A template asked for a partial that is not there: one that data chose, or an inline partial out of reach. */
export class UnknownPartialError extends Error {
  /** Given where it was no text of Handlebars. */
  caller: Caller | undefined;

  constructor(readonly partial: string) {
    super(
      `there is no partial "${partial}"${partial === '@partial-block' ? ': this partial was not called as a block' : ''}`,
    );
  }

  calledBy(file: string, meant: string): void {
    this.caller = { file, meant };
  }

  /** The template or partial that asked, relative to the workspace; undefined where the stack does not tell. */
  get file(): string | undefined {
    return templateInStack(this.stack ?? '');
  }
}
