import type { ProjectGraph } from '@nx/devkit';
import { renderDiagnostics } from '../diagnostics/render';
import type { CodegenOptions } from '../engine/options';
import { resolveSettings, type Settings } from '../engine/settings';
import { readWorkflowFile } from '../plugin/validate';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { checkSelections } from './check-selections';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
  workspace.write('nx.json');
  workspace.write('libs/a/specs/one.json');
  workspace.write('libs/a/templates/value.hbs', '{{value}}');
});
afterEach(() => workspace.remove());

/** The findings about a task `make` of libs/a with these options and fields, one per line. */
function found(options: object, task: object = {}, roots: readonly string[] = ['libs/a']): string {
  const all = {
    patterns: ['{projectRoot}/specs/*.json'],
    templates: ['{projectRoot}/templates/*.hbs'],
    emit: [{ template: 'value', to: '{{@name}}.txt' }],
    outputDir: '{projectRoot}/generated',
    ...options,
  };
  const tasks = {
    first: { command: 'x', outputs: [] },
    make: { executor: 'nx-workflow:codegen', options: all, ...task },
  };
  const { workflow, document } = readWorkflowFile(
    JSON.stringify({ name: 'a', tasks }, null, 2),
    'libs/a/nx-workflow.json',
    'workflow',
  );
  if (!workflow) throw new Error('the workflow cannot be read');
  const targets = { make: { executor: 'nx-workflow:codegen', options: all } };
  const nodes = Object.fromEntries(
    roots.map((root) => [root, { name: root, type: 'lib' as const, data: { root, targets } }]),
  );
  const graph: ProjectGraph = { nodes, dependencies: {} };
  const settingsOf = (id: string): Settings | undefined => {
    const root = id.slice(0, id.indexOf(':'));
    const settings = resolveSettings(all as CodegenOptions, {
      workspaceRoot: workspace.root,
      projectRoot: root,
      projectName: root,
      env: {},
    });
    return Array.isArray(settings) ? undefined : settings;
  };
  return renderDiagnostics(checkSelections(graph, { workflow, document }, () => roots, settingsOf));
}

it('finds nothing if all files exist', () => expect(found({})).toBe(''));

it('a glob of patterns that matches nothing', () => {
  expect(found({ patterns: ['{projectRoot}/spec/*.json'] })).toBe(
    `libs/a/nx-workflow.json:11:21 error no-patterns: no file matches the option "patterns" (libs/a/spec/*.json)
  11 |         "patterns": [
     |                     ^
  hint: globs are relative to the workspace's root; "{projectRoot}" stands for the project's folder`,
  );
});

it('the name of a missing template, with the nearest one', () => {
  const emit = [
    { template: 'value', to: 'a.txt' },
    { template: 'valu', to: 'b.txt' },
  ];
  expect(found({ emit })).toBe(
    `libs/a/nx-workflow.json:23:25 error unknown-template: emit names the template "valu", which the option "templates" does not give
  23 |             "template": "valu",
     |                         ^^^^^^
  hint: did you mean "value"?`,
  );
});

it('a glob of copies that matches nothing', () => {
  expect(found({ emit: [{ copy: ['{projectRoot}/assets/*'], to: '.' }] })).toContain(
    'error missing-file: no file matches emit.copy (libs/a/assets/*)',
  );
});

it('two templates of the same name', () => {
  workspace.write('libs/a/more/value.hbs', '');
  const text = found({ templates: ['{projectRoot}/templates/*.hbs', '{projectRoot}/more/*.hbs'] });
  expect(text).toMatch(
    /^libs\/a\/nx-workflow\.json:14:22 error ambiguous-name: "value" names two files: libs\/a\/templates\/value\.hbs and libs\/a\/more\/value\.hbs/,
  );
});

it.each([{ dependsOn: ['first'] }, { after: ['first'] }])('nothing about a task that waits for another: %j', (task) => {
  expect(found({ patterns: ['{projectRoot}/made/*.json'] }, task)).toBe('');
});

it('each finding once, for any number of projects', () => {
  workspace.write('libs/b/specs/one.json');
  const emit = [{ template: 'nothing', to: 'a.txt' }];
  const templates = ['libs/a/templates/*.hbs'];
  expect(found({ emit, templates }, {}, ['libs/a', 'libs/b']).match(/unknown-template/g)).toHaveLength(1);
});

it('nothing about invalid options', () => expect(found({ outputDir: '..' })).toBe(''));
