import type { Breakage } from '../testing/breakable-library';
import { EXAMPLE } from '../testing/small-library';

/** Tasks 3 to 6. */

const LANGUAGE = `${EXAMPLE}/language`;
const SECURITY = `${EXAMPLE}/security`;

const facts = (name: string, file: string, change: (facts: any) => void, says: string): Breakage => ({
  task: 'test-framework',
  name,
  apply: (files) => files.json(`${LANGUAGE}/${file}`, change),
  says,
});

export const architectureAndAnalysis: readonly Breakage[] = [
  {
    task: 'design-review',
    name: 'an import by createRequire',
    apply: (files) =>
      files.write(
        'plugin/shortcut.ts',
        `import { createRequire } from 'node:module';\nconst load = createRequire(__filename);\nexport const settings: unknown = load('../engine/settings');\n`,
      ),
    says: 'plugin/shortcut.ts:3 error hidden-import: loads ../engine/settings ',
  },
  {
    task: 'design-review',
    name: 'an import of the product by its package name',
    apply: (files) =>
      files.write('plugin/shortcut.ts', `export * as engine from 'nx-workflow/dist/engine/index.js';\n`),
    says: 'plugin/shortcut.ts:1 error ',
  },
  {
    task: 'design-review',
    name: 'a rule for a misspelt folder',
    apply: (files) =>
      files.edit('.dependency-cruiser.cjs', "from: { path: '^plugin/' }", "from: { path: '^plugins/' }"),
    says: '.dependency-cruiser.cjs error plugin-runs-no-executor: ',
  },
  {
    task: 'design-review',
    name: 'no rules',
    apply: (files) => files.edit('.dependency-cruiser.cjs', 'forbidden: [', 'forbidden: [], other: ['),
    says: '.dependency-cruiser.cjs error ',
  },
  {
    task: 'design-review',
    name: 'a disabled rule',
    apply: (files) =>
      files.edit(
        '.dependency-cruiser.cjs',
        "severity: 'error',\n      from: { path: '^plugin/' }",
        "severity: 'ignore',\n      from: { path: '^plugin/' }",
      ),
    says: '.dependency-cruiser.cjs error plugin-runs-no-executor: ',
  },
  {
    task: 'design-review',
    name: 'a module with another extension',
    apply: (files) => files.write('plugin/shortcut.mts', `export * from '../engine/settings.js';\n`),
    says: 'plugin/shortcut.mts:1 error plugin-runs-no-executor: ',
  },
  facts(
    'staleAfterMs and ageWhenUnavailableMs swapped',
    'audio.json',
    (audio) => Object.assign(audio, { staleAfterMs: 9999, ageWhenUnavailableMs: 50 }),
    `${LANGUAGE}/audio.json error `,
  ),
  facts(
    'a duplicate parameter',
    'parameters.json',
    ({ parameters }) => parameters.push({ ...parameters[0], max: 2 }),
    `${LANGUAGE}/parameters.json error duplicate parameter brightness`,
  ),
  facts(
    'an int parameter with a fractional bound',
    'parameters.json',
    ({ parameters }) => (parameters.find(({ kind }: any) => kind === 'int').max = 3.5),
    `${LANGUAGE}/parameters.json error parameter led_offset: a number is not of kind int`,
  ),
  facts(
    'an audio field of enormous size',
    'audio.json',
    ({ fields }) => (fields[0].size = 4e9),
    `${LANGUAGE}/audio.json error /fields/0/size `,
  ),
  {
    task: 'test-framework',
    name: 'an infinite number',
    apply: (files) => files.edit(`${LANGUAGE}/parameters.json`, '"max": 1,', '"max": 1e999,'),
    says: `${LANGUAGE}/parameters.json error /parameters/0/max `,
  },
  {
    task: 'test-framework',
    name: 'a duplicate key',
    apply: (files) => files.edit(`${LANGUAGE}/parameters.json`, '"max": 1,', '"max": 1,\n      "max": 9,'),
    says: `${LANGUAGE}/parameters.json:11:7 error duplicate key "max"`,
  },
  {
    task: 'test-framework',
    name: 'an empty schema',
    apply: (files) => files.write(`${LANGUAGE}/facts.schema.json`, ''),
    says: `${LANGUAGE}/facts.schema.json error `,
  },
  {
    task: 'security-hardening',
    name: 'an attack removed from both the folder and the list',
    apply: (files) => {
      files.remove(`${SECURITY}/hostile-specs/large_file.yaml`);
      files.json(`${SECURITY}/hostile-specs.json`, (list) => delete list['large_file.yaml']);
    },
    says: `${SECURITY}/hostile-specs.json error `,
  },
  {
    task: 'security-hardening',
    name: 'an empty list of expectations',
    apply: (files) => files.write(`${SECURITY}/hostile-specs.json`, ''),
    says: `${SECURITY}/hostile-specs.json error `,
  },
  {
    task: 'security-hardening',
    name: 'a folder among the specs',
    apply: (files) => files.write(`${SECURITY}/hostile-specs/more.yaml/cycle.yaml`, 'id: cycle\n'),
    says: `${SECURITY}/hostile-specs/more.yaml:1 error crashed: expected an entry in hostile-specs.json`,
  },
  {
    task: 'security-hardening',
    name: 'a language that does not start',
    apply: (files) => files.write(`${LANGUAGE}/check.js`, `${files.read(`${LANGUAGE}/check.js`)}\n}`),
    says: `${LANGUAGE}/check.js:`,
  },
  {
    task: 'security-hardening',
    name: 'a duplicate entry for an attack',
    apply: (files) =>
      files.edit(`${SECURITY}/hostile-specs.json`, '"cycle.yaml": {', '"cycle.yaml": {},\n  "cycle.yaml": {'),
    says: `${SECURITY}/hostile-specs.json:`,
  },
  {
    task: 'architecture-analysis',
    name: 'a duplicate type in one file',
    apply: (files) => files.edit(`${LANGUAGE}/nodes/math.json`, '"Sin": {', '"Sin": {},\n  "Sin": {'),
    says: `${LANGUAGE}/nodes/math.json:`,
  },
  {
    task: 'architecture-analysis',
    name: 'a node type file with invalid JSON',
    apply: (files) => files.write(`${LANGUAGE}/nodes/README.md`, '# Node types\n'),
    says: `${LANGUAGE}/nodes/README.md error `,
  },
  {
    task: 'architecture-analysis',
    name: 'a category that no module loads',
    apply: (files) => files.write(`${LANGUAGE}/nodes/extra.json`, '{}\n'),
    says: `${LANGUAGE}/nodes/extra.json error `,
  },
  {
    task: 'architecture-analysis',
    name: 'a fractional default of an int parameter',
    apply: (files) =>
      files.json(`${LANGUAGE}/nodes/math.json`, (types) => {
        types.Noise.params.seed.default = 1.5;
      }),
    says: `${LANGUAGE}/nodes error Noise: `,
  },
  {
    task: 'architecture-analysis',
    name: 'a truncated partial',
    apply: (files) => files.write(`${EXAMPLE}/templates/partials/ts/Sin.hbs`, '{{#if (eq params.unit "turns")}}'),
    says: `${EXAMPLE}/templates/partials/ts/Sin.hbs error `,
  },
];
