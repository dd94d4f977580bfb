import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Watching } from './support/watching';
import { createWorkspace, type Workspace } from './support/workspace';

const KIT = {
  'package.json': '{ "name": "@acme/kit", "version": "1.2.0" }\n',
  'templates/card.hbs': '{{> head}}{{shout title}}\n',
  'partials/head.hbs': '// made by kit\n',
  'helpers.cjs': 'module.exports = { shout: (text) => String(text).toUpperCase() };\n',
  'schema.json': '{ "type": "object", "required": ["title"], "properties": { "title": { "type": "string" } } }\n',
};

const FILES = {
  'libs/app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['package:@acme/kit/templates/*.hbs'],
          partials: ['package:@acme/kit/partials/*.hbs'],
          helpers: 'package:@acme/kit/helpers.cjs',
          schema: 'package:@acme/kit/schema.json',
          emit: [{ template: 'card', to: '{{@name}}.txt' }],
          outputDir: '{projectRoot}/generated',
        },
      },
    },
  },
  'libs/app/specs/a.json': '{ "title": "a" }\n',
};

const at = (folder: string): Record<string, string> =>
  Object.fromEntries(Object.entries(KIT).map(([path, text]) => [`${folder}/${path}`, text]));

describe('templates, helpers and a schema of a package:', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());
  const generate = async (): Promise<string> => (await workspace.nx(['run', 'app:generate'])).output;
  const made = (): string => workspace.read('libs/app/generated/a.txt');

  test('an installed package is hashed by its version', async () => {
    workspace = await createWorkspace({ files: { ...FILES, ...at('node_modules/@acme/kit') } });
    const lock = workspace.read('package-lock.json');
    const locked = (version: string): string =>
      lock.replace('"packages": {', `"packages": { "node_modules/@acme/kit": { "version": "${version}" },`);
    workspace.write('package-lock.json', locked('1.2.0'));
    expect(await generate()).not.toContain('[local cache]');
    expect(made()).toBe('// made by kit\nA\n');
    expect(await generate()).toContain('[local cache]');
    workspace.write('node_modules/@acme/kit/package.json', KIT['package.json'].replace('1.2.0', '1.3.0'));
    workspace.write('node_modules/@acme/kit/partials/head.hbs', '// made by kit 1.3\n');
    workspace.write('package-lock.json', locked('1.3.0'));
    await generate();
    expect(made()).toBe('// made by kit 1.3\nA\n');
  });

  test('files of a workspace package are hashed and watched', async () => {
    workspace = await createWorkspace({ files: { ...FILES, ...at('packages/kit') } });
    mkdirSync(join(workspace.root, 'node_modules/@acme'), { recursive: true });
    symlinkSync(join(workspace.root, 'packages/kit'), join(workspace.root, 'node_modules/@acme/kit'));
    await generate();
    expect(made()).toBe('// made by kit\nA\n');
    workspace.write('packages/kit/partials/head.hbs', '// made here\n');
    await generate();
    expect(made()).toBe('// made here\nA\n');
    const watching = new Watching(workspace.startCli(['watch', 'app:generate']));
    try {
      await watching.says('watch: ');
      workspace.write('packages/kit/templates/card.hbs', '{{shout title}}!\n');
      expect(await watching.says('watch: ')).toBe('watch: fresh=0 rendered=1 compiled=0 pruned=0 (_ ms)\n');
      expect(made()).toBe('A!\n');
    } finally {
      await watching.stop('SIGKILL');
    }
  });
});
