import type { Tree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { didYouMean } from '../../diagnostics/suggest';
import { Refusal } from '../refusal';
import { join, normalizePath, workflowFiles } from '../workflow-file/find';
import { isObject, readWorkflowFile, WORKFLOW_FILE } from '../workflow-file/read';
import { declaredProjects } from '../workspace';

/** A project with its parsed files. */
export interface ProjectFiles {
  readonly name: string;
  readonly root: string;
  readonly projectJson: JsonFile | undefined;
  readonly packageJson: JsonFile | undefined;
}

export interface JsonFile {
  readonly path: string;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** @param wanted name or root of a project */
export function findProject(tree: Tree, wanted: string): ProjectFiles | Refusal {
  const projects = declaredProjects(tree);
  const path = normalizePath(wanted);
  const found =
    projects.find((project) => project.name === wanted) ?? projects.find((project) => project.root === path);
  const root = found?.root ?? rootOfWorkflow(tree, wanted) ?? path;
  const projectJson = readJsonFile(tree, join(root, 'project.json'));
  const packageJson = readJsonFile(tree, join(root, 'package.json'));
  const hasFiles = projectJson !== undefined || packageJson !== undefined;
  if (!found && !hasFiles && !tree.exists(join(root, WORKFLOW_FILE))) {
    const names = projects.map((project) => project.name);
    return new Refusal(`there is no project "${wanted}"`, didYouMean(wanted, names));
  }
  const declared = [projectJson?.value['name'], packageJson?.value['name']].find((name) => typeof name === 'string');
  return { name: found?.name ?? declared ?? root.split('/').at(-1) ?? root, root, projectJson, packageJson };
}

/** The root of a project that exists only by its workflow file, and so has the workflow's name. */
function rootOfWorkflow(tree: Tree, name: string): string | undefined {
  for (const file of workflowFiles(tree)) {
    const workflow = readWorkflowFile(file, tree.read(file, 'utf-8') ?? '');
    if (!(workflow instanceof Refusal) && workflow.name === name) return workflow.root;
  }
  return undefined;
}

export function objectAt(file: JsonFile | undefined, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  let value: unknown = file?.value;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return isObject(value) ? value : {};
}

function readJsonFile(tree: Tree, path: string): JsonFile | undefined {
  const text = tree.read(path, 'utf-8');
  if (text === null) return undefined;
  const value: unknown = parse(text);
  return { path, text, value: isObject(value) ? value : {} };
}
