// @ts-check
// Writes the lists of docs/options.md from the schemas; `--check` fails where they are not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { Project } from 'ts-morph';

const FILE = 'docs/options.md';

/**
 * @typedef {object} Schema
 * @property {string} [title]
 * @property {string} [description]
 * @property {string | string[]} [type]
 * @property {unknown} [default]
 * @property {unknown} [const]
 * @property {unknown[]} [enum]
 * @property {unknown[]} [examples]
 * @property {string} [$ref]
 * @property {Schema} [items]
 * @property {Schema[]} [oneOf]
 * @property {Schema[]} [anyOf]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {boolean} [visible]
 * @property {number} [minimum]
 * @property {number} [maximum]
 */

const workflow = read('schemas/workflow.json');
const codegen = read('executors/codegen/schema.json');
const typecheck = read('executors/typecheck/schema.json');
const compilers = of(codegen, 'compile').items?.oneOf ?? [];

/** Options that need an example: their type does not tell what to write. */
const EXAMPLES = new Set(['matrix', 'items', 'when', 'to', 'command', 'extension', 'project']);

/** Fields that their names explain: only the names are listed. */
const SELF_EXPLAINING = new Set(['$schema', 'description', 'verbose']);

/** Fields of a task that Nx documents: only their names are listed. */
const OF_NX = new Set([
  'configurations',
  'defaultConfiguration',
  'parallelism',
  'continuous',
  'readyWhen',
  'syncGenerators',
  'ultracache',
  'metadata',
  'params',
]);

/** @type {Record<string, string>} */
const LISTS = {
  workflow: list(workflow, workflow),
  task: listWithoutNx(workflow.definitions.task, workflow),
  dependency: listWithoutNx(objectForm(workflow.definitions.dataDependency), workflow),
  codegen: list(codegen),
  emit: list(of(codegen, 'emit').items ?? {}),
  'compile:typescript': list(compilers[0] ?? {}),
  'compile:command': list(compilers[1] ?? {}),
  optimizations: list(of(codegen, 'optimizations')),
  typecheck: list(typecheck),
  plugin: pluginOptions(),
  environment: list(read('tools/environment.json')),
};

const before = readFileSync(FILE, 'utf8');
let after = before;
for (const [name, text] of Object.entries(LISTS)) {
  const marker = `<!--options:${name}-->`;
  // The list below the marker.
  const place = new RegExp(`${marker}\\n+(?:- .*\\n)*`);
  if (!place.test(after)) throw new Error(`${FILE} has no place for the options of ${name}: ${marker}`);
  after = after.replace(place, () => `${marker}\n\n${text}\n`);
}
after = await format(after, { ...JSON.parse(readFileSync('.prettierrc.json', 'utf8')), parser: 'markdown' });

if (!process.argv.includes('--check')) writeFileSync(FILE, after);
else if (after !== before) {
  console.error(`${FILE} does not match the schemas: run \`npm run option-docs\``);
  process.exitCode = 1;
}

/** @param {string} path */
function read(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** @param {Schema} schema @param {string} name @returns {Schema} */
function of(schema, name) {
  return schema.properties?.[name] ?? {};
}

/** The alternative of a schema that is an object. @param {Schema} [schema] @returns {Schema} */
function objectForm(schema) {
  return [...(schema?.oneOf ?? []), ...(schema?.anyOf ?? [])].find((form) => form.properties !== undefined) ?? {};
}

/** @param {Schema} schema @param {any} [root] */
function list(schema, root) {
  const shown = Object.entries(schema.properties ?? {}).filter(([, option]) => option.visible !== false);
  const lines = shown
    .filter(([name]) => !SELF_EXPLAINING.has(name))
    .map(([name, option]) => {
      const whole = resolve(option, root);
      const required = schema.required?.includes(name) ? ', required' : '';
      return line(name, `${typeOf(whole, root)}${required}`, meaningOf(whole, EXAMPLES.has(name)));
    });
  if (lines.length === 0) throw new Error('a list without options');
  const others = shown.filter(([name]) => SELF_EXPLAINING.has(name)).map(([name]) => code(name));
  return [...lines, ...(others.length === 0 ? [] : [`- Also: ${others.join(', ')}`])].join('\n');
}

/** @param {Schema} schema @param {any} root */
function listWithoutNx(schema, root) {
  const all = Object.entries(schema.properties ?? {});
  const ofNx = all.filter(([name]) => OF_NX.has(name)).map(([name]) => code(name));
  const own = Object.fromEntries(all.filter(([name]) => !OF_NX.has(name)));
  return `${list({ ...schema, properties: own }, root)}\n- As in Nx: ${ofNx.join(', ')}`;
}

/** A text needs no type. @param {string} name @param {string} type @param {string} meaning */
function line(name, type, meaning) {
  const shown = type.replace(/^string(, |$)/, '');
  return `- **\`${name}\`**${shown === '' ? '' : ` (${shown})`}${meaning === '' ? '' : `: ${meaning}`}`;
}

/** Resolves `$ref`; properties beside it win. @param {Schema} option @param {any} root @returns {Schema} */
function resolve(option, root) {
  const name = option.$ref?.replace('#/definitions/', '');
  return name === undefined ? option : { ...root.definitions[name], ...option };
}

/** @param {Schema} option @param {any} root @returns {string} */
function typeOf(option, root) {
  if (option.const !== undefined) return code(option.const);
  if (option.enum) return option.enum.map(code).join(', ');
  const forms = option.oneOf ?? option.anyOf;
  if (forms) return [...new Set(forms.map((form) => typeOf(resolve(form, root), root)))].join(' or ');
  if (option.type === 'array') return 'list';
  if (option.minimum !== undefined) {
    return option.maximum === undefined ? `${option.minimum} or more` : `${option.minimum} to ${option.maximum}`;
  }
  return [option.type ?? 'any'].flat().join(' or ');
}

/** @param {Schema} option @param {boolean} hasExample */
function meaningOf(option, hasExample) {
  const isSaid = /Default: /.test(option.description ?? '') || isEmpty(option.default) || option.default === false;
  const notes = [
    escape(option.description ?? ''),
    isSaid ? '' : `Default: ${code(option.default)}.`,
    hasExample && option.examples ? `Example: ${code(option.examples[0])}` : '',
  ];
  return notes.filter((note) => note !== '').join(' ');
}

/** @param {unknown} value */
function isEmpty(value) {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

/** @param {unknown} value */
function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** Escapes Markdown. @param {string} text */
function escape(text) {
  const parts = text.split(/(`[^`]*`)/);
  return parts
    .map((part) => (part.startsWith('`') ? part : part.replace(/([^\s,.()]*[<>*{}][^\s,.)]*)/g, '`$1`')))
    .join('');
}

/** The plugin's options, from the type in plugin/plugin-options.ts and its comments. */
function pluginOptions() {
  const source = new Project({ useInMemoryFileSystem: true }).createSourceFile(
    'plugin-options.ts',
    readFileSync('plugin/plugin-options.ts', 'utf8'),
  );
  const options = source.getInterfaceOrThrow('WorkflowPluginOptions').getProperties();
  const lines = options.map((option) => {
    const text = option
      .getJsDocs()
      .map((doc) => doc.getDescription().trim())
      .join(' ');
    return line(option.getName(), option.getTypeNode()?.getText() ?? '', escape(text));
  });
  return lines.join('\n');
}
