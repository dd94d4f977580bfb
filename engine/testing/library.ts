import type { CodegenOptions } from '../options';
import { Workspace } from './workspace';

/**
 * A library that exercises the whole pipeline: two emits per pattern, two library emits, partials, modules, a compiler.
 */
export const LIBRARY: CodegenOptions = {
  patterns: ['patterns/**/*.{json,yaml}'],
  schema: 'pattern.schema.json',
  templates: ['templates/**/*.hbs'],
  partials: ['partials/**/*.hbs'],
  helpers: 'code/helpers.js',
  prepare: 'code/prepare.js',
  emit: [
    { template: 'pattern', to: '{{kebabCase @name}}.ts' },
    { template: 'sheet', to: 'docs/{{@name}}.md' },
    { template: 'index', to: 'index.ts', each: 'library' },
    { template: 'count', to: 'docs/count.txt', each: 'library' },
  ],
  outputDir: 'generated',
  compile: [{ compiler: 'typescript' }],
  workers: 1,
};

export const FILES: Readonly<Record<string, string>> = {
  'templates/pattern.hbs': `{{> header}}
export const {{camelCase @name}}: readonly number[] = [
{{#each nodes}}
  {{> (partial "nodes/" type)}},
{{/each}}
];
`,
  'templates/sheet.hbs': '# {{shout title}}\n\n{{@path}} has {{nodes.length}} nodes.\n',
  'templates/index.hbs': `{{#each patterns}}
export * from './{{kebabCase name}}';
{{/each}}
`,
  'templates/count.hbs': '{{patterns.length}} patterns\n',
  'partials/header.hbs': '// {{title}}\n',
  'partials/nodes/add.hbs': '{{value}} + {{step}}',
  'partials/nodes/time.hbs': '{{value}} * 2',
  'code/helpers.js': "const loud = require('./loud');\nexports.shout = (text) => loud(text);\n",
  'code/loud.js': 'module.exports = (text) => String(text).toUpperCase();\n',
  'code/prepare.js': `module.exports = (spec, { name }) => ({ ...spec, name, nodes: spec.nodes.map((node) => ({ step: 1, ...node })) });\n`,
  'pattern.schema.json': JSON.stringify({
    type: 'object',
    required: ['title', 'nodes'],
    additionalProperties: false,
    properties: {
      title: { type: 'string' },
      nodes: {
        type: 'array',
        items: {
          type: 'object',
          required: ['type'],
          properties: { type: { enum: ['add', 'time'] }, value: { type: 'number' } },
        },
      },
    },
  }),
};

/** Pattern files: every second one is YAML, every third has a node of type `time`. */
export function patterns(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index++) {
    const nodes = [{ type: 'add', value: index }, ...(index % 3 === 0 ? [{ type: 'time', value: 2 }] : [])];
    const name = `pattern${String(index).padStart(2, '0')}`;
    if (index % 2 === 0) {
      files[`patterns/${name}.json`] = `${JSON.stringify({ title: `Pattern ${index}`, nodes }, null, 2)}\n`;
    } else {
      const lines = nodes.map(({ type, value }) => `  - type: ${type}\n    value: ${value}\n`);
      files[`patterns/${name}.yaml`] = `# made for a test\ntitle: Pattern ${index}\nnodes:\n${lines.join('')}`;
    }
  }
  return files;
}

/** A workspace with this library and `count` patterns. */
export function library(count: number, options: Partial<CodegenOptions> = {}): Workspace {
  return new Workspace({ ...LIBRARY, ...options }, { ...FILES, ...patterns(count) });
}
