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

describe('what tasks without inputs read', () => {
  test('one task has the list itself, several have its name', () => {
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

  test('nothing to leave out needs no name', () => {
    const [projects] = infer({
      'k/nx-workflow.json': { name: 'k', tasks: { a: { command: 'x' }, bb: { command: 'x' } } },
    });
    expect(projects?.['k']?.targets?.['a']?.inputs).toEqual(['default']);
    expect(projects?.['k']).not.toHaveProperty('namedInputs');
  });

  test('a single glob to leave out has a name, too', () => {
    const outputs = { outputs: ['{projectRoot}/o/*.js'] };
    const [projects] = infer({
      'k/nx-workflow.json': { name: 'k', tasks: { ...task('one', outputs), two: { command: 'x' } } },
    });
    expect(projects?.['k']?.namedInputs).toEqual({ 'nx-workflow:k': ['default', '!{projectRoot}/o/*.js'] });
  });

  test('tasks with inputs and those of code generation do not count', () => {
    const options = { patterns: ['x'], templates: [], emit: [], outputDir: '{projectRoot}/gen' };
    const codegen = { generate: { executor: 'nx-workflow:codegen', options } };
    const tasks = { ...task('one'), ...task('two', { inputs: ['default'] }), ...codegen };
    const [projects] = infer({ 'k/nx-workflow.json': { name: 'k', tasks } });
    expect(projects?.['k']?.targets?.['one']?.inputs).toContain('!{projectRoot}/o/two');
    expect(projects?.['k']).not.toHaveProperty('namedInputs');
  });

  test('two files with tasks on one project: a name for each', () => {
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

  test('outputs of a project within it are left out, too', () => {
    const tasks = { a: { command: 'x' }, bb: { command: 'x' }, ...task('c', { project: 'libs/a' }) };
    const [projects] = infer({ 'nx-workflow.json': { name: 'root', tasks } });
    expect(projects?.['.']?.namedInputs).toEqual({
      'nx-workflow:root': ['default', '!{projectRoot}/libs/a/o/c', '!{projectRoot}/libs/a/o/c/**/*'],
    });
  });

  test('a thousand tasks make a thousand names, not a million paths', () => {
    const tasks = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => Object.entries(task(`t${at}`))[0]!));
    const [projects] = infer({ 'k/nx-workflow.json': { name: 'k', tasks } });
    expect(JSON.stringify(projects).length).toBeLessThan(1e6);
  });
});
