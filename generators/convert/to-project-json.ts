import { createProjectGraphAsync, formatFiles, logger, offsetFromRoot, type ProjectGraph, type Tree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { compareText } from '../../diagnostics/diagnostic';
import { set } from '../json/edit';
import { orRefuse, Refusal } from '../refusal';
import { join, normalizePath } from '../workflow-file/find';
import { isObject, readWorkflowFile, WORKFLOW_FILE, type TaskFields } from '../workflow-file/read';
import type { ProjectFiles } from './project';
import { targetsOfWorkflow, type NxProject, type WrittenProject } from './to-targets';

/** Writes the targets of a workflow file to project.json, and deletes the workflow file. */
export async function toProjectJson(
  tree: Tree,
  project: ProjectFiles,
  readGraph: () => Promise<ProjectGraph> = createProjectGraphAsync,
): Promise<void> {
  const file = join(project.root, WORKFLOW_FILE);
  const text = tree.read(file, 'utf-8');
  if (text === null) {
    if (!JSON.stringify(project.projectJson?.value ?? {}).includes('"nxWorkflow"')) {
      return orRefuse(new Refusal(`there is no ${file}`, 'name the project in whose folder the workflow file is'));
    }
    logger.info(`${project.root} has no workflow file, and its targets are in project.json; nothing changed`);
    return;
  }
  const workflow = orRefuse(readWorkflowFile(file, text));
  const { projects, notes } = orRefuse(targetsOfWorkflow(workflow, seenProjects(await readGraph())));
  for (const one of projects) orRefuse(checkFree(tree, one));

  const isNew = ({ root }: WrittenProject): boolean => !tree.exists(join(root, 'project.json'));
  const [fresh, others] = [projects.filter(isNew), projects.filter((one) => !isNew(one))];
  for (const { name, root, namedInputs, targets } of fresh) {
    const $schema = `${offsetFromRoot(root)}node_modules/nx/schemas/project-schema.json`;
    const named = Object.keys(namedInputs).length > 0 ? { namedInputs } : {};
    tree.write(join(root, 'project.json'), `${JSON.stringify({ $schema, name, ...named, targets }, null, 2)}\n`);
  }
  await formatFiles(tree);
  // After the formatter, to keep the layout of existing files.
  for (const { root, namedInputs, targets } of others) {
    const path = join(root, 'project.json');
    const edits = Object.entries({ namedInputs, targets }).flatMap(([key, entries]) =>
      Object.entries(entries).map(([name, value]) => ({ at: [key, name], value })),
    );
    const edited = edits.reduce((json, { at, value }) => set(json, at, value), tree.read(path, 'utf-8') ?? '{}\n');
    tree.write(path, edited);
  }
  tree.delete(file);
  for (const note of notes) logger.warn(note);
  const count = projects.reduce((sum, one) => sum + Object.keys(one.targets).length, 0);
  logger.info(
    `${count} ${count === 1 ? 'target' : 'targets'} in ${projects.map(({ root }) => join(root, 'project.json')).join(', ')}; ${file} is deleted`,
  );
}

function seenProjects(graph: ProjectGraph): NxProject[] {
  return Object.values(graph.nodes)
    .map(({ name, data }) => ({
      name,
      root: normalizePath(data.root),
      targets: (data.targets ?? {}) as Record<string, TaskFields>,
      namedInputs: data.namedInputs ?? {},
    }))
    .sort((a, b) => compareText(a.root, b.root));
}

/** Refuses if the project has a target with the name of a task, since it is unclear which one is intended. */
function checkFree(tree: Tree, { root, targets }: WrittenProject): Refusal | undefined {
  const path = join(root, 'project.json');
  const own: unknown = parse(tree.read(path, 'utf-8') ?? '{}');
  const ownTargets = isObject(own) && isObject(own['targets']) ? own['targets'] : {};
  const name = Object.keys(targets).find((target) => Object.hasOwn(ownTargets, target));
  if (name === undefined) return undefined;
  return new Refusal(
    `${path} already has a target "${name}"`,
    'remove it first; its fields can be added to the new one',
  );
}
