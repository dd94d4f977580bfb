import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { diagnosticsOf, small } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const PACKAGE = 'node_modules/@acme/kit';
const FILES = {
  [`${PACKAGE}/package.json`]: '{"name":"@acme/kit","version":"1.2.0"}',
  [`${PACKAGE}/templates/card.hbs`]: '{{> head}}{{shout title}}\n',
  [`${PACKAGE}/partials/head.hbs`]: '// made by kit\n',
  [`${PACKAGE}/helpers.cjs`]:
    "const { loud } = require('./loud.cjs');\nmodule.exports = { shout: (text) => loud(text) };\n",
  [`${PACKAGE}/loud.cjs`]: 'exports.loud = (text) => String(text).toUpperCase();\n',
  [`${PACKAGE}/schema.json`]: '{"type":"object","required":["title"]}',
};
const OPTIONS: Partial<CodegenOptions> = {
  templates: ['package:@acme/kit/templates/*.hbs'],
  partials: ['package:@acme/kit/partials/**/*.hbs'],
  helpers: 'package:@acme/kit/helpers.cjs',
  schema: 'package:@acme/kit/schema.json',
  emit: [{ template: 'card', to: '{{@name}}.txt' }],
};

let workspace: Workspace;
beforeEach(() => {
  workspace = small(FILES, OPTIONS);
});
afterEach(() => workspace.dispose());

const made = (): string | undefined => workspace.outputs()?.['a.txt'];

test('templates, helpers and a schema can come from a package, and their changes are detected', async () => {
  await workspace.succeed();
  expect(made()).toBe('// made by kit\nA\n');
  expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
  workspace.write({ [`${PACKAGE}/templates/card.hbs`]: '{{shout title}}!\n' });
  await workspace.succeed();
  expect(made()).toBe('A!\n');
  workspace.write({ [`${PACKAGE}/loud.cjs`]: 'exports.loud = (text) => `<${text}>`;\n' });
  await endDriver();
  await workspace.succeed();
  expect(made()).toBe('<A>!\n');
  workspace.write({ [`${PACKAGE}/schema.json`]: '{"type":"object","required":["text"]}' });
  const failed = await workspace.run();
  expect(diagnosticsOf(failed.output)).toBe(
    `specs/a.json:1:1 error spec-schema: the spec lacks "text"
  1 | { "title": "A" }
    | ^^^^^^^^^^^^^^^^
  hint: the rule is ${PACKAGE}/schema.json#/required`,
  );
});

test('function templates, sources and copies can come from a package', async () => {
  workspace.write({
    [`${PACKAGE}/more/list.mjs`]: "import { end } from './end.mjs';\nexport default ({ title }) => title + end;\n",
    [`${PACKAGE}/more/end.mjs`]: "export const end = '.';\n",
    [`${PACKAGE}/specs/k.json`]: '{"title":"K"}',
    [`${PACKAGE}/assets/logo.svg`]: '<svg/>',
    [`${PACKAGE}/assets/node_modules/inner/x.svg`]: 'not of this package',
  });
  const options: Partial<CodegenOptions> = {
    patterns: ['specs/*.json', 'package:@acme/kit/specs/*.json'],
    templates: ['package:@acme/kit/more/{list,other}.mjs'],
    emit: [
      { template: 'list', to: '{{@name}}.txt' },
      { copy: ['package:@acme/kit/assets/**/*.{svg,png}'], to: 'assets' },
    ],
  };
  await workspace.succeed(options);
  const { [MANIFEST]: _manifest, ...outputs } = workspace.outputs() ?? {};
  expect(outputs).toEqual({ 'a.txt': 'A.', 'k.txt': 'K.', 'assets/logo.svg': '<svg/>' });
  workspace.write({ [`${PACKAGE}/more/end.mjs`]: "export const end = '!';\n" });
  await endDriver();
  await workspace.succeed(options);
  expect(workspace.outputs()?.['k.txt']).toBe('K!');
});

