import '../needs-devkit';
import { formatFiles, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { stringify } from 'yaml';
import { suggest } from '../../diagnostics/suggest';
import { filesOnly } from '../files-only';
import { next, runTask } from '../next-step';
import { orRefuse, Refusal } from '../refusal';
import { findCodegenTask, type CodegenTask } from '../workflow-file/codegen-task';
import { findWorkflow, join, normalizePath } from '../workflow-file/find';
import { checkMatch, filesBelow, firstGlob, inWorkspace, type FileGlob } from '../workflow-file/globs';
import { checkFileName } from '../workflow-file/names';
import { copySpec } from './copy-spec';
import { minimalSpec } from './minimal-spec';
import type { PatternOptions } from './options';

const EXTENSIONS = ['.yaml', '.yml', '.json', '.jsonc'];

/** Adds a spec to a codegen task. An existing spec is never changed. */
export default async function patternGenerator(disk: Tree, options: PatternOptions): Promise<GeneratorCallback> {
  const tree = filesOnly(disk);
  const workflow = orRefuse(findWorkflow(tree, options.workflow));
  const task = orRefuse(findCodegenTask(workflow, options.task));
  orRefuse(checkFileName('pattern', options.name));
  const root = orRefuse(projectOf(tree, task, options.project));
  const glob = firstGlob(task.patterns, root);
  if (!glob)
    return orRefuse(new Refusal(`the task "${task.name}" has no "patterns"`, 'add a glob of spec files first'));
  const existing = filesBelow(tree, glob.folder, EXTENSIONS);
  const [document] = existing;
  if (task.items !== undefined && document !== undefined) {
    const message = `the patterns of the task "${task.name}" are members of documents ("items": "${task.items}"), not files`;
    return orRefuse(new Refusal(message, `write the new one into ${document}`));
  }
  const there = existing.find((file) => withoutExtension(file) === join(glob.folder, options.name));
  if (there !== undefined) {
    logger.info(`${there} already exists; nothing changed`);
    return () => undefined;
  }
  const { extension, content } = orRefuse(newSpec(tree, task, root, glob, existing, options));
  const file = `${join(glob.folder, options.name)}${extension}`;
  orRefuse(checkMatch(file, task.patterns, root));
  tree.write(file, content);
  await formatFiles(tree);
  return next(runTask(tree, workflow, root, task.name));
}

/** The project for the spec: the given one, or the only one that the task runs on. */
function projectOf(tree: Tree, task: CodegenTask, wanted: string | undefined): string | Refusal {
  const hint = `it runs on: ${task.projects.join(', ')}`;
  if (wanted !== undefined) {
    const root = normalizePath(wanted);
    return tree.exists(root) ? root : new Refusal(`there is no folder "${wanted}"`, hint);
  }
  const [only = '.', ...others] = task.projects;
  if (others.length === 0 && !/[*?{[]/.test(only)) return only;
  return new Refusal(`the task "${task.name}" runs on several projects, so --project must say which`, hint);
}

interface NewSpec {
  readonly extension: string;
  readonly content: string;
}

function newSpec(
  tree: Tree,
  task: CodegenTask,
  root: string,
  glob: FileGlob,
  existing: readonly string[],
  { name, from }: PatternOptions,
): NewSpec | Refusal {
  const names = new Map(existing.map((file) => [withoutExtension(file).slice(glob.folder.length + 1), file]));
  const model = from === undefined ? existing[0] : names.get(withoutExtension(from));
  if (from !== undefined && model === undefined) {
    const near = suggest(from, names.keys());
    const hint = near === undefined ? `the folder is ${glob.folder}` : `did you mean "${near}"?`;
    return new Refusal(`there is no pattern "${from}" for the task "${task.name}"`, hint);
  }
  if (model !== undefined) {
    logger.info(`a copy of ${model}; edit it`);
    const content = copySpec(tree.read(model, 'utf-8') ?? '', baseName(withoutExtension(model)), baseName(name));
    return { extension: model.slice(withoutExtension(model).length), content };
  }
  const extension = glob.extension === '' ? '.yaml' : glob.extension;
  const schema = task.schema === undefined ? undefined : inWorkspace(task.schema, root);
  const schemaText = schema === undefined ? undefined : tree.read(schema, 'utf-8');
  const value =
    schema === undefined || typeof schemaText !== 'string' ? { name } : minimalSpec(schema, schemaText, baseName(name));
  if (value instanceof Refusal) return value;
  const isJson = extension.startsWith('.json');
  return { extension, content: isJson ? `${JSON.stringify(value, null, 2)}\n` : stringify(value) };
}

function withoutExtension(file: string): string {
  return file.replace(/\.(ya?ml|jsonc?)$/, '');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
