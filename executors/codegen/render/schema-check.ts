import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { SourceText } from '../../../diagnostics/source-text';
import { didYouMean } from '../../../diagnostics/suggest';
import { isRecord } from '../plan/is-record';
import { parseSpec, type Spec } from './spec';
import { escapePointer, splitPointer } from './spec-places';

const MOST = 10;

interface Description {
  readonly message: string;
  readonly pointer: string;
  readonly part?: 'key';
  readonly hint?: string;
}

/** Says what is wrong with a spec by the target's JSON Schema; an empty list where nothing is. */
export type SchemaCheck = (spec: Spec) => Diagnostic[];

/** Compiles the schema at a path (JSON or YAML; draft-07 unless its `$schema` says 2019-09 or 2020-12). */
export function loadSchema(workspaceRoot: string, path: string): SchemaCheck | Diagnostic[] {
  const parsed = parseSpecFile(workspaceRoot, path);
  if (Array.isArray(parsed)) return parsed;
  const schema = parsed.data as Record<string, unknown>;
  let validate: ValidateFunction;
  try {
    const dialect = isRecord(schema) ? schema['$schema'] : undefined;
    const Ajv = ajvFor(typeof dialect === 'string' ? dialect : '');
    validate = new Ajv({ allErrors: true, strict: false, validateFormats: false, verbose: true }).compile(schema);
  } catch (error) {
    const message = `this is no usable JSON Schema: ${(error as Error).message}`;
    return [{ severity: 'error', code: 'schema', message, ...parsed.locate('') }];
  }
  return (spec) => (validate(spec.data) ? [] : describeErrors(spec, validate.errors ?? [], path));
}

function parseSpecFile(workspaceRoot: string, path: string): Spec | Diagnostic[] {
  try {
    return parseSchemaText(path, readFileSync(join(workspaceRoot, path)));
  } catch (error) {
    const message = `the schema cannot be read: ${(error as Error).message.replace(workspaceRoot, '.')}`;
    return [{ severity: 'error', code: 'schema', message, file: path, hint: 'check the option "schema"' }];
  }
}

function parseSchemaText(path: string, bytes: Buffer): Spec | Diagnostic[] {
  // A schema may speak of keys that no spec may have; it is the team's own file.
  if (/\.ya?ml$/i.test(path)) return parseSpec(path, bytes);
  const source = new SourceText(path, bytes.toString('utf8'));
  const { parse } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: { offset: number; length: number }[] = [];
  const data: unknown = parse(source.text, errors as never, { allowTrailingComma: true });
  const first = errors[0];
  if (first) {
    return [{ severity: 'error', code: 'schema', message: 'JSON syntax', ...source.at(first.offset, first.length) }];
  }
  return { path, data, locate: () => source.at(0) };
}

function ajvFor(dialect: string): typeof import('ajv').default {
  if (dialect.includes('2020-12')) return (require('ajv/dist/2020') as typeof import('ajv/dist/2020')).default;
  if (dialect.includes('2019-09')) return (require('ajv/dist/2019') as typeof import('ajv/dist/2019')).default;
  return (require('ajv') as typeof import('ajv')).default;
}

function describeErrors(spec: Spec, errors: readonly ErrorObject[], schemaPath: string): Diagnostic[] {
  // A failed alternative is told by its branches; saying it again helps nobody.
  const branches = errors.filter(({ keyword }) => keyword !== 'if' && keyword !== 'oneOf' && keyword !== 'anyOf');
  const told = (branches.length > 0 ? branches : errors).slice(0, MOST);
  return told.map((error) => {
    const { message, pointer, part, hint } = describe(error);
    return {
      severity: 'error' as const,
      code: 'spec-schema',
      message,
      ...spec.locate(pointer, part),
      hint: hint ?? `the schema is ${schemaPath}${error.schemaPath}`,
    };
  });
}

function describe(error: ErrorObject): Description {
  const pointer = error.instancePath;
  const name = pointer === '' ? 'the spec' : `"${splitPointer(pointer).join('.')}"`;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const property = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      return {
        message: `${name} has an unknown property "${property}"`,
        pointer: `${pointer}/${escapePointer(property)}`,
        part: 'key',
        hint: didYouMean(property, known),
      };
    }
    case 'required':
      return { message: `${name} lacks "${String(params['missingProperty'])}"`, pointer };
    case 'enum': {
      const allowed = (params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ');
      return { message: `${name} is ${short(error.data)}`, pointer, hint: `allowed: ${allowed}` };
    }
    case 'type':
      return { message: `${name} must be ${String(params['type'])}, not ${short(error.data)}`, pointer };
    case 'const':
      return { message: `${name} must be ${short(params['allowedValue'])}, not ${short(error.data)}`, pointer };
    case 'pattern':
      return { message: `${name} is ${short(error.data)}, which does not match ${String(params['pattern'])}`, pointer };
    case 'false schema':
      return { message: `${name} is not allowed`, pointer };
    default:
      return { message: `${name} ${error.message ?? `fails "${error.keyword}"`}`, pointer };
  }
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
