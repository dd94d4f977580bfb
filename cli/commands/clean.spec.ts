import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clean } from './clean';

let state: string;
beforeEach(() => (state = mkdtempSync(join(tmpdir(), 'nx-workflow-'))));
afterEach(() => rmSync(state, { recursive: true }));

async function cleaned(flags: Readonly<Record<string, string>> = {}): Promise<string> {
  const context = { workspaceRoot: state, env: { NX_WORKFLOW_CACHE_DIR: state }, flags };
  const { text } = await clean.run(context as unknown as Parameters<typeof clean.run>[0]);
  return text;
}

function write(folder: string, ...names: readonly string[]): void {
  mkdirSync(join(state, folder), { recursive: true });
  for (const name of names) writeFileSync(join(state, folder, name), '');
}

const A = '0123456789abcdef0123456789abcdef';
const B = 'f'.repeat(32);

it('removes all stored state of codegen targets except their outputs', async () => {
  write('index', `${A}.index`, `${A}.usage`, `${A}.reads`, `${B}.index`);
  write('templates', `${A}${B}.js`, 'nx-workflow-use.log');
  write(`typecheck/${B}`, 'check.tsbuildinfo');
  expect(await cleaned()).toBe('removed 1 template, 2 indexes and 1 type check; kept 0 templates');
  expect(['index', 'templates', 'typecheck'].flatMap((folder) => readdirSync(join(state, folder)))).toEqual([]);
});

it('leaves user files in the state folder alone', async () => {
  const files = {
    index: ['main.index', 'a.usage', `${A}x.index`, `${A}.indexes`],
    templates: ['page.js', `${A}.js`, 'use.log', `${A}${B}.jsx`, `x${A}${B}.js`],
    'typecheck/mine': ['check.tsbuildinfo'],
    runs: ['package.json'],
    codegen: ['options.json'],
  };
  for (const [folder, names] of Object.entries(files)) write(folder, ...names);
  expect(await cleaned()).toBe('removed 0 templates, 0 indexes and 0 type checks; kept 0 templates');
  for (const [folder, names] of Object.entries(files))
    expect(readdirSync(join(state, folder)).sort()).toEqual([...names].sort());
});
