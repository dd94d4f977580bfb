import { isAbsolute, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import { inferWorkflows } from '../../plugin/infer';
import { readWorkflowText, type WorkflowText } from '../../plugin/read-workflow-text';
import { readWorkflowFile } from '../../plugin/validate';
import { readWorkspaceFacts } from '../../plugin/workspace-facts';
import { UsageError, type Command, type CommandResult, type Invocation } from '../command';
import { withScratch } from '../hermetic/scratch';
import { validateTask, type HermeticReport } from '../hermetic/validate-task';
import { pluginOptions } from '../plugin-options';
import { readNxJson } from '../workspace';

export const validate: Command = {
  name: 'validate',
  argument: '[file]',
  summary: 'check workflow files, or whether a task gives the same bytes anywhere',
  help: `Checks one workflow file, or all nx-workflow.json of the workspace: syntax, names, dependencies, outputs,
projects, and settings of the workspace that would replace a task's. Exit code 1 if anything is wrong.

With --hermetic <project:target> it runs one task of any kind in a temporary copy of the workspace that has nothing but
the inputs and upstream outputs that the task declares, and compares what comes out with the outputs in the workspace,
byte by byte. It names what the task read or wrote undeclared, each with the line to add. Run the task first; the
workspace itself is not touched. docs/remote-cache.md says more.`,
  options: [{ name: 'hermetic', type: 'string', help: 'run this task, project:target, with only what it declares' }],
  run(invocation) {
    const { hermetic } = invocation.flags;
    if (typeof hermetic === 'string') return runHermetic(hermetic, invocation);
    const files = findFiles(invocation);
    const nxJson = readNxJson(invocation.workspaceRoot);
    const { options, diagnostics: problems } = pluginOptions(invocation.workspaceRoot, nxJson);
    const facts = readWorkspaceFacts(invocation.workspaceRoot, nxJson);
    const inferred = inferWorkflows(files, facts, options);
    const ofFiles = files.map(({ file, text }) => {
      const diagnostics: readonly Diagnostic[] = inferred.find((one) => one.file === file)?.diagnostics ?? [];
      const tasks = readWorkflowFile(text ?? '', file, options.workflowTargetName).workflow?.tasks.length ?? 0;
      return { file, tasks, diagnostics };
    });
    const reports = problems.length > 0 ? [{ file: 'nx.json', tasks: 0, diagnostics: problems }, ...ofFiles] : ofFiles;
    const findings = reports.flatMap(({ diagnostics }) => diagnostics);
    const lines = reports.flatMap(({ file, tasks, diagnostics }) =>
      diagnostics.length > 0
        ? [renderDiagnostics(diagnostics)]
        : [`${file}: ${tasks} ${tasks === 1 ? 'task' : 'tasks'}, no findings`],
    );
    if (ofFiles.length === 0) lines.push('no nx-workflow.json in this workspace');
    const code = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
    return Promise.resolve({ code, text: lines.join('\n'), json: { files: reports } });
  },
};

async function runHermetic(id: string, { workspaceRoot, positionals }: Invocation): Promise<CommandResult> {
  if (positionals.length > 0) throw new UsageError('--hermetic names a task, so there is no file to name');
  const report = await withScratch((scratch) => validateTask(workspaceRoot, id, scratch));
  return { code: report.hermetic ? 0 : 1, text: hermeticText(report), json: report };
}

function hermeticText({ target, hermetic, diagnostics, inputs, outputs, nodeSeen }: HermeticReport): string {
  if (!hermetic) return `${renderDiagnostics(diagnostics)}\n${target}: not hermetic`;
  const made = outputs.files === 0 ? 'no outputs' : `${outputs.files} of ${outputs.files} output files equal`;
  const note = nodeSeen ? '' : '\nno Node process was seen: reads that change no output would not be known';
  return `${target}: hermetic, ${made}, from ${inputs.files} files and ${inputs.upstream} of upstream tasks${note}`;
}

function findFiles({ workspaceRoot, positionals }: Invocation): ({ file: string } & WorkflowText)[] {
  const [chosen] = positionals;
  if (chosen !== undefined) {
    const file = relative(workspaceRoot, resolve(chosen)).replaceAll('\\', '/');
    if (file.startsWith('../') || isAbsolute(file)) throw new UsageError(`${chosen} lies outside the workspace`);
    const read = readWorkflowText(workspaceRoot, file);
    if (read.text === undefined && !read.problem) throw new UsageError(`${chosen} cannot be read`);
    return [{ file, ...read }];
  }
  const { sync } = require('fast-glob') as typeof import('fast-glob');
  const found = sync('**/nx-workflow.json', {
    cwd: workspaceRoot,
    ignore: ['**/node_modules/**', '**/.git/**', '**/dist/**'],
  });
  return found.sort().map((file) => ({ file, ...readWorkflowText(workspaceRoot, file) }));
}
