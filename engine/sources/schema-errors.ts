import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import type { Spec } from './spec';
import { escapePointer, splitPointer, type Place } from './spec-places';

/** Most errors reported per spec. */
const MAX_ERRORS = 10;

interface Description {
  readonly message: string;
  readonly pointer: string;
  readonly part?: 'key';
  readonly hint?: string;
}

/** The data to validate, whose parts may have places in a file. */
export interface Checked extends Pick<Spec, 'path' | 'data'> {
  locate(pointer: string, part?: 'value' | 'key'): Place | { readonly file: string };
}

/** Terms for messages about one kind of data. */
export interface SchemaErrorContext {
  readonly code: string;
  /** Name of the whole data. */
  readonly whole: string;
  /** Suffix of the name of a part. */
  readonly inWhole?: string;
  /** Prefix of the rule's path in hints. */
  readonly rules: string;
  /** True if hints name the part by its pointer, because the place does not show it. */
  readonly hasPointers?: boolean;
}

/** Describes the errors of a validator, with their places. */
export function describeErrors(
  checked: Checked,
  errors: readonly ErrorObject[],
  words: SchemaErrorContext,
): Diagnostic[] {
  const told: ErrorObject[] = [];
  // Stop early: each error is compared with all, which is slow for a hundred thousand errors.
  for (const error of errors) {
    if (told.length === MAX_ERRORS) break;
    if (!isReportedByBranches(error, errors)) told.push(error);
  }
  return told.map((error) => {
    const { message, pointer, part, hint = `the rule is ${words.rules}${error.schemaPath}` } = describe(error, words);
    return {
      severity: 'error' as const,
      code: words.code,
      message,
      ...checked.locate(pointer, part),
      hint: words.hasPointers && pointer !== '' ? `${hint}\nit is at ${pointer} of the data` : hint,
    };
  });
}

/** True if the errors of a failed alternative's branches already report it. */
function isReportedByBranches(
  { keyword, schemaPath, instancePath }: ErrorObject,
  errors: readonly ErrorObject[],
): boolean {
  const inner = (prefix: string): boolean =>
    errors.some((other) => other.schemaPath.startsWith(prefix) && other.instancePath.startsWith(instancePath));
  if (keyword === 'if') return inner(schemaPath.replace(/if$/, 'then')) || inner(schemaPath.replace(/if$/, 'else'));
  return ['anyOf', 'oneOf', 'propertyNames'].includes(keyword) && inner(`${schemaPath}/`);
}

function describe(error: ErrorObject, { whole, inWhole = '' }: SchemaErrorContext): Description {
  const pointer = error.instancePath;
  const name = pointer === '' ? whole : `"${splitPointer(pointer).join('.')}"${inWhole}`;
  const params = error.params as Record<string, unknown>;
  if (error.propertyName !== undefined && error.keyword !== 'propertyNames') {
    const message = `the name of the property "${error.propertyName}"${inWhole} ${error.message ?? 'is not allowed'}`;
    return { message, pointer: `${pointer}/${escapePointer(error.propertyName)}`, part: 'key' };
  }
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
      return {
        message: `${name} must be ${String(params['type']).replaceAll(',', ' or ')}, not ${short(error.data)}`,
        pointer,
      };
    case 'const':
      return { message: `${name} must be ${short(params['allowedValue'])}, not ${short(error.data)}`, pointer };
    case 'pattern':
      return { message: `${name} is ${short(error.data)}, which does not match ${String(params['pattern'])}`, pointer };
    case 'false schema':
      return { message: `${name} is not allowed`, pointer, part: 'key' };
    case 'not':
      return { message: `${name} is ${short(error.data)}, which the schema rules out`, pointer };
    case 'uniqueItems':
      return {
        message: `${name} holds the same twice: items ${String(params['j'])} and ${String(params['i'])}`,
        pointer,
      };
    default:
      return { message: `${name} ${error.message ?? `fails "${error.keyword}"`}`, pointer };
  }
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Terms for messages, without the rules of a schema. */
export type CheckContext = Omit<SchemaErrorContext, 'rules'>;

/** Terms for messages about specs. */
export const SPEC_CONTEXT: CheckContext = { code: 'spec-schema', whole: 'the spec' };
