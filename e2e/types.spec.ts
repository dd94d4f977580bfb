import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { run } from './support/process';
import { createWorkspace, type Workspace } from './support/workspace';

const REPOSITORY = join(__dirname, '..');
const PACKAGE = 'json-schema-to-typescript';

const OPTIONS = {
  patterns: ['{projectRoot}/models/*.json'],
  templates: ['{projectRoot}/templates/*.cjs'],
  emit: [{ template: 'model', to: '{{@name}}.txt' }],
  outputDir: '{projectRoot}/generated',
  schema: '{projectRoot}/model.schema.json',
};

const FILES = {
  'app/project.json': {
    name: 'app',
    targets: {
      models: {
        executor: 'nx-workflow:codegen',
        options: OPTIONS,
        configurations: {
          prepared: { prepare: '{projectRoot}/prepare.cjs', dataSchema: '{projectRoot}/data.schema.json' },
          unknown: { prepare: '{projectRoot}/prepare.cjs' },
        },
      },
      plain: { executor: 'nx-workflow:codegen', options: { ...OPTIONS, schema: undefined } },
    },
  },
  'app/model.schema.json': {
    title: 'A model',
    type: 'object',
    required: ['title'],
    additionalProperties: false,
    properties: { title: { type: 'string' }, at: { $ref: '#/definitions/Point' } },
    definitions: { Point: { type: 'object', properties: { x: { type: 'number' } }, additionalProperties: false } },
  },
  'app/data.schema.json': {
    type: 'object',
    required: ['lines', 'at'],
    additionalProperties: false,
    properties: { lines: { type: 'array', items: { type: 'string' } }, at: { $ref: '#/definitions/Point' } },
    definitions: { Point: { type: 'string' } },
  },
  'app/models/pet.json': { title: 'Pet' },
  'app/templates/model.cjs': 'module.exports = ({ title }) => `${title}\\n`;\n',
  'app/prepare.cjs': "module.exports = ({ title }) => ({ lines: [title], at: '' });\n",
  'app/use.ts': `
    import type { Data, Load, Prepare, Spec, Template } from './models.types';
    const spec: Spec = { title: 'Pet', at: { x: 1 } };
    export const prepare: Prepare = ({ title }, { name }) => ({ lines: [title, name], at: 'here' });
    export const load: Load = ({ text }, { read }) => [spec, { title: text + read('a') }];
    export const template: Template = ({ lines }, { partial }) => lines.map((line) => partial('row', { line })).join('');
    // @ts-expect-error the schema has no such field
    export const wrong = (data: Data): unknown => data.lnes;
  `,
};

describe('nx-workflow types', () => {
  let workspace: Workspace;
  const cli = async (...args: string[]): Promise<[code: number | null, stdout: string, stderr: string]> => {
    const { code, stdout, stderr } = await workspace.cli(['types', ...args]);
    return [code, stdout, stderr];
  };

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  it('needs a package, and shows how to install it', async () => {
    expect(await cli('app:models')).toEqual([
      1,
      '',
      `error types: this command needs the package ${PACKAGE}, which is not installed\n  hint: npm install --save-dev ${PACKAGE}\n`,
    ]);
  });

  it('writes types that modules can be checked with', async () => {
    symlinkSync(join(REPOSITORY, 'node_modules', PACKAGE), join(workspace.root, 'node_modules', PACKAGE));
    expect(await cli('app:models:prepared')).toEqual([0, 'wrote app/models.types.d.ts\n', '']);
    const text = workspace.read('app/models.types.d.ts');
    expect(text).toContain(
      '// Made by `npx nx-workflow types app:models:prepared` from app/model.schema.json and app/data.schema.json; do not edit.\n',
    );
    const tsc = join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = [tsc, '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', 'app/use.ts'];
    expect(await run(process.execPath, args, { cwd: workspace.root })).toMatchObject({ stdout: '', code: 0 });
  });

  it('has the type of the files without prepare, and unknown without a schema', async () => {
    await cli('app:models', '--out', 'app/a.d.ts');
    expect(workspace.read('app/a.d.ts')).toContain('export type Data = Spec;\n');
    await cli('app:models:unknown', '--out', 'app/b.d.ts');
    expect(workspace.read('app/b.d.ts')).toContain('export type Data = unknown;\n');
  });

  it('checks whether the file is up to date', async () => {
    await cli('app:models');
    expect(await cli('app:models', '--check')).toEqual([0, 'app/models.types.d.ts is up to date\n', '']);
    workspace.edit('app/model.schema.json', '"x"', '"y"');
    expect(await cli('app:models', '--check')).toEqual([
      1,
      'app/models.types.d.ts is not up to date: run npx nx-workflow types app:models\n',
      '',
    ]);
    const { stdout } = await workspace.cli(['types', 'app:models', '--json']);
    const report = JSON.parse(stdout) as unknown;
    expect(report).toEqual({ target: 'app:models', file: 'app/models.types.d.ts', state: 'written' });
    const schema = JSON.parse(readFileSync(join(REPOSITORY, 'schemas/types-report.json'), 'utf8')) as object;
    expect(new Ajv({ strict: false }).validate(schema, report)).toBe(true);
  });

  it('does not overwrite other files, and writes none outside the workspace', async () => {
    workspace.write('app/own.d.ts', 'export {};\n');
    expect(await cli('app:models', '--out', 'app/own.d.ts')).toEqual([
      1,
      '',
      'app/own.d.ts error types: this file was not written by this command, so it is not overwritten\n  hint: name another file with --out\n',
    ]);
    expect(workspace.read('app/own.d.ts')).toBe('export {};\n');
    for (const [out, why] of [
      ['../a.d.ts', 'is not a file in the workspace'],
      ['app/a.ts', 'does not end in .d.ts'],
    ]) {
      expect((await cli('app:models', '--out', out!))[2]).toContain(`nx-workflow: --out is "${out}", which ${why}\n`);
    }
  });

  it('needs a schema', async () => {
    expect((await cli('app:plain'))[2]).toContain(
      'error types: the target has no schema, so the types of its data are unknown\n  hint: describe the data in a JSON Schema',
    );
  });
});
