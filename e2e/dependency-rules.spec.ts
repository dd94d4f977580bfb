import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(__dirname, '..');
const depcruise = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** The imports of each file of the fixture, allowed or not; type imports count too. */
const IMPORTS: Record<string, string[]> = {
  'diagnostics/diagnostic.ts': [],
  'diagnostics/render.ts': ['./diagnostic', '../state/hash', 'type ../plugin/index'],
  'state/hash.ts': ['node:crypto'],
  'state/folder.ts': ['../diagnostics/diagnostic'],
  'modules/import-closure.ts': ['../diagnostics/diagnostic', '../state/hash'],
  'modules/resolve.ts': ['../generators/init'],
  'executors/codegen/plan.ts': ['../../modules/import-closure', '../../state/hash', 'handlebars'],
  'executors/codegen/executor.ts': ['./plan', '../../plugin/index', '../../cli/main'],
  'plugin/index.ts': [
    '@nx/devkit',
    '../state/hash',
    '../executors/codegen/plan',
    'fast-check',
    './nowhere',
    'nx/src/devkit-internals',
  ],
  'plugin/targets.ts': ['./inputs', '../examples/demo/prepare.mjs'],
  'plugin/inputs.ts': ['./targets'],
  'plugin/index.spec.ts': ['fast-check', './index'],
  'cli/main.ts': ['../plugin/inputs', '../executors/codegen/plan', '../e2e/workspace', '../benchmarks/load'],
  'profile/page.ts': ['../state/hash', 'node:path', '../cli/main', '../executors/codegen/plan', 'node:fs'],
  'bin/run.ts': ['../cli/main'],
  'profile/text.ts': ['../state/hash', '../plugin/inputs'],
  'generators/init.ts': ['../executors/codegen/plan'],
  'e2e/workspace.ts': ['fast-check'],
  'e2e/cache.spec.ts': ['./workspace', '../plugin/inputs'],
  'e2e/built.spec.ts': ['../dist/plugin/index.js'],
  'benchmarks/load.ts': ['../executors/codegen/plan'],
  'examples/demo/prepare.mjs': [],
  'dist/plugin/index.js': [],
};

/** The imports that the rules refuse. */
const REFUSED = [
  'cli/main.ts -> benchmarks/load.ts: nothing-needs-benchmarks',
  'cli/main.ts -> e2e/workspace.ts: nothing-needs-e2e',
  'diagnostics/render.ts -> plugin/index.ts: diagnostics-is-a-leaf',
  'diagnostics/render.ts -> state/hash.ts: diagnostics-is-a-leaf',
  'e2e/built.spec.ts -> dist/plugin/index.js: e2e-sees-the-package-only',
  'e2e/cache.spec.ts -> plugin/inputs.ts: e2e-sees-the-package-only',
  'executors/codegen/executor.ts -> cli/main.ts: executors-know-no-workflow',
  'executors/codegen/executor.ts -> cli/main.ts: only-bin-starts-the-cli',
  'executors/codegen/executor.ts -> plugin/index.ts: executors-know-no-workflow',
  'generators/init.ts -> executors/codegen/plan.ts: generators-only-write-files',
  'modules/resolve.ts -> generators/init.ts: modules-is-a-leaf',
  'plugin/index.ts -> ./nowhere: nothing-unresolved',
  'plugin/index.ts -> executors/codegen/plan.ts: plugin-runs-no-executor',
  'plugin/index.ts -> node_modules/fast-check/index.js: product-needs-no-dev-dependency',
  'plugin/index.ts -> node_modules/nx/src/devkit-internals.js: no-private-nx',
  'plugin/inputs.ts -> plugin/targets.ts: no-cycle',
  'plugin/targets.ts -> examples/demo/prepare.mjs: nothing-needs-examples',
  'profile/page.ts -> cli/main.ts: only-bin-starts-the-cli',
  'profile/page.ts -> cli/main.ts: profile-only-thinks',
  'profile/page.ts -> executors/codegen/plan.ts: profile-only-thinks',
  'profile/page.ts -> fs: profile-only-thinks',
  'profile/text.ts -> plugin/inputs.ts: profile-only-thinks',
  'state/folder.ts -> diagnostics/diagnostic.ts: state-is-a-leaf',
];

const PACKAGES: Record<string, string> = {
  handlebars: 'dependencies',
  'fast-check': 'devDependencies',
  '@nx/devkit': 'peerDependencies',
  nx: 'peerDependencies',
};

let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dependency-rules-')));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) cpSync(join(repository, file), join(folder, file));
  const manifest: Record<string, Record<string, string>> = {};
  for (const [name, kind] of Object.entries(PACKAGES)) {
    (manifest[kind] ??= {})[name] = '1.0.0';
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'exports.x = 1;\n');
  }
  write('node_modules/nx/src/devkit-internals.js', 'exports.x = 1;\n');
  write('package.json', JSON.stringify({ name: 'fixture', version: '1.0.0', ...manifest }));
  for (const [file, imports] of Object.entries(IMPORTS)) {
    const lines = imports.map((specifier, index) => {
      const [keyword, path] = specifier.startsWith('type ')
        ? ['import type', specifier.slice(5)]
        : ['import', specifier];
      return `${keyword} * as m${index} from '${path}';\nexport const v${index}: typeof m${index} | 0 = 0;`;
    });
    write(file, /\.m?js$/.test(file) ? 'exports.x = 1;\n' : `${lines.join('\n')}\nexport const x = 1;\n`);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('each import rule refuses its import, and no other', () => {
  const report = JSON.parse(cruise(['-T', 'json']));
  const found = report.summary.violations.map(
    (one: { from: string; to: string; rule: { name: string } }) => `${one.from} -> ${one.to}: ${one.rule.name}`,
  );
  expect(found.sort()).toEqual(REFUSED);
});

test('a violation makes the command of `npm run lint` fail and names both files', () => {
  expect(() => cruise([])).toThrow(
    expect.objectContaining({
      status: expect.any(Number),
      stdout: expect.stringContaining('error plugin-runs-no-executor: plugin/index.ts → executors/codegen/plan.ts'),
    }),
  );
});

function cruise(args: string[]): string {
  const all = [depcruise, '--config', '.dependency-cruiser.cjs', ...args, '.'];
  return execFileSync(process.execPath, all, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
