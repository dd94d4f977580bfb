import '../needs-devkit';
import { logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { filesOnly } from '../files-only';
import { append } from '../json/edit';
import { next, runTask } from '../next-step';
import { orRefuse, Refusal } from '../refusal';
import { findCodegenTask, type CodegenTask } from '../workflow-file/codegen-task';
import { findWorkflow, join } from '../workflow-file/find';
import { checkMatch, firstGlob } from '../workflow-file/globs';
import { checkFileName } from '../workflow-file/names';
import { keepFromPrettier } from '../workspace';
import type { TemplateOptions } from './options';
import { starterTemplate } from './starter';

/**
 * Adds a template and the entry of `emit` that uses it. An existing template is never changed. Templates
 * are not formatted, because formatters would read them as HTML.
 */
export default function templateGenerator(disk: Tree, options: TemplateOptions): GeneratorCallback {
  const tree = filesOnly(disk);
  const workflow = orRefuse(findWorkflow(tree, options.workflow));
  const task = orRefuse(findCodegenTask(workflow, options.task));
  orRefuse(checkFileName('template', options.name));
  const glob = firstGlob(task.templates, workflow.root);
  if (!glob)
    return orRefuse(new Refusal(`the task "${task.name}" has no "templates"`, 'add a glob of templates first'));
  const file = `${join(glob.folder, options.name)}${glob.extension === '' ? '.hbs' : glob.extension}`;
  orRefuse(checkMatch(file, task.templates, workflow.root));
  const { each = 'pattern' } = options;
  const to = options.to ?? defaultTo(options.name, each, task);
  const isListed = orRefuse(checkEmit(task, options.name, to, each));
  if (isListed && tree.exists(file)) {
    logger.info(`the task "${task.name}" already makes "${to}" from ${file}; nothing changed`);
    return () => undefined;
  }
  if (!tree.exists(file)) tree.write(file, starterTemplate(to, each));
  keepFromPrettier(tree, glob.folder, ['*.hbs']);
  if (!isListed) {
    const entry = { template: options.name, to, ...(each === 'pattern' ? {} : { each }) };
    tree.write(workflow.path, append(workflow.text, ['tasks', task.name, 'options', 'emit'], entry));
  }
  return next(runTask(tree, workflow, workflow.root, task.name));
}

/** True if the task already has this entry; a refusal if it cannot be added. */
function checkEmit(task: CodegenTask, template: string, to: string, each: string): boolean | Refusal {
  const mangled = /\{\{(projectRoot|projectName|workspaceRoot)\}\}/.exec(to);
  if (mangled) {
    const hint = `write {{ ${mangled[1] ?? ''} }}, with spaces`;
    return new Refusal(`Nx would replace the inner part of ${mangled[0]} before the task sees it`, hint);
  }
  if (to === '' || /^([A-Za-z]:)?[\\/]|(^|[\\/])\.\.([\\/]|$)/.test(to)) {
    return new Refusal(`"${to}" is not a path below the output folder`, 'write it like --to="{{kebabCase @name}}.css"');
  }
  if (each !== 'library' && !to.includes('{{')) {
    const [what, all] = each === 'source' ? ['source file', 'source files'] : ['pattern', 'patterns'];
    const hint = `put the name of the ${what} into it, like {{kebabCase @name}}, or write --each=library`;
    return new Refusal(`all ${all} would be written to the one file "${to}"`, hint);
  }
  const same = task.emit.find((entry) => entry['to'] === to);
  if (!same) return false;
  if (same['template'] === template && (same['each'] ?? 'pattern') === each) return true;
  return new Refusal(
    `the task "${task.name}" already makes "${to}" from "${String(same['template'])}"`,
    'choose another --to',
  );
}

/** The default of `to`, with the extension of the files that the task already makes. */
function defaultTo(name: string, each: string, task: CodegenTask): string {
  const known = task.emit[0]?.['to'];
  const extension = typeof known === 'string' ? /\.[A-Za-z0-9]+$/.exec(known)?.[0] : undefined;
  return each === 'library'
    ? `${name}${extension ?? '.ts'}`
    : `{{kebabCase @name}}.${name.replaceAll('/', '.')}${extension ?? '.ts'}`;
}
