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
    name: 'the product by the name of its package',
    apply: (files) =>
      files.write('plugin/shortcut.ts', `export * as engine from 'nx-workflow/dist/engine/index.js';\n`),
    says: 'plugin/shortcut.ts:1 error ',
  },
  {
    task: 'design-review',
    name: 'a rule for a folder whose name is misspelt',
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
    name: 'a rule that is switched off',
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
    name: 'a module of another extension',
    apply: (files) => files.write('plugin/shortcut.mts', `export * from '../engine/settings.js';\n`),
    says: 'plugin/shortcut.mts:1 error plugin-runs-no-executor: ',
  },
  facts(
    'milliseconds and their limit swapped',
    'audio.json',
    (audio) => Object.assign(audio, { staleAfterMs: 9999, ageWhenUnavailableMs: 50 }),
    `${LANGUAGE}/audio.json error `,
  ),
  facts(
    'a parameter that is there twice',
    'parameters.json',
    ({ parameters }) => parameters.push({ ...parameters[0], max: 2 }),
    `${LANGUAGE}/parameters.json error parameter brightness `,
  ),
  facts(
    'a whole number with half a bound',
    'parameters.json',
    ({ parameters }) => (parameters.find(({ kind }: any) => kind === 'int').max = 3.5),
    `${LANGUAGE}/parameters.json error parameter led_offset: a number of it is no int`,
  ),
  facts(
    'a field of the audio as large as the memory',
    'audio.json',
    ({ fields }) => (fields[0].size = 4e9),
    `${LANGUAGE}/audio.json error /fields/0/size `,
  ),
  {
    task: 'test-framework',
    name: 'a number that is infinite',
    apply: (files) => files.edit(`${LANGUAGE}/parameters.json`, '"max": 1,', '"max": 1e999,'),
    says: `${LANGUAGE}/parameters.json error /parameters/0/max `,
  },
  {
    task: 'test-framework',
    name: 'a key that is there twice',
    apply: (files) => files.edit(`${LANGUAGE}/parameters.json`, '"max": 1,', '"max": 1,\n      "max": 9,'),
    says: `${LANGUAGE}/parameters.json:11:7 error "max" is there twice`,
  },
  {
    task: 'test-framework',
    name: 'a schema that is empty',
    apply: (files) => files.write(`${LANGUAGE}/facts.schema.json`, ''),
    says: `${LANGUAGE}/facts.schema.json error `,
  },
  {
    task: 'security-hardening',
    name: 'an attack that is taken from the folder and from the list',
    apply: (files) => {
      files.remove(`${SECURITY}/hostile-specs/large_file.yaml`);
      files.json(`${SECURITY}/hostile-specs.json`, (list) => delete list['large_file.yaml']);
    },
    says: `${SECURITY}/hostile-specs.json error `,
  },
  {
    task: 'security-hardening',
    name: 'a list of expectations that is empty',
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
    name: 'a list in which an attack has two entries',
    apply: (files) =>
      files.edit(`${SECURITY}/hostile-specs.json`, '"cycle.yaml": {', '"cycle.yaml": {},\n  "cycle.yaml": {'),
    says: `${SECURITY}/hostile-specs.json:`,
  },
  {
    task: 'architecture-analysis',
    name: 'a type that is there twice in one file',
    apply: (files) => files.edit(`${LANGUAGE}/nodes/math.json`, '"Sin": {', '"Sin": {},\n  "Sin": {'),
    says: `${LANGUAGE}/nodes/math.json:`,
  },
  {
    task: 'architecture-analysis',
    name: 'a file among the types that is no JSON',
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
    name: 'half a default for a whole number',
    apply: (files) =>
      files.json(`${LANGUAGE}/nodes/math.json`, (types) => {
        types.Noise.params.seed.default = 1.5;
      }),
    says: `${LANGUAGE}/nodes error Noise: `,
  },
  {
    task: 'architecture-analysis',
    name: 'a partial that breaks off',
    apply: (files) => files.write(`${EXAMPLE}/templates/partials/ts/Sin.hbs`, '{{#if (eq params.unit "turns")}}'),
    says: `${EXAMPLE}/templates/partials/ts/Sin.hbs error `,
  },
];
