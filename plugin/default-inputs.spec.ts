import { fakeFacts } from '../testing/fake-facts';
import { inferWorkflows } from './infer';

const PROJECTS = { '.': { name: 'root' }, 'libs/a': { name: 'a' }, k: { name: 'k' }, m: { name: 'm' } };

function infer(files: Readonly<Record<string, { name: string; tasks: object }>>) {
  const texts = Object.entries(files).map(([file, content]) => ({ file, text: JSON.stringify(content) }));
  const results = inferWorkflows(texts, fakeFacts({ projects: PROJECTS }));
  expect(results.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  return results.map(({ projects }) => projects);
}

const task = (name: string, more: object = {}) => ({
  [name]: { command: 'x', outputs: [`{projectRoot}/o/${name}`], ...more },
});

describe('the inputs of tasks that declare none', () => {
  test('one task has the list itself, several share a named input', () => {
    const tasks = { ...task('one'), ...task('two', { project: 'libs/a' }), ...task('three', { project: 'libs/a' }) };
    const [projects] = infer({ 'k/nx-workflow.json': { name: 'k', tasks } });
    expect(projects?.['k']?.targets?.['one']?.inputs).toEqual([
      'default',
      '!{projectRoot}/o/one',
      '!{projectRoot}/o/one/**/*',
    ]);
    expect(projects?.['k']).not.toHaveProperty('namedInputs');
    expect(projects?.['libs/a']?.targets?.['two']?.inputs?.[0]).toBe('nx-workflow:k');
    expect(projects?.['libs/a']?.targets?.['three']?.inputs?.[0]).toBe('nx-workflow:k');
    expect(projects?.['libs/a']?.namedInputs).toEqual({
      'nx-workflow:k': [
        'default',
        '!{projectRoot}/o/two',
        '!{projectRoot}/o/two/**/*',
        '!{projectRoot}/o/three',
        '!{projectRoot}/o/three/**/*',
      ],
    });
  });

  test('without exclusions there is no named input', () => {
    const [projects] = infer({
      'k/nx-workflow.json': { name: 'k', tasks: { a: { command: 'x' }, bb: { command: 'x' } } },
    });
    expect(projects?.['k']?.targets?.['a']?.inputs).toEqual(['default']);
    expect(projects?.['k']).not.toHaveProperty('namedInputs');
  });

  test('a single exclusion is enough for a named input', () => {
    const outputs = { outputs: ['{projectRoot}/o/*.js'] };
    const [projects] = infer({
      'k/nx-workflow.json': { name: 'k', tasks: { ...task('one', outputs), two: { command: 'x' } } },
    });
    expect(projects?.['k']?.namedInputs).toEqual({ 'nx-workflow:k': ['default', '!{projectRoot}/o/*.js'] });
  });

  test('tasks with inputs and codegen tasks do not count', () => {
    const options = { patterns: ['x'], templates: [], emit: [], outputDir: '{projectRoot}/gen' };
    const codegen = { generate: { executor: 'nx-workflow:codegen', options } };
    const tasks = { ...task('one'), ...task('two', { inputs: ['default'] }), ...codegen };
    const [projects] = infer({ 'k/nx-workflow.json': { name: 'k', tasks } });
    expect(projects?.['k']?.targets?.['one']?.inputs).toContain('!{projectRoot}/o/two');
    expect(projects?.['k']).not.toHaveProperty('namedInputs');
  });

  test('two files with tasks on one project have a named input each', () => {
    const on = (name: string) => ({
      ...task(`${name}1`, { project: 'libs/a' }),
      ...task(`${name}2`, { project: 'libs/a' }),
    });
    const [ofK, ofM] = infer({
      'k/nx-workflow.json': { name: 'k', tasks: on('k') },
      'm/nx-workflow.json': { name: 'm', tasks: on('m') },
    });
    expect(Object.keys(ofK?.['libs/a']?.namedInputs ?? {})).toEqual(['nx-workflow:k']);
    expect(Object.keys(ofM?.['libs/a']?.namedInputs ?? {})).toEqual(['nx-workflow:m']);
  });

  test('outputs of a nested project are excluded', () => {
    const tasks = { a: { command: 'x' }, bb: { command: 'x' }, ...task('c', { project: 'libs/a' }) };
    const [projects] = infer({ 'nx-workflow.json': { name: 'root', tasks } });
    expect(projects?.['.']?.namedInputs).toEqual({
      'nx-workflow:root': ['default', '!{projectRoot}/libs/a/o/c', '!{projectRoot}/libs/a/o/c/**/*'],
    });
  });

  test('a thousand tasks have a thousand references, not a million paths', () => {
    const tasks = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => Object.entries(task(`t${at}`))[0]!));
    const [projects] = infer({ 'k/nx-workflow.json': { name: 'k', tasks } });
    expect(JSON.stringify(projects).length).toBeLessThan(1e6);
  });
});
