import { posix } from 'node:path';
import type { TaskFields } from '../workflow-file/read';
import type { CodegenOptions } from './options';

type Options = Required<Pick<CodegenOptions, 'pattern' | 'folder' | 'compile'>>;

export const TEMPLATE = 'constants';

/**
 * The fields of a first codegen task.
 *
 * @param folder below the project, normalized
 */
export function starterTask({ folder, compile }: Options): TaskFields {
  const at = (path: string): string => posix.join('{projectRoot}', folder, path);
  return {
    description: 'Generate TypeScript from patterns',
    executor: 'nx-workflow:codegen',
    options: {
      patterns: [at('patterns/**/*.yaml')],
      schema: at('pattern.schema.json'),
      templates: [at('templates/**/*.hbs')],
      emit: [{ template: TEMPLATE, to: '{{kebabCase @name}}.ts' }],
      outputDir: at('generated'),
      ...(compile === 'none' ? {} : { compile: [{ compiler: 'typescript', transformer: compile }] }),
    },
  };
}

/** The files that the task starts with, by path below its folder. */
export function starterFiles({ pattern }: Options): Record<string, string> {
  return {
    [`patterns/${pattern}.yaml`]: `# One pattern is one file. What it may hold says pattern.schema.json.
title: ${JSON.stringify(pattern)}
values:
  answer: 42
  greeting: hello
`,
    'pattern.schema.json': `${JSON.stringify(SCHEMA, null, 2)}\n`,
    [`templates/${TEMPLATE}.hbs`]: `// {{title}}. Generated from {{@path}}; change that file instead.
{{#each values}}
export const {{camelCase @key}} = {{json this}};
{{/each}}
`,
  };
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
