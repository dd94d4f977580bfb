import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import type { Spec } from './spec';
import { escapePointer, splitPointer, type Place } from './spec-places';

/** Most errors told of one spec. */
const MOST = 10;

interface Description {
  readonly message: string;
  readonly pointer: string;
  readonly part?: 'key';
  readonly hint?: string;
}

/** Data of a file, whose parts may have a place in it. */
export interface Checked extends Pick<Spec, 'path' | 'data'> {
  locate(pointer: string, part?: 'value' | 'key'): Place | { readonly file: string };
}

/** What messages say beside what is wrong. */
export interface Words {
  readonly code: string;
  /** What is checked, for messages about all of it. */
  readonly whole: string;
  /** Follows the name of a part. */
  readonly inWhole?: string;
  /** What stands before the path of the rule, in the hint. */
  readonly rules: string;
  /** Whether hints name the part by its pointer, because the place does not show it. */
  readonly hasPointers?: boolean;
}

/**
 * What a validator found, with the place of each.
 */
export function describeErrors(checked: Checked, errors: readonly ErrorObject[], words: Words): Diagnostic[] {
  const told: ErrorObject[] = [];
  // Each is compared with all: of a hundred thousand errors, those that nobody will read are not.
  for (const error of errors) {
    if (told.length === MOST) break;
    if (!isToldByOthers(error, errors)) told.push(error);
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

/** A failed alternative is told by its branches; saying it again helps nobody. */
function isToldByOthers({ keyword, schemaPath, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const inner = (prefix: string): boolean =>
    errors.some((other) => other.schemaPath.startsWith(prefix) && other.instancePath.startsWith(instancePath));
  if (keyword === 'if') return inner(schemaPath.replace(/if$/, 'then')) || inner(schemaPath.replace(/if$/, 'else'));
  return ['anyOf', 'oneOf', 'propertyNames'].includes(keyword) && inner(`${schemaPath}/`);
}

function describe(error: ErrorObject, { whole, inWhole = '' }: Words): Description {
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

/** What messages call the data that is checked. */
export type Named = Omit<Words, 'rules'>;

/** A spec, as messages call it. */
export const SPEC: Named = { code: 'spec-schema', whole: 'the spec' };
