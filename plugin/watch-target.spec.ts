import type { TargetConfiguration } from '@nx/devkit';
import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import { inferWorkflows, type InferredFile } from './infer';

const codegen = (more: object = {}): object => ({
  executor: 'nx-workflow:codegen',
  options: {
    patterns: '{projectRoot}/*.json',
    templates: '{projectRoot}/*.hbs',
    emit: [],
    outputDir: '{projectRoot}/gen',
  },
  ...more,
});

function infer(tasks: object, workspace: FakeWorkspace = {}): InferredFile {
  const text = JSON.stringify({ name: 'k', tasks });
  return inferWorkflows([{ file: 'apps/k/nx-workflow.json', text }], fakeFacts(workspace))[0]!;
}

function targets(result: InferredFile, root = 'apps/k'): Readonly<Record<string, TargetConfiguration>> {
  expect(renderDiagnostics(result.diagnostics)).toBe('');
  return result.projects[root]?.targets ?? {};
}

test('a codegen task has a continuous watch target', () => {
  const configurations = { production: { workers: 1 } };
  const all = targets(
    infer({
      up: { command: 'x', outputs: ['{projectRoot}/up'] },
      gen: codegen({ dependsOn: ['up'], phase: 'one', configurations }),
    }),
  );
  expect(all['gen-watch']).toEqual({
    executor: 'nx-workflow:watch',
    continuous: true,
    readyWhen: { logMatches: 'watch: fresh=' },
    options: { codegen: 'gen' },
    configurations: { production: {} },
    dependsOn: ['up'],
    inputs: all['gen']?.inputs,
    outputs: [],
    metadata: {
      description: 'Run gen again whenever its inputs change',
      technologies: ['nx-workflow'],
      help: { command: 'npx nx show target k:gen-watch', example: { args: ['--verbose'] } },
      nxWorkflow: { workflow: 'k', task: 'gen-watch', phase: 'one' },
    },
  });
  expect(all['up-watch']).toBeUndefined();
});

test('it is on every project of the task, and no umbrella target runs it', () => {
  const projects = { 'libs/a': { name: 'a' }, 'libs/b': { name: 'b' } };
  const result = infer({ gen: codegen({ project: 'libs/*' }) }, { projects });
  expect(Object.keys(targets(result, 'libs/a'))).toEqual(['gen', 'gen-watch']);
  expect(targets(result, 'libs/b')['gen-watch']?.dependsOn).toBeUndefined();
  expect(targets(result)['workflow']?.dependsOn).toEqual([{ target: 'gen', projects: ['a', 'b'] }]);
});

test('a task or target of the same name takes precedence', () => {
  const tasks = { gen: codegen(), 'gen-watch': { command: 'mine', cache: false } };
  expect(targets(infer(tasks))['gen-watch']).toMatchObject({ command: 'mine' });
  const projects = { 'apps/k': { name: 'k', targets: { 'gen-watch': { command: 'theirs' } } } };
  expect(Object.keys(targets(infer({ gen: codegen() }, { projects })))).toEqual(['gen', 'workflow']);
});

test('an edge may lead to it and hashes nothing', () => {
  const serve = { command: 'x', continuous: true, dependsOn: [{ target: 'gen-watch', waitFor: 'ready' }] };
  expect(targets(infer({ gen: codegen(), serve }))['serve']).toMatchObject({
    dependsOn: [{ target: 'gen-watch', waitFor: 'ready' }],
  });
  const { diagnostics } = infer({ gen: codegen(), run: { command: 'x', dependsOn: [{ target: 'run-watch' }] } });
  expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-target']);
});

test('in a broken file it prints the errors', () => {
  const { projects } = infer({ gen: codegen({ wrong: 1 }) });
  expect(Object.keys(projects['apps/k']?.targets ?? {})).toContain('gen-watch');
});
