import { posix } from 'node:path';
import { stringify } from 'yaml';
import type { TaskFields } from '../workflow-file/read';
import type { CodegenOptions } from './options';

interface Options extends Required<Pick<CodegenOptions, 'pattern' | 'folder' | 'compile' | 'commit'>> {
  /** Undefined if each file is a pattern. */
  readonly items: string | undefined;
}

export const TEMPLATE = 'constants';

/**
 * The fields of a first codegen task.
 *
 * @param folder folder below the project, normalized
 */
export function starterTask({ folder, compile, items, commit }: Options): TaskFields {
  const at = (path: string): string => posix.join('{projectRoot}', folder, path);
  return {
    description: 'Generate TypeScript from patterns',
    executor: 'nx-workflow:codegen',
    ...(commit ? { committed: true } : {}),
    options: {
      patterns: [at('patterns/**/*.yaml')],
      ...(items === undefined ? {} : { items }),
      schema: at('pattern.schema.json'),
      templates: [at('templates/**/*.hbs')],
      emit: [{ template: TEMPLATE, to: '{{kebabCase @name}}.ts' }],
      outputDir: at('generated'),
      ...(compile === 'none' ? {} : { compile: [{ compiler: 'typescript', transformer: compile }] }),
    },
  };
}

/** The starter files, by path below the folder. */
export function starterFiles({ pattern, items }: Pick<Options, 'pattern' | 'items'>): Record<string, string> {
  return {
    [`patterns/${pattern}.yaml`]: items === undefined ? spec(pattern) : document(items),
    'pattern.schema.json': `${JSON.stringify(SCHEMA, null, 2)}\n`,
    [`templates/${TEMPLATE}.hbs`]: `// {{title}}. Generated from {{@path}}; change that file instead.
{{#each values}}
export const {{camelCase @key}} = {{json this}};
{{/each}}
`,
  };
}

function spec(name: string): string {
  return `# One pattern is one file. What it may hold says pattern.schema.json.
title: ${JSON.stringify(name)}
values:
  answer: 42
  greeting: hello
`;
}

/** @param items non-empty JSON Pointer */
function document(items: string): string {
  const groups = {
    numbers: { title: 'numbers', values: { answer: 42, dozen: 12 } },
    texts: { title: 'texts', values: { greeting: 'hello' } },
  };
  const keys = items.slice(1).split('/').map(unescapePointer);
  const data = keys.reduceRight<object>((inner, key) => ({ [key]: inner }), groups);
  return `# Each member of ${items} is a pattern; pattern.schema.json defines its fields.\n${stringify(data)}`;
}

function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  required: ['title', 'values'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1 },
    values: {
      description: 'Constants by name.',
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^[a-z][A-Za-z0-9-]*$' },
      additionalProperties: { type: ['string', 'number', 'boolean'] },
    },
  },
};
