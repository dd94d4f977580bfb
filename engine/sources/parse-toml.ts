import type { TomlError } from 'smol-toml';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import { inexactNumber } from './exact-number';
import type { ParseOptions, Spec } from './spec';
import { escapePointer, nearestPlace, setOwn, type Place } from './spec-places';
import { TomlPlaces } from './toml-places';

/** Parses TOML 1.1. Dates and times stay strings, as written. */
export function parseToml(source: SourceText, options: ParseOptions): Spec | Diagnostic[] {
  const { parse } = require('smol-toml') as typeof import('smol-toml');
  let places: TomlPlaces | undefined;
  const placesOf = (): TomlPlaces => (places ??= new TomlPlaces(source.text));
  let table: unknown;
  try {
    table = parse(source.text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (isTomlError(error)) return [syntaxProblem(source, error)];
    throw error;
  }
  const problems: Diagnostic[] = [];
  const written = (pointer: string): string => {
    const range = placesOf().value(pointer);
    return range ? source.text.slice(range.offset, range.offset + range.length) : '';
  };
  const number = (value: number | bigint, pointer: string): number => {
    const isSure = Number.isSafeInteger(value) && value !== 0;
    const isPlain = typeof value === 'number' && Number.isFinite(value) && value !== 0 && !Number.isInteger(value);
    const lost = isSure || isPlain || options.roundsNumbers ? undefined : inexactNumber(written(pointer), value);
    if (lost) problems.push({ ...lost, ...locate(pointer) });
    return Number(value);
  };
  const plain = (value: unknown, pointer: string): unknown => {
    if (typeof value === 'number' || typeof value === 'bigint') return number(value, pointer);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return written(pointer);
    if (Array.isArray(value)) return value.map((item, index) => plain(item, `${pointer}/${index}`));
    const object = {};
    for (const [key, inner] of Object.entries(value))
      setOwn(object, key, plain(inner, `${pointer}/${escapePointer(key)}`));
    return object;
  };
  const locate = (pointer: string, part?: 'value' | 'key'): Place => {
    const parts = pointer.split('/');
    const steps = parts.slice(1).map((_part, index) => placesOf().step(parts.slice(0, index + 2).join('/')));
    return nearestPlace(source, [{ value: undefined, key: undefined }, ...steps], part);
  };
  const data = plain(table, '');
  return problems.length > 0 ? problems.slice(0, 5) : { path: source.file, data, locate };
}

function isTomlError(error: unknown): error is TomlError {
  const { TomlError } = require('smol-toml') as typeof import('smol-toml');
  return error instanceof TomlError;
}

function syntaxProblem(source: SourceText, { message, line, column }: TomlError): Diagnostic {
  const what = message.replace(/^Invalid TOML document: /, '').split('\n', 1)[0];
  return { severity: 'error', code: 'spec-syntax', message: `TOML syntax: ${what}`, ...source.atLine(line, column) };
}
