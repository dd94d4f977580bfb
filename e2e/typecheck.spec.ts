import { createWorkspace, type Workspace } from './support/workspace';

const codegen = (name: string, more: object) => ({
  executor: 'nx-workflow:codegen',
  ...more,
  options: {
    patterns: ['{projectRoot}/specs/*.json'],
    templates: [`tools/${name}.hbs`],
    partials: ['tools/parts/*.hbs'],
    emit: [{ template: name, to: name === 'part' ? '{{@name}}.mts' : 'index.mts', each: EACH[name] }],
    outputDir: `{projectRoot}/build/${name}`,
    compile: [{ compiler: 'typescript' }],
  },
});
const EACH: Readonly<Record<string, string>> = { part: 'pattern', index: 'library' };

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    phases: ['make'],
    tasks: {
      parts: codegen('part', { project: 'lib', phase: 'make' }),
      index: codegen('index', { after: ['parts'], phase: 'make' }),
      ship: { command: 'node --version', dependsOn: ['index'] },
    },
  },
  'lib/project.json': { name: 'lib' },
  'lib/specs/one.json': '{ "value": 1 }\n',
  'lib/specs/two.json': '{ "value": 2 }\n',
  'app/specs/all.json': '{ "parts": ["one", "two"] }\n',
  'tools/part.hbs': '{{> banner}}\nexport const value: number = {{json value}};\n',
  'tools/parts/banner.hbs': '// generated\n',
  'tools/index.hbs': `{{> banner}}
{{#each patterns}}
{{#each parts}}
export { value as {{this}} } from '../../../lib/build/part/{{this}}.mjs';
{{/each}}
{{/each}}
import { value } from '../../../lib/build/part/one.mjs';
export const first: number = value;
`,
};

describe('the type check of generated code, in the packed package', () => {
  let workspace: Workspace;
  const run = (...tasks: string[]) => workspace.nx(['run-many', '-t', ...tasks, '--outputStyle=static']);

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  it('runs with the workflow, follows imports of code that another task generates, and is cached', async () => {
    const cold = await run('workflow');
    expect(cold.output).toContain('[TYPES] files=2 errors=0');
    expect(cold.output).toContain('[TYPES] files=1 errors=0');
    expect(cold.code).toBe(0);
    expect(cold.tasks).toMatchObject({ 'lib:parts-typecheck': 'ran', 'app:index-typecheck': 'ran' });
    const again = await run('workflow');
    expect(again.tasks).toMatchObject({ 'lib:parts-typecheck': 'cached', 'app:index-typecheck': 'cached' });
  });

  it('checks only the files that a changed spec affects', async () => {
    workspace.write('lib/specs/two.json', '{ "value": 22 }\n');
    const { tasks, output } = await run('workflow');
    expect(output).toContain('[OPT-2] generation: fresh=1 rendered=1 pruned=0');
    expect(tasks).toMatchObject({ 'lib:parts-typecheck': 'ran', 'app:index-typecheck': 'ran', 'app:index': 'cached' });
  });

  it('fails the workflow and its phase, with the lines of template and spec, and blocks no other task', async () => {
    workspace.write('lib/specs/two.json', '{ "value": "two" }\n');
    const { code, output, tasks } = await run('workflow');
    expect(code).not.toBe(0);
    expect(output)
      .toContain(`lib/build/part/two.mts:2:14 error type-error: TS2322: Type 'string' is not assignable to type 'number'.
  2 | export const value: number = "two";
    |              ^^^^^
  hint: made by tools/part.hbs:2 from lib/specs/two.json
[TYPES] files=2 errors=1`);
    expect(tasks['app:ship']).toBeDefined();
    expect((await run('workflow-make')).code).not.toBe(0);
    workspace.write('lib/specs/two.json', '{ "value": 2 }\n');
  });

  it('notices a change in code of another task, even with an order edge only', async () => {
    workspace.write('tools/part.hbs', '{{> banner}}\nexport const value: string = {{json value}} + "";\n');
    const { output, code, tasks } = await run('index-typecheck');
    expect(tasks['app:index']).toBe('cached');
    expect(output).toContain('hint: made by tools/index.hbs:8 from the library\n');
    expect(code).toBe(1);
    workspace.write('tools/part.hbs', FILES['tools/part.hbs']);
    expect((await run('index-typecheck')).code).toBe(0);
  });

  it('fails if the code imports a file that is not an input of the check', async () => {
    workspace.write('app/own.mts', 'export type Own = number;\n');
    workspace.write('tools/index.hbs', `import type { Own } from '../../own.mjs';\nexport const first: Own = 1;\n`);
    const { output, code } = await run('index-typecheck');
    expect(output).toContain('app/own.mts error undeclared-read: the check reads this file');
    expect(code).toBe(1);
    const file = FILES['app/nx-workflow.json'];
    const { index } = file.tasks;
    const compile = [{ compiler: 'typescript', typecheck: { inputs: ['{projectRoot}/own.mts'] } }];
    const tasks = { ...file.tasks, index: { ...index, options: { ...index.options, compile } } };
    workspace.write('app/nx-workflow.json', { ...file, tasks });
    expect((await run('index-typecheck')).code).toBe(0);
    workspace.write('app/own.mts', 'export type Own = string;\n');
    expect((await run('index-typecheck')).code).toBe(1);
  });
});
