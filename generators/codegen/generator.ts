import '../needs-devkit';
import {
  addDependenciesToPackageJson,
  formatFiles,
  logger,
  readJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { filesOnly } from '../files-only';
import { addPlugin } from '../init/add-plugin';
import { next, runTask } from '../next-step';
import { workflowTargetName } from '../plugin-options';
import { orRefuse, Refusal } from '../refusal';
import { addTask } from '../workflow-file/add-task';
import { CODEGEN_EXECUTOR } from '../workflow-file/codegen-task';
import { findWorkflow, join, normalizePath } from '../workflow-file/find';
import { checkFileName } from '../workflow-file/names';
import { isObject, type TaskFields, type WorkflowFile } from '../workflow-file/read';
import { ignoreFolder, keepFromPrettier } from '../workspace';
import type { CodegenOptions } from './options';
import { starterFiles, starterTask } from './starter';

/** The packages for compiling, in the versions that this package is tested with; both also need TypeScript for type checks. */
const TRANSFORMERS = {
  oxc: { 'oxc-transform': '0.158.0', typescript: '5.9.3' },
  typescript: { typescript: '5.9.3' },
} as const;

/** Adds a codegen task with a first pattern, template and schema. Existing files are not changed. */
export default async function codegenGenerator(disk: Tree, options: CodegenOptions): Promise<GeneratorCallback> {
  const tree = filesOnly(disk);
  const workflow = orRefuse(findWorkflow(tree, options.workflow));
  const { name = 'generate', compile = 'none', pattern = 'example', items, commit = false } = options;
  const folder = normalizePath(options.folder ?? '.');
  orRefuse(checkFileName('pattern', pattern));
  const fields = starterTask({ pattern, folder, compile, items, commit });
  const text = orRefuse(addTask(workflow, name, fields, workflowTargetName(tree)));
  orRefuse(checkFolder(workflow, name, fields, folder));

  const root = join(workflow.root, folder);
  const missing = Object.entries(starterFiles({ pattern, items })).filter(([path]) => !tree.exists(join(root, path)));
  if (text === undefined && missing.length === 0) {
    logger.info(`${workflow.path} already has this task "${name}"; nothing changed`);
    return () => undefined;
  }
  const write = ([path, content]: [string, string]): void => tree.write(join(root, path), content);
  const [templates, others] = [missing.filter(isTemplate), missing.filter((file) => !isTemplate(file))];
  others.forEach(write);
  await formatFiles(tree);
  // After the formatter, which would format templates as HTML; the other files belong to the user.
  templates.forEach(write);
  keepFromPrettier(tree, join(root, 'templates'), ['*.hbs']);
  if (text !== undefined) tree.write(workflow.path, text);
  addPlugin(tree);
  // Prettier would change committed files, which then count as edited.
  if (commit) keepFromPrettier(tree, join(root, 'generated'));
  else ignoreFolder(tree, join(root, 'generated'));
  const install = compile === 'none' ? undefined : addTransformer(tree, compile);
  return next(runTask(tree, workflow, workflow.root, name), install);
}

function isTemplate([path]: [string, string]): boolean {
  return path.endsWith('.hbs');
}

/** Refuses a folder outside the workflow's, or one that another task generates into. */
function checkFolder(workflow: WorkflowFile, name: string, fields: TaskFields, folder: string): Refusal | undefined {
  if (folder.startsWith('..')) {
    return new Refusal(`the folder "${folder}" is not inside ${workflow.root}`, `write --folder=${name}`);
  }
  const outputDir = outputDirOf(fields);
  for (const [other, theirs] of workflow.tasks) {
    if (other === name || theirs['executor'] !== CODEGEN_EXECUTOR || outputDirOf(theirs) !== outputDir) continue;
    return new Refusal(`the task "${other}" already generates into "${outputDir}"`, `write --folder=${name}`);
  }
  return undefined;
}

function outputDirOf(fields: TaskFields): string {
  const options = fields['options'];
  const outputDir = isObject(options) ? options['outputDir'] : undefined;
  return typeof outputDir === 'string' ? outputDir : '';
}

function addTransformer(tree: Tree, compile: keyof typeof TRANSFORMERS): GeneratorCallback {
  const manifest = readJson<Record<string, Record<string, string> | undefined>>(tree, 'package.json');
  const isThere = (name: string): boolean =>
    ['dependencies', 'devDependencies'].some((kind) => manifest[kind]?.[name] !== undefined);
  const missing = Object.entries(TRANSFORMERS[compile]).filter(([name]) => !isThere(name));
  return missing.length === 0 ? () => undefined : addDependenciesToPackageJson(tree, {}, Object.fromEntries(missing));
}
