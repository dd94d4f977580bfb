import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const CASES: readonly Refusal[] = [
  {
    title: 'a path out of the workspace',
    files: {},
    options: { outputDir: '../out', patterns: ['/etc/*.json'], schema: 'C:/x.json', templates: ['a/../../b/*.hbs'] },
    says: [
      'error path-outside-workspace: patterns "/etc/*.json" leads out of the workspace',
      '  hint: paths in options are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
      'error path-outside-workspace: templates "a/../../b/*.hbs" leads out of the workspace',
      '  hint: paths in options are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
      'error path-outside-workspace: schema "C:/x.json" leads out of the workspace',
      '  hint: paths in options are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
      'error path-outside-workspace: outputDir "../out" leads out of the workspace',
      '  hint: paths in options are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
    ],
  },
  {
    title: 'the project as the output folder',
    files: { 'libs/a/project.json': '{}' },
    options: { outputDir: '{projectRoot}' },
    changes: { context: { projectsConfigurations: { version: 2, projects: { demo: { root: 'libs/a' } } } } },
    says: [
      'error output-folder: outputDir "{projectRoot}" holds the project itself',
      '  hint: give the target a folder of its own, for example "{projectRoot}/generated"',
    ],
  },
  {
    title: 'a duplicate emit',
    files: {},
    options: {
      emit: [
        { template: 'one', to: '{{@name}}.txt' },
        { template: 'one', to: '{{@name}}.txt', each: 'pattern' },
      ],
    },
    says: [
      'error output-collision: the option "emit" has this entry twice: template "one", to "{{@name}}.txt"',
      '  hint: remove one of them',
    ],
  },
  {
    title: 'an invalid number of workers',
    files: {},
    changes: { env: { NX_WORKFLOW_WORKERS: 'many' } },
    says: [
      'error workers: NX_WORKFLOW_WORKERS is "many"',
      '  hint: set it to a whole number from 1 to 256, or to "auto"',
    ],
  },
  {
    title: 'no pattern',
    files: {},
    options: { patterns: ['spec/*.json', 'more/*.yaml'] },
    says: [
      'error no-patterns: no file matches the option "patterns" (spec/*.json, more/*.yaml)',
      '  hint: globs are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
    ],
  },
  {
    title: 'two partials with one name',
    files: { 'partials/x.hbs': '', 'partials/x.handlebars': '' },
    options: { partials: ['partials/**/*'] },
    says: [
      'error ambiguous-name: "x" names two files: partials/x.handlebars and partials/x.hbs',
      '  hint: rename one of them or narrow the glob',
    ],
  },
  {
    title: 'two templates with one name',
    files: { 'more/one.hbs': '' },
    options: { templates: ['templates/*.hbs', 'more/*.hbs'] },
    says: [
      'error ambiguous-name: "one" names two files: templates/one.hbs and more/one.hbs',
      '  hint: rename one of them or narrow the glob',
    ],
  },
  {
    title: 'an unknown template',
    files: {},
    options: { emit: [{ template: 'ones', to: 'x' }] },
    says: [
      'error unknown-template: emit names the template "ones", which the option "templates" does not give',
      '  hint: did you mean "one"?',
    ],
  },
  {
    title: 'a template without a match',
    files: {},
    options: { templates: ['no/*.hbs'] },
    says: [
      'error unknown-template: emit names the template "one", which the option "templates" does not give',
      '  hint: no file matches the option "templates" (no/*.hbs)',
    ],
  },
  {
    title: 'missing files',
    files: {},
    options: { schema: 'no.json', helpers: 'no.js', prepare: 'none.js' },
    says: [
      'error missing-file: the option "helpers" names no.js, which does not exist',
      "  hint: check the path; it is relative to the workspace's root",
      'error missing-file: the option "prepare" names none.js, which does not exist',
      "  hint: check the path; it is relative to the workspace's root",
      'error missing-file: the option "schema" names no.json, which does not exist',
      "  hint: check the path; it is relative to the workspace's root",
    ],
  },
  {
    title: 'an invalid schema',
    files: { 'schema.json': '{\n  "type": "object",\n  "properties": {,}\n}' },
    options: { schema: 'schema.json' },
    says: [
      'schema.json:3:18 error schema: JSON syntax: value expected',
      '  3 |   "properties": {,}',
      '    |                  ^',
    ],
  },
  {
    title: 'an invalid schema in YAML',
    files: { 'schema.yaml': 'type: object\nproperties: [\n' },
    options: { schema: 'schema.yaml' },
    says: [
      'schema.yaml:3:1 error schema: YAML syntax: Flow sequence in block collection must be sufficiently indented and end with a ]',
      '  3 | ',
      '    | ^',
    ],
  },
  {
    title: 'a file that is not a schema',
    files: { 'schema.json': '{"type":"objekt"}' },
    options: { schema: 'schema.json' },
    says: [
      'schema.json:1:9 error schema: "type" is "objekt"',
      '  1 | {"type":"objekt"}',
      '    |         ^^^^^^^^',
      '  hint: allowed: "array", "boolean", "integer", "null", "number", "object", "string"',
      'schema.json:1:9 error schema: "type" must be array, not "objekt"',
      '  1 | {"type":"objekt"}',
      '    |         ^^^^^^^^',
      "  hint: the rule is JSON Schema's own #/properties/type/anyOf/1/type",
    ],
  },
  {
    title: 'a schema with an unresolved reference',
    files: { 'schema.json': '{"$ref":"#/definitions/none"}' },
    options: { schema: 'schema.json' },
    says: [
      "schema.json:1:1 error schema: this is no usable JSON Schema: can't resolve reference #/definitions/none from id #",
      '  1 | {"$ref":"#/definitions/none"}',
      '    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
    ],
  },
  {
    title: 'a schema of an unknown dialect',
    files: { 'schema.json': '{"$schema":"https://example.org/schema"}' },
    options: { schema: 'schema.json' },
    says: [
      'schema.json:1:1 error schema: this is no usable JSON Schema: no schema with key or ref "https://example.org/schema"',
      '  1 | {"$schema":"https://example.org/schema"}',
      '    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
    ],
  },
];

describe('an error in the options', () => {
  it.each(CASES)('$title', async (one) => {
    expect(await refusal(one)).toEqual(one.says);
  });
});
