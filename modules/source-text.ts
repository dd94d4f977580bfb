/** Parts of regular expressions for JavaScript source. They are unambiguous, so that matching is linear on any text. */
export const SPACE = String.raw`(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*`;

/** A string, or a template without substitutions; with one capture. */
export const LITERAL = String.raw`("(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|${'`'}(?:[^${'`'}\\$]|\\[^]|\$(?!\{))*${'`'})`;

/** Line and column, from 1. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
