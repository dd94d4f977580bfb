import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'jsonc-parser';
import type { CodegenOptions } from '../options';
import { contextOf } from './target-context';
import { Workspace, type RunChanges } from './workspace';

const REPOSITORY = resolve(__dirname, '../..');

/** The codegen target of an example in a temporary workspace, to run without Nx. */
export interface ExampleTarget {
  readonly workspace: Workspace;
  readonly changes: RunChanges;
}

/** Packages that each example imports. */
const PACKAGES = {
  minimal: [],
  tokens: ['yaml'],
  graphql: ['graphql'],
  openapi: ['@apidevtools/swagger-parser', 'prettier'],
  'k1-node1': [],
} as const;

export type ExampleName = keyof typeof PACKAGES;

export function exampleTarget(name: ExampleName): ExampleTarget {
  const folder = `examples/${name}`;
  const options = name === 'k1-node1' ? allOfK1() : optionsOf(name, 'generate');
  const workspace = new Workspace(options.options, {});
  cpSync(join(REPOSITORY, folder), join(workspace.root, folder), { recursive: true, filter: isSource });
  for (const one of PACKAGES[name]) copyPackage(one, workspace.root);
  return { workspace, changes: { context: contextOf([`{workspaceRoot}/${folder}/**/*`, ...(options.inputs ?? [])]) } };
}

interface Target {
  readonly options: CodegenOptions;
  readonly inputs?: readonly unknown[];
}

function optionsOf(name: ExampleName, task: string): Target {
  const text = readFileSync(join(REPOSITORY, 'examples', name, 'nx-workflow.json'), 'utf8');
  const { tasks } = parse(text.replaceAll('{projectRoot}', `examples/${name}`)) as { tasks: Record<string, Target> };
  return tasks[task]!;
}

/** K1 has one target per family; this one has all 46 patterns. */
function allOfK1(): Target {
  const { options } = optionsOf('k1-node1', 'code-generation');
  return { options: { ...options, patterns: ['examples/k1-node1/patterns/*/*.yaml'] }, inputs: [] };
}

function isSource(path: string): boolean {
  return !/[\\/](build|generated|node_modules)([\\/]|$)/.test(path.slice(REPOSITORY.length));
}

/** Copies a package with all its dependencies as files, so that every system finds them in the workspace. */
function copyPackage(name: string, root: string): void {
  const [from, to] = [join(REPOSITORY, 'node_modules', name), join(root, 'node_modules', name)];
  if (existsSync(to) || !existsSync(from)) return;
  cpSync(from, to, { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const one of Object.keys(dependencies)) copyPackage(one, root);
}
