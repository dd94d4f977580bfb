import { RepositoryCopy } from './testing/repository-copy';

const SCRIPT = '03-design-review.mjs';
const REPORT = 'build/design-review/design-review.json';

let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
});

afterEach(() => {
  repository.reset();
});

afterAll(() => {
  repository.dispose();
});

test('all imports follow the rules, and the whole repository was checked', () => {
  expect(repository.run(SCRIPT, '.')).toMatchObject({ code: 0, stderr: '' });
  const report = repository.json(REPORT);
  expect(report.violations).toEqual([]);
  expect(report.modules).toBeGreaterThan(1000);
  const folders = ['benchmarks', 'e2e', 'engine', 'examples', 'plugin', 'tools'];
  expect(Object.keys(report.layers)).toEqual(expect.arrayContaining(folders));
  expect(report.edges).toBeGreaterThan(report.modules);
  expect(report.layers.plugin.diagnostics).toBeGreaterThan(0);
  expect(report.packages).toContain('@nx/devkit');
  const first = repository.read(REPORT);
  repository.run(SCRIPT, '.');
  expect(repository.read(REPORT)).toBe(first);
  expect(first).not.toContain(repository.root);
});

test('an import against the rules fails the task at its line', () => {
  repository.write(
    'plugin/shortcut.ts',
    `\nimport { stateFolder } from '../state/folder';\nimport '../engine/settings';\nexport { stateFolder };\n`,
  );
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(1);
  expect(run.stderr).toBe(
    'plugin/shortcut.ts:3 error plugin-runs-no-executor: imports engine/settings.ts\n' +
      'error gate violations: threshold 0, actual 1\n',
  );
  expect(repository.json(REPORT).violations).toEqual([
    {
      from: 'plugin/shortcut.ts',
      line: 3,
      rule: 'plugin-runs-no-executor',
      severity: 'error',
      to: 'engine/settings.ts',
    },
  ]);
  expect(repository.run('../../../tools/review-imports.mjs', '.')).toMatchObject({
    code: 1,
    stderr: 'plugin/shortcut.ts:3 error plugin-runs-no-executor: imports engine/settings.ts\n',
  });
});

test('a cycle fails the task with its whole path', () => {
  repository.write('state/one.ts', `import { two } from './two';\nexport const one: number = two;\n`);
  repository.write('state/two.ts', `import { three } from './three';\nexport const two: number = three;\n`);
  repository.write('state/three.ts', `import { one } from './one';\nexport const three: number = one;\n`);
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(
    /^state\/\w+\.ts:1 error no-cycle: (state\/\w+\.ts) -> state\/\w+\.ts -> state\/\w+\.ts -> \1\n/,
  );
  expect(run.stderr).toContain('error gate import-cycles: threshold 0, actual 1\n');
});

test('an import of a package that is not shipped to users fails the task', () => {
  repository.write('modules/check.ts', `import fc from 'fast-check';\nexport const check: unknown = fc;\n`);
  const run = repository.run(SCRIPT, '.');
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('modules/check.ts:1 error product-needs-no-dev-dependency: imports fast-check\n');
});

test('tests, examples and tools are reviewed, too', () => {
  repository.write('modules/check.spec.ts', `import '../plugin/index';\n`);
  repository.write('examples/minimal/one.mjs', `import '../../e2e/support/base';\n`);
  repository.write('tools/two.mjs', `import './three.mjs';\n`);
  repository.write('tools/three.mjs', `import './two.mjs';\n`);
  const { code, stderr } = repository.run(SCRIPT, '.');
  expect(code).toBe(1);
  expect(stderr).toContain('modules/check.spec.ts:1 error modules-is-a-leaf: imports plugin/index.ts\n');
  expect(stderr).toContain('examples/minimal/one.mjs:1 error nothing-needs-e2e: imports e2e/support/base.ts\n');
  expect(stderr).toMatch(/^tools\/\w+\.mjs:1 error no-cycle: (tools\/\w+\.mjs) -> tools\/\w+\.mjs -> \1$/m);
});