describe('the package resolves as in code of the project:', () => {
  test('the nearest one', async () => {
    const files = {
      ...FILES,
      'apps/web/node_modules/@acme/kit/package.json': '{"name":"@acme/kit","version":"2.0.0"}',
      'apps/web/node_modules/@acme/kit/templates/card.hbs': 'two {{title}}',
    };
    const projectsConfigurations = { version: 2, projects: { demo: { root: 'apps/web' } } };
    workspace.dispose();
    workspace = small(files, { templates: ['package:@acme/kit/templates/*.hbs'], emit: OPTIONS.emit! });
    await workspace.succeed({}, { context: { projectsConfigurations } });
    expect(made()).toBe('two A');
  });

  test('one behind links, as with pnpm, and another one after they change', async () => {
    const store = (version: string): string => `node_modules/.pnpm/@acme+kit@${version}/node_modules/@acme/kit`;
    for (const version of ['1.2.0', '1.3.0']) {
      for (const [path, text] of Object.entries(FILES)) {
        workspace.write({ [path.replace(PACKAGE, store(version))]: text.replace('kit\n', `kit ${version}\n`) });
      }
    }
    const link = (version: string): void => {
      workspace.remove(PACKAGE);
      symlinkSync(join(workspace.root, store(version)), join(workspace.root, PACKAGE));
    };
    link('1.2.0');
    await workspace.succeed();
    expect(made()).toBe('// made by kit 1.2.0\nA\n');
    link('1.3.0');
    await workspace.succeed();
    expect(made()).toBe('// made by kit 1.3.0\nA\n');
  });

  test('a package of the workspace, whose files are ordinary inputs', async () => {
    for (const [path, text] of Object.entries(FILES)) workspace.write({ [path.replace(PACKAGE, 'libs/kit')]: text });
    workspace.remove(PACKAGE);
    symlinkSync(join(workspace.root, 'libs/kit'), join(workspace.root, PACKAGE));
    const failed = await workspace.run({}, { context: contextOf(['{workspaceRoot}/specs/*']) });
    expect(diagnosticsOf(failed.output)).toContain(
      'libs/kit/templates/card.hbs error undeclared-read: this run reads the file, which is not an input of the target',
    );
    await workspace.succeed({}, { context: contextOf(['{workspaceRoot}/specs/*', '{workspaceRoot}/libs/kit/**/*']) });
    expect(Object.keys(workspace.manifest().inputs)).toContain('libs/kit/loud.cjs');
  });
});

test('a package that Nx does not hash is an error, and the suggested line fixes it', async () => {
  const others = [{ externalDependencies: ['handlebars'] }, '{workspaceRoot}/specs/*'];
  const failed = await workspace.run({}, { context: contextOf(others) });
  expect(diagnosticsOf(failed.output)).toBe(
    `${PACKAGE}/templates/card.hbs error undeclared-read: this run reads the file, whose package is not an input of the target: Nx's cache would miss changes of it
  hint: add to the target's inputs: { "externalDependencies": ["@acme/kit"] }`,
  );
  await workspace.succeed({}, { context: contextOf([...others, { externalDependencies: ['@acme/kit'] }]) });
});

describe('an error for an option with', () => {
  const said = async (options: Partial<CodegenOptions>): Promise<string> =>
    diagnosticsOf((await workspace.run({ ...OPTIONS, ...options })).output);

  test('a package that is not installed', async () => {
    expect(await said({ partials: ['package:other/partials/*.hbs'] })).toBe(
      `error missing-package: partials "package:other/partials/*.hbs" needs the package other, which is not installed
  hint: npm install --save-dev other`,
    );
  });

  test.each(['package:', 'package:@acme/kit', 'package:@acme/kit/', 'package:@acme/kit/../x.js', 'package:./x.js'])(
    'a package path without a file: %s',
    async (helpers) => {
      expect(await said({ helpers })).toBe(
        `error package-path: helpers "${helpers}" is not a file in a package
  hint: write the name of the package and a path inside of it: "package:NAME/PATH"`,
      );
    },
  );

  test('a path of a file in node_modules', async () => {
    expect(await said({ helpers: `${PACKAGE}/helpers.cjs` })).toBe(
      `error package-path: helpers "${PACKAGE}/helpers.cjs" is in node_modules, where Nx hashes no files
  hint: write "package:@acme/kit/helpers.cjs": then the package is an input`,
    );
  });
});
