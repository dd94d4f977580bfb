import { templateInStack } from './helper-place';

/** The function template that called the partial, and a suggestion. */
interface Caller {
  /** Relative to the workspace. */
  readonly file: string;
  readonly meant: string;
}

/** Thrown if a called partial does not exist: one that data chose, or an inline partial that is out of scope. */
export class UnknownPartialError extends Error {
  /** Set if a function template called it. */
  caller: Caller | undefined;

  constructor(readonly partial: string) {
    super(
      `there is no partial "${partial}"${partial === '@partial-block' ? ': this partial was not called as a block' : ''}`,
    );
  }

  calledBy(file: string, meant: string): void {
    this.caller = { file, meant };
  }

  /** The calling template or partial, relative to the workspace; undefined if the stack does not show it. */
  get file(): string | undefined {
    return templateInStack(this.stack ?? '');
  }
}
