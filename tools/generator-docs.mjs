// @ts-check
// Writes the examples in docs/generators.md from the generators' schemas; `--check` fails where they are not current.
// The options are not repeated there: `nx g … --help` and Nx Console show them.
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';

const FILE = 'docs/generators.md';

/** @type {{ generators: Record<string, { schema: string, hidden?: boolean }> }} */
const { generators } = JSON.parse(readFileSync('generators.json', 'utf8'));
const before = readFileSync(FILE, 'utf8');
let after = before;
for (const [name, { schema, hidden }] of Object.entries(generators)) {
  // Only Nx runs it.
  if (hidden) continue;
  const marker = `<!--examples:${name}-->`;
  // The block of commands below the marker.
  const place = new RegExp(`${marker}\\n+(?:\`\`\`sh\\n[^]*?\\n\`\`\`\\n)?`);
  if (!place.test(after)) throw new Error(`${FILE} has no place for the examples of ${name}: ${marker}`);
  after = after.replace(place, () => `${marker}\n\n${block(JSON.parse(readFileSync(schema, 'utf8')).examples)}\n`);
}
after = await format(after, { ...JSON.parse(readFileSync('.prettierrc.json', 'utf8')), parser: 'markdown' });

if (!process.argv.includes('--check')) writeFileSync(FILE, after);
else if (after !== before) {
  console.error(`${FILE} does not match the schemas: run \`npm run generator-docs\``);
  process.exitCode = 1;
}

/** @param {{ command: string, description: string }[]} examples */
function block(examples) {
  const commands = examples.map(({ command, description }) => `# ${description}\nnpx ${command}`);
  return ['```sh', commands.join('\n\n'), '```'].join('\n');
}
