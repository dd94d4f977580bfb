import '../needs-devkit';
import { formatFiles, logger, offsetFromRoot, type GeneratorCallback, type Tree } from '@nx/devkit';
import { filesOnly } from '../files-only';
import { addPlugin } from '../init/add-plugin';
import { next, projectName } from '../next-step';
import { workflowTargetName } from '../plugin-options';
import { orRefuse, Refusal } from '../refusal';
import { join, normalizePath, workflowFiles } from '../workflow-file/find';
import { checkName } from '../workflow-file/names';
import { readWorkflowFile, WORKFLOW_FILE } from '../workflow-file/read';
import { declaredProjects, ignoreFolder } from '../workspace';
import type { WorkflowOptions } from './options';
import { emptyWorkflow, STARTER_FILES, STARTER_TASKS, starterWorkflow } from './starter';

/** Writes a starter workflow. Existing files are never changed. */
export default async function workflowGenerator(disk: Tree, options: WorkflowOptions): Promise<GeneratorCallback> {
  const tree = filesOnly(disk);
  const root = normalizePath(options.directory ?? options.name);
  const file = join(root, WORKFLOW_FILE);
  if (orRefuse(isThere(tree, file, options.name))) {
    logger.info(`${file} already exists; nothing changed`);
    return () => undefined;
  }
  orRefuse(check(tree, root, options));
  const schema = `${offsetFromRoot(root)}node_modules/nx-workflow/schemas/workflow.json`;
  const { name, empty = false } = options;
  const project = projectName(tree, { root, name }, root);
  tree.write(file, empty ? emptyWorkflow(name, schema) : starterWorkflow(name, schema, project));
  if (!empty) {
    for (const [path, content] of Object.entries(STARTER_FILES)) {
      if (!tree.exists(join(root, path))) tree.write(join(root, path), content);
    }
  }
  await formatFiles(tree);
  // After the formatter, to keep the layout of existing files.
  addPlugin(tree);
  if (!empty) ignoreFolder(tree, join(root, 'build'));
  if (project !== name) logger.info(`the targets are added to the existing project "${project}" in that folder`);
  return next(empty ? 'npx nx g nx-workflow:codegen' : `npx nx run ${project}:${workflowTargetName(tree)}`);
}

function isThere(tree: Tree, file: string, name: string): boolean | Refusal {
  if (!tree.exists(file)) return false;
  const existing = readWorkflowFile(file, tree.read(file, 'utf-8') ?? '');
  if (existing instanceof Refusal || existing.name === name) return existing instanceof Refusal ? existing : true;
  const other = existing.name === undefined ? 'without a name' : `"${existing.name}"`;
  return new Refusal(
    `${file} already holds the workflow ${other}`,
    'a folder has one workflow: choose another --directory',
  );
}

function check(tree: Tree, root: string, options: WorkflowOptions): Refusal | undefined {
  const wrong = checkName('workflow', options.name);
  if (wrong) return wrong;
  if (root.startsWith('..') || /^([A-Za-z]:|\/)/.test(options.directory ?? '')) {
    const message = `the folder "${options.directory ?? root}" is not inside the workspace`;
    return new Refusal(message, "write it from the workspace's root, like --directory=libs/tokens");
  }
  const projects = declaredProjects(tree);
  const project = projects.find((one) => one.root === root);
  if (!project) return checkProjectName(tree, options.name, projects);
  const umbrella = workflowTargetName(tree);
  if (project.targets.includes(umbrella)) {
    const hint = 'rename that target, or set the plugin option "workflowTargetName" in nx.json';
    return new Refusal(`the project "${project.name}" already has a target "${umbrella}"`, hint);
  }
  const taken = options.empty === true ? undefined : STARTER_TASKS.find((task) => project.targets.includes(task));
  if (taken === undefined) return undefined;
  return new Refusal(
    `the project "${project.name}" already has a target "${taken}"`,
    'write no starter tasks: --empty',
  );
}

/** Refuses a name that another project has, since the folder becomes a project with the workflow's name. */
function checkProjectName(
  tree: Tree,
  name: string,
  projects: ReturnType<typeof declaredProjects>,
): Refusal | undefined {
  const owner = projects.find((project) => project.name === name)?.root ?? ownerAmongWorkflows(tree, name);
  if (owner === undefined) return undefined;
  return new Refusal(`the project in "${owner}" already has the name "${name}"`, 'choose another name');
}

function ownerAmongWorkflows(tree: Tree, name: string): string | undefined {
  for (const file of workflowFiles(tree)) {
    const workflow = readWorkflowFile(file, tree.read(file, 'utf-8') ?? '');
    if (!(workflow instanceof Refusal) && workflow.name === name) return workflow.root;
  }
  return undefined;
}
