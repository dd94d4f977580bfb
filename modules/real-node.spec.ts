import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importClosure } from './import-closure';
import { packageIdentities } from './package-identity';
import { type ModuleGraph, moduleGraph, randomFrom } from './testing/module-graphs';

const GRAPHS = process.env['NX_WORKFLOW_TEST_LONG'] ? 2000 : 60;

let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-graphs-')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Imports each entry; prints the modules that ran, and errors of imports. */
const RUNNER = `
let seen, failures, pending;
globalThis.seen = (file) => void seen.add(file);
const show = (value) => { const { file } = value?.default ?? value ?? {}; if (typeof file === 'string') seen.add(file); };
globalThis.attempt = (load) => { try { show(load()); } catch (error) { failures.push(error.code ?? error.message); } };
globalThis.wait = (load) => void pending.push(load().then(show, (error) => void failures.push(error.code ?? error.message)));
(async () => {
  const results = [];
  for (const entry of JSON.parse(process.argv[2])) {
    [seen, failures, pending] = [new Set(), [], []];
    wait(() => import(entry));
    for (let at = 0; at < pending.length; at += 1) await pending[at];
    results.push({ loaded: [...seen].sort(), failures });
  }
  console.log(JSON.stringify({ results, requiresEsm: process.features.require_module === true }));
})();
`;

interface Ran {
  readonly loaded: readonly string[];
  readonly failures: readonly string[];
}

/** Resolution errors, after which no file is loaded. */
const UNRESOLVED =
  /^(?:MODULE_NOT_FOUND|ERR_(?:MODULE_NOT_FOUND|UNSUPPORTED_DIR_IMPORT|PACKAGE_(?:PATH_NOT_EXPORTED|IMPORT_NOT_DEFINED)|INVALID_(?:PACKAGE_TARGET|PACKAGE_CONFIG|MODULE_SPECIFIER)))$/;

function write(root: string, { files, links }: ModuleGraph): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [link, target] of Object.entries(links)) symlinkSync(join(root, target), join(root, link));
}

function run(entries: readonly string[]): readonly Ran[] {
  const runner = join(folder, 'runner.cjs');
  writeFileSync(runner, RUNNER);
  const args = ['--no-warnings', runner, JSON.stringify(entries)];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { results, requiresEsm } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
  // Jest reports that Node cannot require ES modules, since Jest itself cannot.
  Object.defineProperty(process.features, 'require_module', { value: requiresEsm, configurable: true });
  return results;
}

function found(root: string, entry: string): string[] {
  const { files, packages } = importClosure(root, [entry]);
  const ofPackages = packageIdentities(root, packages).flatMap((one) => one.files);
  return [...new Set([...files, ...ofPackages])].filter((file) => !file.endsWith('package.json')).sort();
}

test('closure and identities have exactly the files that Node loads, for random modules and packages', () => {
  const seed = Number(process.env['NX_WORKFLOW_TEST_SEED'] ?? 20261128);
  const graphs = Array.from({ length: GRAPHS }, (_, index) => moduleGraph(randomFrom(seed + index)));
  const roots = graphs.map((graph, index) => {
    const root = join(folder, `g${seed + index}`);
    write(root, graph);
    return root;
  });
  const results = run(graphs.map(({ entry }, index) => join(roots[index]!, entry)));
  let exact = 0;
  let unresolved = 0;
  graphs.forEach(({ entry }, index) => {
    const { loaded, failures } = results[index]!;
    const files = found(roots[index]!, entry);
    const where = roots[index];
    if (failures.every((code) => UNRESOLVED.test(code))) {
      exact += 1;
      unresolved += failures.length;
      expect({ where, files }).toEqual({ where, files: loaded });
    } else {
      // No import of a failing module has run.
      expect({ where, unseen: loaded.filter((file) => !files.includes(file)) }).toEqual({ where, unseen: [] });
    }
  });
  // The sample must have enough graphs without errors.
  expect(exact).toBeGreaterThan(GRAPHS / 2);
  expect(unresolved).toBeGreaterThan(GRAPHS / 2);
  expect(results.flatMap(({ loaded }) => loaded).length).toBeGreaterThan(GRAPHS * 4);
});
