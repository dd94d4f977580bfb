import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { encodingProblem } from '../../diagnostics/encoding';
import { parseJson } from './parse-json';
import { parseToml } from './parse-toml';
import { parseYaml } from './parse-yaml';
import type { ParseOptions, Spec } from './spec';
import { isYaml } from './yaml-documents';

/** Most levels of nesting. */
export const MAX_DEPTH = 200;

/**
 * Parses YAML, TOML or JSON (with comments) by file extension. Runs no code from the spec. The data consists of JSON
 * types, plus Infinity and NaN where the format has them. Every key becomes an own property, whatever its name.
 */
export function parseSpec(
  path: string,
  bytes: Buffer,
  options: ParseOptions = { roundsNumbers: false },
): Spec | Diagnostic[] {
  const encoding = encodingProblem(path, bytes);
  if (encoding) return [encoding];
  const source = SourceText.decoded(path, bytes);
  const nul = source.text.indexOf('\0');
  if (nul >= 0) {
    const rest = { severity: 'error', code: 'encoding', message: 'the file holds a NUL character' } as const;
    return [{ ...rest, ...source.at(nul), hint: 'remove it' }];
  }
  try {
    const spec = parserFor(path)(source, options);
    if (Array.isArray(spec)) return spec;
    const isDeep = spec.shape ? spec.shape.depth > MAX_DEPTH : isTooDeep(spec.data, 1);
    return isDeep ? [tooDeep(source)] : spec;
  } catch (error) {
    // The parsers recurse once per level.
    if (error instanceof RangeError) return [tooDeep(source)];
    throw error;
  }
}

function parserFor(path: string): typeof parseJson {
  if (isYaml(path)) return parseYaml;
  return /\.toml$/i.test(path) ? parseToml : parseJson;
}

function isTooDeep(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (depth > MAX_DEPTH) return true;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) if (typeof item === 'object' && isTooDeep(item, depth + 1)) return true;
    return false;
  }
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && isTooDeep(inner, depth + 1)) return true;
  }
  return false;
}

function tooDeep(source: SourceText): Diagnostic {
  const message = `the spec is nested more than ${MAX_DEPTH} levels deep`;
  return { severity: 'error', code: 'spec-depth', message, ...source.at(0), hint: 'flatten it' };
}
