import { join, relative } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { readRegularText } from '../../state/regular-file';
import { textOrNothing } from '../../state/text-or-nothing';

/** A place in a file of the workspace; line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** The place fields of a diagnostic. */
export type TextPlace = Pick<Diagnostic, 'file' | 'line' | 'column' | 'length' | 'excerpt'>;

/** The first place of a stack in the workspace and outside node_modules. */
export function placeIn(stack: string, workspaceRoot: string): Place | undefined {
  for (const match of stack.matchAll(/(file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^\n():]*):(\d+)(?::(\d+))?/g)) {
    const path = match[1] === undefined ? (match[2] ?? '') : decodeURI(match[2] ?? '');
    const file = relative(workspaceRoot, path).replaceAll('\\', '/');
    if (file === '' || file.startsWith('..') || file.includes('node_modules/')) continue;
    // The stack of a syntax error has no column, but shows the line with a caret under it.
    const caret = /^\n[^\n]*\n( *)\^/.exec(stack.slice(match.index + match[0].length))?.[1];
    const column = match[4] ?? (caret === undefined ? undefined : caret.length + 1);
    return { file, line: Number(match[3]), ...(column === undefined ? {} : { column: Number(column) }) };
  }
  return undefined;
}

/** The place fields of a diagnostic, with an excerpt if the file can be read. */
export function placeFields({ file, line, column }: Place, workspaceRoot: string): TextPlace {
  try {
    return new SourceText(file, readRegularText(join(workspaceRoot, file))).atLine(line, column ?? 1);
  } catch {
    return { file, line, ...(column === undefined ? {} : { column }) };
  }
}

/** The place of a word that occurs exactly once in a file; undefined otherwise, or if there is no such file. */
export function placeOfWord(file: string, word: string, workspaceRoot: string): TextPlace | undefined {
  const text = textOrNothing(join(workspaceRoot, file));
  if (text === undefined) return undefined;
  const isWord = (at: number): boolean => !/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + word.length] ?? '');
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (isWord(at)) places.push(at);
  const [at] = places;
  return at === undefined || places.length > 1 ? undefined : placeAt(file, text, at, word.length);
}

/** The first place where a template calls a partial by name; undefined if there is none. */
export function placeOfPartial(file: string, partial: string, workspaceRoot: string): TextPlace | undefined {
  const text = textOrNothing(join(workspaceRoot, file)) ?? '';
  for (const match of text.matchAll(/\{\{~?#?>\s*["'[]?/g)) {
    const at = match.index + match[0].length;
    if (text.startsWith(partial, at) && /^["'\]\s~}]/.test(text.slice(at + partial.length)))
      return placeAt(file, text, at, partial.length);
  }
  return undefined;
}

function placeAt(file: string, text: string, at: number, length: number): TextPlace {
  const before = text.slice(0, at).split(/\r\n?|\n/);
  return new SourceText(file, text).atLine(before.length, (before.at(-1)?.length ?? 0) + 1, length);
}

/** Removes the workspace path, so that messages are the same in every checkout. */
export function withoutRoot(message: string, workspaceRoot: string): string {
  return message.replaceAll(`${workspaceRoot}/`, '').replaceAll(workspaceRoot, '.').split('\nRequire stack:')[0] ?? '';
}

/** The message of a thrown value, which may be anything. */
export function messageOf(error: unknown, workspaceRoot: string): string {
  const message: unknown =
    error !== null && typeof error === 'object' && 'message' in error ? error.message : undefined;
  return withoutRoot(typeof message === 'string' ? message : `it threw ${String(error)}`, workspaceRoot);
}

export function stackOf(error: unknown): string {
  const stack: unknown = error !== null && typeof error === 'object' && 'stack' in error ? error.stack : undefined;
  return typeof stack === 'string' ? stack : '';
}
