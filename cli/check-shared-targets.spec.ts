import { renderDiagnostics } from '../diagnostics/render';
import { readWorkflowFile } from '../plugin/validate';
import { temporaryWorkspace } from '../testing/temporary-workspace';
import { checkSharedTargets, readSourceMaps, type SourceMaps } from './check-shared-targets';

const TEXT = `{
  "name": "a",
  "tasks": {
    "lint": { "command": "node lint.js" },
    "lint-more": { "command": "node more.js" }
  }
}
`;

function found(maps: SourceMaps): string {
  const { workflow, document } = readWorkflowFile(TEXT, 'libs/a/nx-workflow.json', 'workflow');
  if (!workflow) throw new Error('the workflow cannot be read');
  return renderDiagnostics(checkSharedTargets(maps, { workflow, document }, () => ['libs/a', 'libs/b']));
}

const OWN = ['libs/a/nx-workflow.json', 'nx-workflow'] as const;

it('a target that another plugin defines too is a warning at the task', () => {
  const maps = {
    'libs/b': {
      'targets.lint.command': OWN,
      'targets.lint.metadata.description': ['libs/b/eslint.config.mjs', '@nx/eslint/plugin'] as const,
    },
  };
  expect(found(maps)).toBe(
    `libs/a/nx-workflow.json:4:5 warning shared-target: @nx/eslint/plugin also defines a target "lint" for libs/b/eslint.config.mjs; the task replaces it, so the command of that target no longer runs
  4 |     "lint": { "command": "node lint.js" },
    |     ^^^^^^
  hint: rename the task, or exclude the project from that plugin in nx.json`,
  );
});

it.each([
  ['this plugin', 'targets.lint.command', OWN],
  ['the plugin of records', 'targets.lint.cache', [null, 'nx-workflow/records'] as const],
  ["Nx's own", 'targets.lint.cache', ['nx.json', 'nx/core/target-defaults'] as const],
  ['a plugin that makes another target', 'targets.link.command', ['x', '@nx/vite/plugin'] as const],
  ['a plugin that makes the project', 'root', ['x', '@nx/vite/plugin'] as const],
])('a target of %s is not reported', (_who, key, from) => expect(found({ 'libs/a': { [key]: from } })).toBe(''));

it('the source maps of Nx are read; missing or damaged ones count as empty', () => {
  const workspace = temporaryWorkspace();
  const maps = { 'libs/a': { root: OWN } };
  expect(readSourceMaps(workspace.root, {})).toEqual({});
  workspace.write('.nx/workspace-data/source-maps.json', maps);
  expect(readSourceMaps(workspace.root, {})).toEqual(maps);
  workspace.write('data/source-maps.json', '{');
  expect(readSourceMaps(workspace.root, { NX_WORKSPACE_DATA_DIRECTORY: 'data' })).toEqual({});
  workspace.remove();
});
