import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './support/workspace';

const STATE = 'node_modules/.cache/nx-workflow';
const MANIFEST = 'app/generated/.codegen-manifest.json';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          helpers: '{projectRoot}/code/helpers.js',
          emit: [
            { template: 'one', to: '{{@name}}.mts' },
            { template: 'all', to: 'all.txt', each: 'library' },
          ],
          outputDir: '{projectRoot}/generated',
          compile: [{ compiler: 'typescript', typecheck: { tsconfig: '{projectRoot}/tsconfig.json' } }],
        },
      },
    },
  },
  'app/specs/one.json': '{ "value": 1 }\n',
  'app/templates/one.hbs': 'export const value: number = {{json value}};\n',
  'app/templates/all.hbs': '{{#each patterns}}{{value}}{{/each}}\n',
  'app/code/helpers.js': "require('typescript/package.json');\nexports.other = () => '';\n",
  'app/tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "types": [] } }\n',
};

/** The timeout after which a hanging command is killed and counts as failed. */
const LIMIT_MS = 60_000;

describe('named pipes in place of files', () => {
  let workspace: Workspace;
  const nx = (...args: string[]) => workspace.nx(args, {}, LIMIT_MS);
  const cli = async (...args: string[]): Promise<[code: number, text: string]> => {
    const { code, stdout, stderr } = await workspace.cli(args);
    return [code, `${stdout}${stderr}`];
  };
  const pipe = (path: string): void => {
    rmSync(join(workspace.root, path), { recursive: true, force: true });
    execFileSync('mkfifo', [join(workspace.root, path)]);
  };
  const filesIn = (folder: string): string[] =>
    readdirSync(join(workspace.root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name}`)
      .filter((name) => !lstatSync(join(workspace.root, name)).isDirectory());

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, records: true });
    expect((await nx('run-many', '-t', 'generate', 'generate-typecheck')).code).toBe(0);
    workspace.write('app/specs/two.json', '{ "value": 2 }\n');
    for (const file of [...filesIn(STATE), MANIFEST]) pipe(file);
  });
  afterAll(() => workspace.dispose());

  it('are ignored by commands, and block none of them', async () => {
    const kinds = new Set(filesIn(STATE).map((file) => file.slice(STATE.length + 1).replace(/\/.*\./, ' ')));
    expect([...kinds].sort()).toEqual([
      'codegen json',
      'index index',
      'index reads',
      'index usage',
      'runs json',
      'templates js',
      'templates log',
      'typecheck sha256',
      'typecheck tsbuildinfo',
    ]);
    const lost = 'nx-workflow: skipped 1 run record that is damaged or of another version\n';
    const none = 'nx-workflow: no run is recorded in this workspace yet\n';
    const [code, said] = await cli('status');
    expect([code, said.slice(said.indexOf('\n  0 hits'))]).toEqual([
      0,
      '\n  0 hits, 0 misses, 0 ms saved\ntype checks: 1 of at most 100 kept, 0.0 KiB\ncodegen targets: 1\n' +
        '  app:generate: manifest damaged\n',
    ]);
    expect(await cli('profile')).toEqual([
      2,
      `${lost}${none}  hint: record one with "nx-workflow profile record -- …", or add "nx-workflow/records" to the plugins in nx.json\n`,
    ]);
    const [, explained] = await cli('explain', 'app:generate');
    expect(explained).toContain(
      'render  a file from app/templates/one.hbs for app/specs/two.json: the manifest is damaged',
    );
    expect(await cli('warm')).toEqual([0, 'app:generate: 4 templates, 0 already cached, 4 compiled\n']);
    expect((await cli('check', 'app:generate'))[0]).toBe(1);
    expect(lstatSync(join(workspace.root, MANIFEST)).isFIFO()).toBe(true);
  });

  it('are refused as arguments of commands', async () => {
    pipe('pipe.json');
    expect(await cli('profile', 'compare', 'pipe.json', 'last')).toEqual([
      2,
      'nx-workflow: pipe.json is a named pipe, not a file\n  hint: write it to a file first\n',
    ]);
    expect(await cli('validate', 'pipe.json')).toEqual([
      1,
      'pipe.json error unreadable-file: the workflow file is a named pipe, not a file\n  hint: put a file in its place\n',
    ]);
  });

  it('block neither a run nor a type check', async () => {
    pipe('app/tsconfig.json');
    // Without manifest and index, a file with other bytes than the generated ones counts as foreign.
    const unknown = await nx('run', 'app:generate');
    expect(unknown.output).toContain('app/generated/all.txt error foreign-file: ');
    workspace.remove('app/generated/all.txt');
    const failed = await nx('run-many', '-t', 'generate', 'generate-typecheck');
    expect([failed.code, failed.tasks['app:generate']]).toEqual([1, 'ran']);
    expect(workspace.read('app/generated/all.txt')).toBe('12\n');
    expect(failed.output).toContain(
      'app/tsconfig.json error file-system: this cannot be read: it is a named pipe, not a file (EFTYPE)',
    );
    workspace.remove('app/tsconfig.json');
    workspace.write('app/tsconfig.json', FILES['app/tsconfig.json']);
    const checked = await nx('run', 'app:generate-typecheck');
    expect(checked.output).toContain('[TYPES] files=2 errors=0');
    expect(filesIn(`${STATE}/typecheck`).every((file) => lstatSync(join(workspace.root, file)).isFile())).toBe(true);
    // Nx reads these files for its graph, too: helpers import a package, which Node resolves by a package.json.
    pipe('app/code/package.json');
    const refused = await nx('run', 'app:generate', '--skip-nx-cache');
    expect(refused.output).toContain(
      'app/code/package.json error file-system: this cannot be read: it is a named pipe, not a file (EFTYPE)',
    );
    workspace.remove('app/code/package.json');
  });

  it('are removed by clean', async () => {
    for (const file of ['templates', 'index', 'typecheck'].flatMap((folder) => filesIn(`${STATE}/${folder}`)))
      pipe(file);
    const [half, whole] = ['0'.repeat(32), '0'.repeat(64)];
    workspace.write(`${STATE}/templates/${whole}.js/file`, '');
    workspace.write(`${STATE}/index/${half}.index/file`, '');
    pipe(`${STATE}/typecheck/${half}`);
    expect(await cli('clean')).toEqual([0, 'removed 5 templates, 2 indexes and 2 type checks; kept 0 templates\n']);
    expect(['templates', 'index', 'typecheck'].flatMap((folder) => filesIn(`${STATE}/${folder}`))).toEqual([]);
  });
});
