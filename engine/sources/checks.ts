import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import { loadSchema, type Validator } from './schema-check';
import { SPEC_CONTEXT, type Checked, type CheckContext } from './schema-errors';
import type { Spec } from './spec';

/** Validates a spec by the target's JSON Schema; empty if it is valid. */
export type SchemaCheck = (spec: Spec) => Diagnostic[];

/** Validates the prepared data of a spec by the option `dataSchema`. */
export type DataCheck = (data: Checked, name: string) => Diagnostic[];

/** The validations of a target. */
export interface Checks {
  readonly spec: SchemaCheck;
  readonly data: DataCheck;
}

/** Loads the schemas of a target; returns the problems if one is invalid. */
export function loadChecks(
  { workspaceRoot, schema, dataSchema, prepare }: Settings,
  hashes: Readonly<Record<string, string>>,
): Checks | Diagnostic[] {
  const load = (path: string | undefined): Validator | undefined | Diagnostic[] =>
    path === undefined ? undefined : loadSchema(workspaceRoot, path, hashes[path] ?? '');
  const [spec, data] = [load(schema), load(dataSchema)];
  if (Array.isArray(spec)) return spec;
  if (Array.isArray(data)) return data;
  // Without a prepare module, the data is the spec itself, so errors have places.
  const ofSpecs = prepare === undefined ? [spec, data] : [spec];
  const isPrepared = prepare !== undefined;
  return {
    spec: (one) => {
      for (const check of ofSpecs) {
        const problems = check?.(one, SPEC_CONTEXT) ?? [];
        if (problems.length > 0) return problems;
      }
      return [];
    },
    data: (one, name) => (isPrepared ? (data?.(one, preparedData(name)) ?? []) : []),
  };
}

function preparedData(name: string): CheckContext {
  const whole = `the data of "${name}"`;
  return { code: 'data-schema', whole, inWhole: ` in ${whole}`, hasPointers: true };
}
