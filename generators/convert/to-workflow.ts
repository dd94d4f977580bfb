import { detectPackageManager, formatFiles, logger, offsetFromRoot, readNxJson, type Tree } from '@nx/devkit';
import { addPlugin } from '../init/add-plugin';
import { remove, set } from '../json/edit';
import { taskProperties } from '../own-package';
import { workflowTargetName } from '../plugin-options';
import { orRefuse, Refusal } from '../refusal';
import { addTask } from '../workflow-file/add-task';
import { join } from '../workflow-file/find';
import { readWorkflowFile, WORKFLOW_FILE, type TaskFields } from '../workflow-file/read';
import type { Conversion, ConversionContext } from './conversion';
import { convertScripts } from './from-scripts';
import { convertTargets } from './from-targets';
import type { ConvertOptions } from './options';
import { withOrderEdges } from './order-edges';
import { objectAt, type JsonFile, type ProjectFiles } from './project';

/** Moves a project's targets, or copies its scripts, into the workflow file of its folder. */
export async function toWorkflow(tree: Tree, project: ProjectFiles, options: ConvertOptions): Promise<void> {
  const from = options.from ?? orRefuse(detectSource(project));
  const surroundings = contextOf(tree);
  const conversion = orRefuse(
    from === 'scripts' ? fromScripts(project, options, surroundings) : fromTargets(project, options, surroundings),
  );
  const file = join(project.root, WORKFLOW_FILE);
  const text = orRefuse(withTasks(tree, file, project, conversion, surroundings));
  const edited =
    from === 'scripts' ? hideScripts(project, conversion.converted) : removeTargets(project, conversion.converted);

  const isNew = !tree.exists(file);
  const changes = [...(text === undefined ? [] : [{ path: file, text }]), ...edited].filter(
    (change) => tree.read(change.path, 'utf-8') !== change.text,
  );
  if (isNew && text !== undefined) {
    tree.write(file, text);
    await formatFiles(tree);
  }
  // After the formatter, to keep the layout of existing files.
  for (const change of changes) if (!isNew || change.path !== file) tree.write(change.path, change.text);
  if (changes.length > 0) addPlugin(tree);

  for (const note of conversion.notes) logger.warn(note);
  if (changes.length === 0) logger.info(`nothing to convert in ${project.root}; nothing changed`);
  else
    logger.info(
      `${conversion.tasks.size} ${conversion.tasks.size === 1 ? 'task' : 'tasks'} in ${file}; check it with: npx nx-workflow validate ${file}`,
    );
}

function detectSource(project: ProjectFiles): 'scripts' | 'targets' | Refusal {
  const hasTargets = Object.keys(allTargets(project)).length > 0;
  const hasScripts = Object.keys(objectAt(project.packageJson, 'scripts')).length > 0;
  if (hasTargets && hasScripts) {
    const message = `"${project.name}" has targets and scripts, so --from is required`;
    return new Refusal(message, 'write --from=targets or --from=scripts; convert the others in a second run');
  }
  if (hasTargets) return 'targets';
  if (hasScripts) return 'scripts';
  return new Refusal(
    `"${project.name}" has no targets in project.json and no scripts in package.json`,
    'add a task with: npx nx g nx-workflow:task',
  );
}

function fromScripts(
  project: ProjectFiles,
  options: ConvertOptions,
  surroundings: ConversionContext,
): Conversion | Refusal {
  const scripts = Object.entries(objectAt(project.packageJson, 'scripts')).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const targets = objectAt(project.packageJson, 'nx', 'targets');
  return convertScripts({ scripts: Object.fromEntries(scripts), targets }, options.only, surroundings);
}

function fromTargets(
  project: ProjectFiles,
  options: ConvertOptions,
  surroundings: ConversionContext,
): Conversion | Refusal {
  return convertTargets(allTargets(project), options.only, surroundings);
}

/** As in Nx, project.json wins over package.json. Entries of `nx.targets` that only modify a script are not targets. */
function allTargets(project: ProjectFiles): Record<string, unknown> {
  const inPackage = Object.entries(objectAt(project.packageJson, 'nx', 'targets')).filter(
    ([, target]) => typeof target === 'object' && target !== null && ('executor' in target || 'command' in target),
  );
  return { ...Object.fromEntries(inPackage), ...objectAt(project.projectJson, 'targets') };
}

