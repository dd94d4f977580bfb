// @ts-check
// Writes the lists of options in docs/generators.md from the generators' schemas; `--check` fails where they are not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';

const FILE = 'docs/generators.md';

/**
 * @typedef {object} Option
 * @property {string} description
 * @property {string} type
 * @property {unknown} [default]
 * @property {string[]} [enum]
 * @property {{ $source: string, index: number }} [$default]
 * @property {string} [x-priority]
 */

/** Options that the page describes once for all generators. */
const COMMON = ['workflow', 'task'];

/** Options described in docs/options.md, which are only listed here. */
const FIELDS = Object.keys(JSON.parse(readFileSync('schemas/workflow.json', 'utf8')).definitions.task.properties);

/** @type {{ generators: Record<string, { schema: string, hidden?: boolean }> }} */
const { generators } = JSON.parse(readFileSync('generators.json', 'utf8'));
const before = readFileSync(FILE, 'utf8');
let after = before;
for (const [name, { schema, hidden }] of Object.entries(generators)) {
  // Only Nx runs it.
  if (hidden) continue;
  const [start, end] = [`<!-- options of ${name} -->`, '<!-- end -->'];
  const from = after.indexOf(start);
  const to = after.indexOf(end, from);
  if (from < 0 || to < from) throw new Error(`${FILE} has no place for the options of ${name}: ${start} … ${end}`);
  after = `${after.slice(0, from + start.length)}\n\n${section(JSON.parse(readFileSync(schema, 'utf8')), name === 'task' ? FIELDS : [])}\n\n${after.slice(to)}`;
}
after = await format(after, { ...JSON.parse(readFileSync('.prettierrc.json', 'utf8')), parser: 'markdown' });

if (!process.argv.includes('--check')) writeFileSync(FILE, after);
else if (after !== before) {
  console.error(`${FILE} does not match the schemas: run \`npm run generator-docs\``);
  process.exitCode = 1;
}

/**
 * @param {{ properties: Record<string, Option>, required: string[], examples: { command: string, description: string }[] }} schema
 * @param {readonly string[]} fields
 */
function section({ properties, required, examples }, fields) {
  const shown = Object.entries(properties).filter(
    ([name, option]) => option['x-priority'] !== 'internal' && !COMMON.includes(name),
  );
  const lines = shown
    .filter(([name]) => !fields.includes(name))
    .map(([name, option]) => `- ${nameOf(name, option)}: ${meaningOf(option, required.includes(name))}`);
  const named = shown.filter(([name]) => fields.includes(name)).map(([name, option]) => nameOf(name, option));
  if (named.length > 0) lines.push(`- As [in the file](options.md#a-task), lists with commas: ${named.join(', ')}`);
  const commands = examples.map(({ command, description }) => `# ${description}\nnpx ${command}`);
  return [...lines, '', '```sh', commands.join('\n\n'), '```'].join('\n');
}

/** @param {string} name @param {Option} option */
function nameOf(name, option) {
  return option.$default?.$source === 'argv' ? `**\`${name}\`** (first argument)` : `**\`--${name}\`**`;
}

/** @param {Option} option @param {boolean} isRequired */
function meaningOf(option, isRequired) {
  const notes = [
    isRequired ? 'Required.' : '',
    option.enum ? `One of ${option.enum.map((value) => `\`${value}\``).join(', ')}.` : '',
    option.type === 'array' ? 'Comma-separated.' : '',
    option.default === undefined || option.default === false ? '' : `Default: \`${String(option.default)}\`.`,
  ];
  return [escape(option.description), ...notes].filter((note) => note !== '').join(' ');
}

/** Escapes Markdown. @param {string} text */
function escape(text) {
  return text.replace(/(?<!`)(\{[\w.]+\}|[^\s,.]*[<>*][^\s,]*)(?!`)/g, '`$1`');
}
