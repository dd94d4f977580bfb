import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { Layout } from './layout';
import type { Task, Workflow } from './workflow';

/** Letters, digits and the signs that no shell reads as anything else. */
const PLAIN = /^[\p{L}\p{N}\p{M}@%+=:,./_ -]*$/u;

/**
 * Finds commands into which Nx would write a folder's or a project's name that a shell takes for more than a name:
 * Nx puts `{projectRoot}` and `{projectName}` there as they are, and a glob takes whatever folder lies there.
 */
export function* checkShellNames(
  workflow: Workflow,
  document: JsonDocument,
  layout: Layout,
  projectName: (root: string) => string,
): Generator<Diagnostic> {
  for (const task of workflow.tasks) {
    if (!runsShell(task)) continue;
    const roots = layout.get(task.name) ?? [];
    for (const token of ['{projectRoot}', '{projectName}'] as const) {
      if (!usesToken(task, token)) continue;
      const name = roots
        .map((root) => (token === '{projectRoot}' ? root : projectName(root)))
        .find((text) => !PLAIN.test(text));
      if (name === undefined) continue;
      const what = token === '{projectRoot}' ? 'folder' : 'name';
      const message = `the command of "${task.name}" would get the project's ${what} ${JSON.stringify(name)}, which a shell takes for more than a name`;
      const hint = `rename it, or leave ${token} out of the command: "cwd" in the options sets where it runs`;
      yield document.atKey('unsafe-project-name', ['tasks', task.name], message, hint);
    }
  }
}

function runsShell({ target }: Task): boolean {
  return target.command !== undefined || target.executor === 'nx:run-commands';
}

/** In `cwd` and `env` a name is a name: no shell reads those. */
function usesToken({ target }: Task, token: string): boolean {
  const { cwd: _cwd, env: _env, ...options } = target.options ?? {};
  return JSON.stringify([target.command, options, target.configurations]).includes(token);
}
