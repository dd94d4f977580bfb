import { join } from 'node:path';
import type { AnySchema, ValidateFunction } from 'ajv';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { sha256 } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { isRecord } from '../graph/is-record';
import { changedWhileReading } from '../render/failures';
import { parseSpec } from './parse-spec';
import type { Spec } from './spec';
import { boundedCheck, CostlyCheckError } from './bounded-check';
import { boundedRegExp, CostlyPatternError } from './bounded-reg-exp';
import { externalRef } from './schema-refs';
import { describeErrors, SPEC_CONTEXT, type Checked, type CheckContext } from './schema-errors';
import { compareItemsByText } from './unique-items';

/** Validates data by a compiled schema. */
export type Validator = (checked: Checked, named: CheckContext) => Diagnostic[];

/**
 * Compiles the schema at a path (JSON, YAML or TOML; draft-07 unless its `$schema` says 2019-09 or 2020-12).
 *
 * @param hash expected sha256 of the file
 */
export function loadSchema(workspaceRoot: string, path: string, hash: string): Validator | Diagnostic[] {
  const parsed = parseSchema(workspaceRoot, path, hash);
  if (Array.isArray(parsed)) return parsed;
  const schema = parsed.data as AnySchema;
  const elsewhere = externalRef(schema);
  if (elsewhere) return [{ ...elsewhere, severity: 'error', code: 'schema', ...parsed.locate(elsewhere.pointer) }];
  let validate: ValidateFunction;
  try {
    const dialect = isRecord(schema) ? schema['$schema'] : undefined;
    const Ajv = ajvFor(typeof dialect === 'string' ? dialect : '');
    const ajv = new Ajv({ ...AJV_OPTIONS, code: { regExp: boundedRegExp } });
    compareItemsByText(ajv);
    if (ajv.validateSchema(schema) !== true) {
      return describeErrors(parsed, ajv.errors ?? [], {
        code: 'schema',
        whole: 'the schema',
        rules: "JSON Schema's own ",
      });
    }
    validate = ajv.compile(schema);
  } catch (error) {
    const message = `this is no usable JSON Schema: ${(error as Error).message}`;
    return [{ severity: 'error', code: 'schema', message, ...parsed.locate('') }];
  }
  return (checked, named) => {
    try {
      if (boundedCheck(() => validate(checked.data), checked.data)) return [];
    } catch (error) {
      if (error instanceof RangeError && named === SPEC_CONTEXT) return [{ ...ENDLESS, ...parsed.locate('') }];
      if (error instanceof RangeError) return [{ ...ENDLESS_DATA(named), ...checked.locate('') }];
      const hint = error instanceof CostlyCheckError ? SLOW_HINT(path) : COSTLY_HINT(path);
      if (!(error instanceof CostlyCheckError || error instanceof CostlyPatternError)) throw error;
      return [{ severity: 'error', code: named.code, message: error.message, file: checked.path, hint }];
    }
    return describeErrors(checked, validate.errors ?? [], { ...named, rules: path });
  };
}

const AJV_OPTIONS = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  verbose: true,
  // Otherwise `constructor` would count as present in every object.
  ownProperties: true,
} as const;

/** The depth of specs is limited, so only a circular reference overflows the stack. */
const ENDLESS = {
  severity: 'error',
  code: 'schema',
  message: 'the schema refers to itself without end',
  hint: 'a "$ref" that leads back to its own place must go through a property or an item on its way',
} as const;

/** Data from code may be circular. */
const ENDLESS_DATA = ({ code, whole }: CheckContext) =>
  ({
    severity: 'error',
    code,
    message: `checking ${whole} by the schema does not end`,
    hint: 'does the data hold itself, or the schema refer to itself?',
  }) as const;

const SLOW_HINT = (path: string): string =>
  `in ${path}, give alternatives that refer to themselves something to be told apart by`;

const COSTLY_HINT = (path: string): string =>
  `in ${path}, write the pattern without a repetition inside of a repetition, or bound the value by "maxLength"`;

/**
 * Parses a schema file; returns the problems if that fails.
 *
 * @param hash expected sha256 of the file; undefined for any
 */
export function parseSchema(workspaceRoot: string, path: string, hash?: string): Spec | Diagnostic[] {
  let bytes: Buffer;
  try {
    bytes = readRegular(join(workspaceRoot, path));
  } catch (error) {
    const message = `the schema cannot be read: ${(error as Error).message.replace(workspaceRoot, '.')}`;
    return [{ severity: 'error', code: 'schema', message, file: path, hint: 'check the option "schema"' }];
  }
  if (hash !== undefined && sha256(bytes) !== hash) return [changedWhileReading(path)];
  // Limits such as 9223372036854775807 are only compared, never shown.
  const parsed = parseSpec(path, bytes, { roundsNumbers: true });
  if (Array.isArray(parsed)) return parsed.map((one) => ({ ...one, code: 'schema' }));
  if (!parsed.isMultiDocument) return parsed;
  const message = 'a schema is one document';
  return [{ severity: 'error', code: 'schema', message, ...parsed.locate('/1') }];
}

function ajvFor(dialect: string): typeof import('ajv').default {
  if (dialect.includes('2020-12')) return (require('ajv/dist/2020') as typeof import('ajv/dist/2020')).default;
  if (dialect.includes('2019-09')) return (require('ajv/dist/2019') as typeof import('ajv/dist/2019')).default;
  return (require('ajv') as typeof import('ajv')).default;
}
