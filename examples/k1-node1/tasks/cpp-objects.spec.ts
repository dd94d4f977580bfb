import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryCopy } from './testing/repository-copy';

const EXAMPLE = 'examples/k1-node1';
const SOURCES = `${EXAMPLE}/patterns/prism/build/code-generation/cpp`;
const RUNTIME = `${EXAMPLE}/build/cpp-runtime/k1_runtime.hpp`;
const OBJECT = `${EXAMPLE}/build/cpp-objects/prism/one.o`;

let repository: RepositoryCopy;

beforeEach(() => {
  repository = new RepositoryCopy();
  repository.write(RUNTIME, 'inline int number() { return 1; }\n');
  repository.write(`${SOURCES}/one.hpp`, '#include "../../../../../build/cpp-runtime/k1_runtime.hpp"\n');
  repository.write(`${SOURCES}/one.cpp`, '#include "one.hpp"\nint one() { return number(); }\n');
});

afterEach(() => {
  repository.dispose();
});

/** Runs the task with only Node and the given compiler on the PATH. */
function compile(env: Record<string, string>): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${EXAMPLE}/tasks/cpp-objects.mjs`, EXAMPLE], {
    cwd: repository.root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return { code: status, stdout, stderr };
}

test('without a compiler, the task prints one line and passes', () => {
  expect(compile({ PATH: '/nowhere', CXX: '' })).toEqual({
    code: 0,
    stdout: 'cpp-objects: no C++ compiler found ($CXX, g++, clang++), nothing was compiled\n',
    stderr: '',
  });
});

const compiler = ['g++', 'clang++'].find((name) => spawnSync(name, ['--version']).status === 0);
const title = compiler ? `with ${compiler}` : 'SKIPPED, there is no C++ compiler here';
(compiler ? describe : describe.skip)(title, () => {
  test('objects are compiled once, and again when a header changes', () => {
    expect(compile({}).stdout).toMatch(/^cpp-objects: 1 compiled, 0 fresh, 0 failed \(/);
    expect(existsSync(join(repository.root, OBJECT))).toBe(true);
    expect(compile({}).stdout).toMatch(/^cpp-objects: 0 compiled, 1 fresh, 0 failed \(/);
    repository.edit(RUNTIME, 'return 1', 'return 2');
    expect(compile({}).stdout).toMatch(/^cpp-objects: 1 compiled, 0 fresh, 0 failed \(/);
  });

  test('the object of a deleted pattern is removed', () => {
    compile({});
    repository.remove(`${SOURCES}/one.cpp`);
    expect(compile({}).stdout).toMatch(/^cpp-objects: 0 compiled, 0 fresh, 0 failed \(/);
    expect(existsSync(join(repository.root, OBJECT))).toBe(false);
  });

  test('code and static memory over their budgets fail', () => {
    const budgets = repository.json(`${EXAMPLE}/budgets.json`);
    budgets.compiledPattern.codeBytes.limit = 1;
    budgets.compiledLibrary.staticBytes.limit = 100;
    repository.write(`${EXAMPLE}/budgets.json`, JSON.stringify(budgets));
    repository.edit(`${SOURCES}/one.cpp`, 'int one()', 'int kept[50];\nint one()');
    const { code, stderr } = compile({});
    expect(code).toBe(1);
    expect(stderr).toMatch(/cpp-objects\/prism\/one\.o error it has \d+ bytes of code \(codeBytes\), 1 at most\n/);
    expect(stderr).toMatch(
      /cpp-objects error the library has 200 bytes of static memory \(staticBytes\), 100 at most\n/,
    );
  });

  test('a compile error fails the task', () => {
    repository.edit(`${SOURCES}/one.cpp`, 'number()', 'numbr()');
    const { code, stdout, stderr } = compile({});
    expect(code).toBe(1);
    expect(stdout).toMatch(/^cpp-objects: 0 compiled, 0 fresh, 1 failed \(/);
    expect(stderr).toContain(`${SOURCES}/one.cpp`);
    expect(stderr).toContain('numbr');
  });
});
