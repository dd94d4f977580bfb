import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '..');

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-generators-')))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | undefined>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    if (text === undefined) execFileSync('mkfifo', [join(folder, path)]);
    else writeFileSync(join(folder, path), text);
  }
}

/** Runs a built generator on real files, as Nx does, in a process that is killed if it blocks. @returns its error */
function refusal(generator: string, options: object): string {
  const program = `
const { FsTree, flushChanges } = require('nx/src/generators/tree');
const { default: generate } = require(${JSON.stringify(join(REPOSITORY, 'dist/generators', generator, 'generator.js'))});
const tree = new FsTree(${JSON.stringify(folder)}, false);
Promise.resolve().then(() => generate(tree, ${JSON.stringify(options)})).then(
  () => {
    flushChanges(tree.root, tree.listChanges());
    process.stdout.write('no refusal');
  },
  (error) => process.stdout.write(error.message),
);`;
  const { stdout, signal, stderr } = spawnSync(process.execPath, ['--eval', program], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return signal === null ? stdout || stderr : 'it hangs';
}

it('a generator reads no named pipe', () => {
  const options = { patterns: ['specs/*.yaml'], schema: 'schema.json', emit: [], outputDir: 'generated' };
  const tasks = { generate: { executor: 'nx-workflow:codegen', options } };
  write({
    'nx.json': '{}',
    'package.json': '{ "name": "w" }',
    'app/nx-workflow.json': JSON.stringify({ name: 'app', tasks }),
    'schema.json': undefined,
  });
  expect(refusal('pattern', { name: 'new', workflow: 'app', task: 'generate' })).toBe(
    'schema.json is a named pipe, not a file\nhint: put a file in its place, or remove it',
  );
});

it('a generator does not write to a named pipe', () => {
  write({ 'nx.json': '{}', 'package.json': '{ "name": "w" }', 'app/nx-workflow.json': undefined });
  expect(refusal('workflow', { name: 'app' })).toBe(
    'app/nx-workflow.json is a named pipe, not a file\nhint: put a file in its place, or remove it',
  );
});
