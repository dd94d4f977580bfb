import { renderDiagnostics } from '../diagnostics/render';
import { fakeFacts } from '../testing/fake-facts';
import { temporaryWorkspace, type TemporaryWorkspace } from '../testing/temporary-workspace';
import { inferWorkflows } from './infer';
import { readPluginOptions } from './plugin-options';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
});
afterEach(() => workspace.remove());

/** Findings about options, line by line without excerpts. In nx.json, another plugin's options come first. */
function said(options: unknown): string[] {
  const text = JSON.stringify({
    plugins: ['other', { plugin: 'other', options: {} }, { plugin: 'nx-workflow', options }],
  });
  workspace.write('nx.json', text);
  const { diagnostics } = readPluginOptions(options, workspace.root);
  return renderDiagnostics(diagnostics)
    .split('\n')
    .filter((line) => /^(nx\.json| {2}hint)/.test(line));
}

test.each([undefined, null, {}, { strict: true }, { workflowTargetName: 'all', strict: false }])(
  'accepts %j, and does not read nx.json',
  (options) => {
    expect(readPluginOptions(options, workspace.root)).toEqual({ options: options ?? {}, diagnostics: [] });
  },
);

test.each<[unknown, readonly string[]]>([
  [
    { strict: 'yes' },
    [
      'nx.json:1:97 error wrong-type: the plugin\'s option "strict" must be true or false, not a string',
      '  hint: change it to true or false',
    ],
  ],
  [
    { workflowTarget: 'x' },
    [
      'nx.json:1:88 error unknown-property: the plugin has no option "workflowTarget"',
      '  hint: did you mean "workflowTargetName"?',
    ],
  ],
  [
    { workflowTargetName: 7 },
    [
      'nx.json:1:109 error wrong-type: the plugin\'s option "workflowTargetName" must be a string, not a number',
      '  hint: change it to a string',
    ],
  ],
  [
    { workflowTargetName: 'a:b' },
    [
      'nx.json:1:109 error invalid-name: the target name "a:b" has a ":" in it, which Nx reads as the end of a project\'s or target\'s name',
      '  hint: write "a-b"',
    ],
  ],
  [
    { workflowTargetName: 't' },
    [
      'nx.json:1:109 error invalid-name: a target cannot be named "t": "nx run" takes it for "test"',
      '  hint: choose a longer name, or "test" itself',
    ],
  ],
  [
    { workflowTargetName: '' },
    [
      'nx.json:1:109 error invalid-name: the name of a target is empty',
      '  hint: use letters, digits, "-", "_", "." or "/"',
    ],
  ],
  [
    ['strict'],
    [
      'nx.json:1:87 error wrong-type: the options of the plugin must be an object, not a list',
      '  hint: write "options": {}',
    ],
  ],
])('%j', (options, lines) => {
  expect(said(options)).toEqual(lines);
});

test('valid options are used beside invalid ones', () => {
  workspace.write('nx.json', '{}');
  expect(readPluginOptions({ workflowTargetName: 'all', strict: 1 }, workspace.root).options).toEqual({
    workflowTargetName: 'all',
  });
  expect(readPluginOptions('strict', workspace.root).options).toEqual({});
});

test('targets of all workflow files print the errors, instead of being made with unintended options', () => {
  workspace.write('nx.json', '{}');
  const { options, diagnostics } = readPluginOptions({ workflowTargetname: 'all' }, workspace.root);
  const text = JSON.stringify({ tasks: { one: { command: 'x' } } });
  const files = ['a', 'c'].map((root) => ({ file: `${root}/nx-workflow.json`, text }));
  for (const { file, projects } of inferWorkflows(files, fakeFacts(), options, diagnostics)) {
    const [project] = Object.values(projects);
    expect(JSON.stringify(project?.targets?.['one'])).toContain(
      encodeURIComponent(
        `nx.json has 1 error, so no task of ${file} can run.\nnx.json:1:1 error unknown-property: the plugin has no option "workflowTargetname"`,
      ),
    );
  }
});
