import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import { inferWorkflows } from '../../plugin/infer';
import { readWorkflowFile } from '../../plugin/validate';
import { readWorkspaceFacts } from '../../plugin/workspace-facts';
import { UsageError, type Command, type Invocation } from '../command';
import { pluginOptions } from '../plugin-options';
import { readNxJson } from '../workspace';

export const validate: Command = {
  name: 'validate',
  argument: '[file]',
  summary: 'check workflow files',
  help: `Checks one workflow file, or all nx-workflow.json of the workspace: syntax, names, dependencies, outputs,
projects, and settings of the workspace that would replace a task's. Exit code 1 if anything is wrong.`,
  options: [],
  run(invocation) {
    const files = findFiles(invocation);
    const nxJson = readNxJson(invocation.workspaceRoot);
    const options = pluginOptions(nxJson.plugins);
    const facts = readWorkspaceFacts(invocation.workspaceRoot, nxJson.targetDefaults ?? {});
    const inferred = inferWorkflows(files, facts, options);
    const reports = files.map(({ file, text }) => {
      const diagnostics: readonly Diagnostic[] = inferred.find((one) => one.file === file)?.diagnostics ?? [];
      const tasks = readWorkflowFile(text ?? '', file, options.workflowTargetName).workflow?.tasks.length ?? 0;
      return { file, tasks, diagnostics };
    });
    const findings = reports.flatMap(({ diagnostics }) => diagnostics);
    const lines = reports.flatMap(({ file, tasks, diagnostics }) =>
      diagnostics.length > 0 ? [renderDiagnostics(diagnostics)] : [`${file}: ${tasks} tasks, no findings`],
    );
    if (reports.length === 0) lines.push('no nx-workflow.json in this workspace');
    const code = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
    return Promise.resolve({ code, text: lines.join('\n'), json: { files: reports } });
  },
};

function findFiles({ workspaceRoot, positionals }: Invocation): { file: string; text: string | undefined }[] {
  const [chosen] = positionals;
  if (chosen !== undefined) {
    const file = relative(workspaceRoot, resolve(chosen)).replaceAll('\\', '/');
    if (file.startsWith('../') || isAbsolute(file)) throw new UsageError(`${chosen} lies outside the workspace`);
    const text = readText(resolve(chosen));
    if (text === undefined) throw new UsageError(`${chosen} cannot be read`);
    return [{ file, text }];
  }
  const { sync } = require('fast-glob') as typeof import('fast-glob');
  const found = sync('**/nx-workflow.json', {
    cwd: workspaceRoot,
    ignore: ['**/node_modules/**', '**/.git/**', '**/dist/**'],
  });
  return found.sort().map((file) => ({ file, text: readText(join(workspaceRoot, file)) }));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