/** The text of the workflow file with all tasks; undefined if there is nothing to write. */
function withTasks(
  tree: Tree,
  file: string,
  project: ProjectFiles,
  { tasks }: Conversion,
  { umbrella, targetDefaults }: ConversionContext,
): string | undefined | Refusal {
  const before = tree.read(file, 'utf-8');
  let text = before ?? newFile(project, tasks, Object.keys(allTargets(project)), umbrella);
  for (const [name, task] of withOrderEdges(tasks, targetDefaults)) {
    const workflow = readWorkflowFile(file, text);
    if (workflow instanceof Refusal) return workflow;
    const next = addTask(workflow, name, task, umbrella);
    if (next instanceof Refusal) return next;
    text = next ?? text;
  }
  return tasks.size === 0 || text === before ? undefined : text;
}

function newFile(
  { name, root }: ProjectFiles,
  tasks: ReadonlyMap<string, TaskFields>,
  targets: readonly string[],
  umbrella: string,
): string {
  const schema = `${offsetFromRoot(root)}node_modules/nx-workflow/schemas/workflow.json`;
  const mentioned = [...new Set([...tasks.values()].map((task) => task['phase']))].filter(
    (phase) => typeof phase === 'string',
  );
  // In the order of phase targets that `--to=project-json` has written; a phase without one comes last.
  const place = (phase: string): number =>
    (targets.indexOf(`${umbrella}-${phase}`) + targets.length + 1) % (targets.length + 1);
  const phases = mentioned.sort((a, b) => place(a) - place(b));
  const head = { $schema: schema, name: name.replace(/[:*?!^{}[\]()|,"'`\\\s]+/g, '-') };
  return `${JSON.stringify({ ...head, ...(phases.length > 0 ? { phases } : {}), tasks: {} }, null, 2)}\n`;
}

/** Excludes converted scripts from `nx.includedScripts`, because Nx makes targets from scripts too. The scripts stay. */
function hideScripts({ root, projectJson, packageJson }: ProjectFiles, converted: readonly string[]): Change[] {
  if (!packageJson || converted.length === 0) return [];
  const { path, text, value } = packageJson;
  // Without a project.json or an "nx" field, Nx ignores the scripts of the root package.json.
  if (root === '.' && !projectJson && value['nx'] === undefined) return [];
  const listed = objectAt(packageJson, 'nx')['includedScripts'];
  const included = Array.isArray(listed) ? (listed as unknown[]) : Object.keys(objectAt(packageJson, 'scripts'));
  const kept = included.filter((name) => !converted.includes(String(name)));
  const hidden = JSON.stringify(kept) === JSON.stringify(listed) ? text : set(text, ['nx', 'includedScripts'], kept);
  const moved = Object.keys(objectAt(packageJson, 'nx', 'targets')).filter((name) => converted.includes(name));
  return [{ path, text: moved.reduce((rest, name) => remove(rest, ['nx', 'targets', name]), hidden) }];
}

/** Removes converted targets from the project, because they would win over the tasks. */
function removeTargets({ projectJson, packageJson }: ProjectFiles, converted: readonly string[]): Change[] {
  const take = (file: JsonFile | undefined, ...path: string[]): Change[] => {
    const names = Object.keys(objectAt(file, ...path)).filter((name) => converted.includes(name));
    if (!file || names.length === 0) return [];
    return [{ path: file.path, text: names.reduce((text, name) => remove(text, [...path, name]), file.text) }];
  };
  return [...take(projectJson, 'targets'), ...take(packageJson, 'nx', 'targets')];
}

interface Change {
  readonly path: string;
  readonly text: string;
}

function contextOf(tree: Tree): ConversionContext {
  return {
    targetDefaults: readNxJson(tree)?.targetDefaults ?? {},
    umbrella: workflowTargetName(tree),
    properties: taskProperties(),
    runScript: `${detectPackageManager(tree.root)} run`,
  };
}
