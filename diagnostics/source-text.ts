import type { Diagnostic, SourcePosition } from './diagnostic';

/** A text with its file name, which turns offsets into the position fields of a {@link Diagnostic}. */
export class SourceText {
  private lineStarts: number[] | undefined;

  /** @param file relative to the workspace, with `/` between folders */
  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  /** Decodes the bytes of a file, without a byte order mark. */
  static decoded(file: string, bytes: Buffer): SourceText {
    return new SourceText(file, bytes.toString('utf8').replace(/^\uFEFF/, ''));
  }

  /** Line and column of an offset in UTF-16 units; offsets past the end mean the end. */
  positionAt(offset: number): SourcePosition {
    const starts = this.starts();
    const target = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= target) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: target - (starts[low] ?? 0) + 1 };
  }

  /** The text of a line (from 1), without its line end. */
  lineText(line: number): string {
    const starts = this.starts();
    const start = starts[line - 1];
    if (start === undefined) return '';
    return this.text.slice(start, starts[line] ?? this.text.length).replace(/[\r\n]+$/, '');
  }

  /** The position fields of a diagnostic for `length` units from `offset`. */
  at(offset: number, length = 1): Required<Pick<Diagnostic, 'file' | 'line' | 'column' | 'length' | 'excerpt'>> {
    const { line, column } = this.positionAt(offset);
    return { file: this.file, line, column, length, excerpt: this.lineText(line) };
  }

  /** The position fields for a line and column. */
  atLine(line: number, column: number, length = 1): ReturnType<SourceText['at']> {
    return { file: this.file, line, column, length, excerpt: this.lineText(line) };
  }

  private starts(): number[] {
    if (!this.lineStarts) {
      this.lineStarts = [0];
      for (let i = 0; i < this.text.length; i++) {
        const unit = this.text.charCodeAt(i);
        if (unit === 10) this.lineStarts.push(i + 1);
        else if (unit === 13 && this.text.charCodeAt(i + 1) !== 10) this.lineStarts.push(i + 1);
      }
    }
    return this.lineStarts;
  }
}
