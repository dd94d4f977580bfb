/** The type of a property, in the words of a message. */
export type FieldType = keyof typeof CHECKS;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isString = (value: unknown): boolean => typeof value === 'string';
const listOf =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(check);

const CHECKS = {
  'a string': isString,
  'a whole number': (value: unknown): boolean => Number.isSafeInteger(value),
  'true or false': (value: unknown): boolean => typeof value === 'boolean',
  'an object': isObject,
  'a list of strings': listOf(isString),
  'a list': (value: unknown): boolean => Array.isArray(value),
  'a list of strings and objects': listOf((value) => isString(value) || isObject(value)),
  'a string or a list of strings': (value: unknown): boolean => isString(value) || listOf(isString)(value),
  anything: (): boolean => true,
} as const;

export function hasType(value: unknown, type: FieldType): boolean {
  return CHECKS[type](value);
}

/** The type of a JSON value, in the words of a message. */
export function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      return 'an object';
    case 'string':
      return 'a string';
    case 'number':
      return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
    default:
      return JSON.stringify(value);
  }
}

export const FILE_FIELDS: Readonly<Record<string, FieldType>> = {
  $schema: 'a string',
  name: 'a string',
  description: 'a string',
  phases: 'a list of strings',
  tasks: 'an object',
};

/** The properties of a task: the plugin's own, then those of a target in Nx 22 to 24. */
export const TASK_FIELDS: Readonly<Record<string, FieldType>> = {
  id: 'a whole number',
  phase: 'a string',
  description: 'a string',
  after: 'a list',
  project: 'a string or a list of strings',
  matrix: 'an object',
  command: 'a string',
  executor: 'a string',
  options: 'an object',
  configurations: 'an object',
  defaultConfiguration: 'a string',
  dependsOn: 'a list',
  inputs: 'a list of strings and objects',
  outputs: 'a list of strings',
  cache: 'true or false',
  parallelism: 'true or false',
  continuous: 'true or false',
  timeout: 'a whole number',
  retries: 'a whole number',
  committed: 'true or false',
  metadata: 'an object',
  syncGenerators: 'a list of strings',
  readyWhen: 'anything',
  ultracache: 'an object',
};

/** The properties of `{ "task": … }` in dependsOn; `after` takes them without `outputs`. */
export const DEPENDENCY_FIELDS: Readonly<Record<string, FieldType>> = {
  task: 'anything',
  outputs: 'a list of strings',
  projects: 'anything',
  params: 'a string',
  options: 'a string',
  inputs: 'true or false',
  waitFor: 'a string',
};
