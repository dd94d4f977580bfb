import { renderDiagnostics } from '../diagnostics/render';
import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { inferWorkflows, type InferredFile } from './infer';

const LIBS = { 'libs/a': { name: 'a' }, 'libs/b': { name: 'bb' } };

function infer(tasks: object, workspace: FakeWorkspace = { projects: LIBS }, rest: object = {}): InferredFile {
  const text = JSON.stringify({ name: 'k', ...rest, tasks }, null, 2);
  const [result] = inferWorkflows([{ file: 'apps/k/nx-workflow.json', text }], fakeFacts(workspace));
  if (!result) throw new Error('nothing was inferred');
  return result;
}

const target = (result: InferredFile, root: string, name: string) => result.projects[root]?.targets?.[name];
const said = (result: InferredFile): string => renderDiagnostics(result.diagnostics);

const codegen = (compile: object[] = [{ compiler: 'typescript' }], more: object = {}) => ({
  executor: 'nx-workflow:codegen',
  options: {
    patterns: ['{projectRoot}/*.json'],
    templates: ['t/*.hbs'],
    emit: [{ template: 'a', to: 'a.ts' }],
    outputDir: '{projectRoot}/gen/code',
    compile,
  },
  ...more,
});

describe('the type check of a codegen task', () => {
  test('is a cached target after the task, hashed by the generated code and its configuration', () => {
    const result = infer({ gen: codegen(undefined, { phase: 'one', configurations: { slow: { workers: 1 } } }) });
    expect(said(result)).toBe('');
    expect(target(result, 'apps/k', 'gen-typecheck')).toEqual({
      executor: 'nx-workflow:typecheck',
      options: { codegen: 'gen' },
      configurations: { slow: {} },
      dependsOn: ['gen'],
      inputs: [
        '{workspaceRoot}/package.json',
        '{workspaceRoot}/apps/package.json',
        '{workspaceRoot}/apps/k/package.json',
        '{workspaceRoot}/apps/k/gen/package.json',
        { dependentTasksOutputFiles: 'apps/k/gen/code/**/*.{ts,mts,cts,tsx}' },
      ],
      outputs: [],
      cache: true,
      metadata: {
        description: 'Type-check the generated code of gen',
        technologies: ['nx-workflow', 'typescript'],
        help: { command: 'npx nx show target k:gen-typecheck', example: { args: ['--verbose'] } },
        nxWorkflow: { workflow: 'k', task: 'gen-typecheck', phase: 'one' },
      },
    });
  });

  test('is added for TypeScript only, and can be turned off', () => {
    const result = infer({
      gen: codegen([{ compiler: 'command', include: ['*.cpp'], command: ['g++'], extension: '.o' }]),
      off: codegen([{ compiler: 'typescript', typecheck: false }], { project: 'libs/a' }),
      run: { command: 'x' },
    });
    expect(Object.keys(result.projects['apps/k']?.targets ?? {})).toEqual(['gen', 'gen-watch', 'run', 'workflow']);
    expect(Object.keys(result.projects['libs/a']?.targets ?? {})).toEqual(['off', 'off-watch']);
  });

  test('takes a tsconfig and more inputs from the compiler', () => {
    const typecheck = { tsconfig: '{projectRoot}/tsconfig.json', inputs: ['{projectRoot}/src/**/*.ts'] };
    const check = target(infer({ gen: codegen([{ compiler: 'typescript', typecheck }]) }), 'apps/k', 'gen-typecheck');
    expect(check?.options).toEqual({ codegen: 'gen', tsconfig: 'apps/k/tsconfig.json' });
    expect(check?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/apps/k/tsconfig.json', '{projectRoot}/src/**/*.ts']),
    );
  });

  test('is on every project of the task, and hashes files that its code may import', () => {
    const result = infer({
      data: { command: 'x', outputs: ['{projectRoot}/out'] },
      order: { command: 'y', outputs: ['{projectRoot}/other'] },
      parts: codegen(undefined, { project: 'libs/*' }),
      index: codegen(undefined, { dependsOn: ['data'], after: ['order', 'parts'] }),
    });
    expect(said(result)).toBe('');
    expect(target(result, 'libs/b', 'parts-typecheck')?.dependsOn).toEqual(['parts']);
    expect(target(result, 'apps/k', 'index')?.inputs).not.toEqual(
      expect.arrayContaining([{ dependentTasksOutputFiles: 'libs/a/gen/code/**/*.{ts,mts,cts,tsx}' }]),
    );
    const check = target(result, 'apps/k', 'index-typecheck');
    expect(check?.dependsOn).toEqual(['index', 'data', { target: 'parts', projects: ['a', 'bb'] }]);
    expect(check?.inputs?.slice(4)).toEqual([
      { dependentTasksOutputFiles: 'apps/k/gen/code/**/*.{ts,mts,cts,tsx}' },
      { dependentTasksOutputFiles: 'apps/k/{out,out/**/*}' },
      { dependentTasksOutputFiles: 'libs/a/gen/code/**/*.{ts,mts,cts,tsx}' },
      { dependentTasksOutputFiles: 'libs/b/gen/code/**/*.{ts,mts,cts,tsx}' },
    ]);
  });

  test('is part of the workflow and of its phase, and no task waits for it', () => {
    const result = infer({ gen: codegen(undefined, { phase: 'one' }), use: { command: 'x', dependsOn: ['gen'] } });
    for (const name of ['workflow', 'workflow-one']) {
      const targets = (target(result, 'apps/k', name)?.dependsOn ?? []) as { target: string }[];
      expect(targets.map((one) => one.target).slice(0, 2)).toEqual(['gen', 'gen-typecheck']);
    }
    expect(target(result, 'apps/k', 'use')?.dependsOn).toEqual(['gen']);
    expect(result.projects['apps/k']?.metadata?.targetGroups).toMatchObject({
      'k: one': ['gen', 'gen-typecheck', 'gen-watch'],
    });
  });

  test('is hashed by the build of this package', () => {
    const inputs = (implementation: FakeWorkspace['implementation']) => {
      const result = infer({ gen: codegen() }, { projects: LIBS, ...(implementation ? { implementation } : {}) });
      return target(result, 'apps/k', 'gen-typecheck');
    };
    expect(inputs({ kind: 'workspace', dist: 'dist' })?.inputs).toContainEqual({
      fileset: '{workspaceRoot}/dist/**/*.js',
      includeIgnored: true,
    });
    expect(inputs({ kind: 'linked', hash: 'abc' })?.options).toEqual({ codegen: 'gen', implementation: 'abc' });
    // No package is named, so Nx hashes all of them.
    expect(inputs({ kind: 'installed' })?.inputs).toHaveLength(5);
  });

  test('its name is reserved', () => {
    const result = infer({ gen: codegen(), 'gen-typecheck': { command: 'x' } });
    expect(said(result)).toContain(
      'error reserved-name: "gen-typecheck" is the target that type-checks the generated code of "gen", so no task can have this name',
    );
    expect(said(result)).toContain(
      'hint: rename the task, or set "typecheck": false in the compiler\'s options of "gen"',
    );
    const fine = infer({
      gen: codegen([{ compiler: 'typescript', typecheck: false }]),
      'gen-typecheck': { command: 'x' },
    });
    expect(said(fine)).toBe('');
  });

  test("a project's own target may set its options, and must not replace it", () => {
    const own = (fields: object) => ({ projects: { 'apps/k': { name: 'k', targets: { 'gen-typecheck': fields } } } });
    expect(said(infer({ gen: codegen() }, own({ options: { tsconfig: 'tsconfig.json' } })))).toBe('');
    expect(said(infer({ gen: codegen() }, own({ executor: 'x:y' })))).toContain(
      'hint: rename that target, or leave "executor" to the plugin',
    );
  });

  test('prints the errors of a broken file', () => {
    const result = infer({ gen: codegen(undefined, { phse: 'one' }) });
    expect(target(result, 'apps/k', 'gen-typecheck')).toEqual(target(result, 'apps/k', 'gen'));
  });
});
