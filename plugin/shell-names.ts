import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { Layout } from './layout';
import { runsShell } from './limits';
import type { Task, Workflow } from './workflow';

/** Letters, digits and the signs that no shell reads as anything else; a space only where it stands in quotes. */
const PLAIN = /^[\p{L}\p{N}\p{M}@%+=:,./_ -]*$/u;

/**
 * Finds commands into which Nx would write a folder's or a project's name that is taken for more than a name, by the
 * shell or by the program: Nx puts `{projectRoot}` and `{projectName}` there as they are, and a glob takes whatever
 * folder lies there.
 */
export function* checkShellNames(
  workflow: Workflow,
  document: JsonDocument,
  layout: Layout,
  projectName: (root: string) => string,
): Generator<Diagnostic> {
  for (const task of workflow.tasks) {
    if (!runsShell(task.target)) continue;
    const roots = layout.get(task.name) ?? [];
    const commands = textsOf(task);
    for (const token of ['{projectRoot}', '{projectName}'] as const) {
      const [what, nameOf] = token === '{projectRoot}' ? ['folder', (root: string) => root] : ['name', projectName];
      for (const name of roots.map(nameOf)) {
        const harm = commands.map((command) => harmOf(name, token, command)).find((found) => found !== undefined);
        if (harm === undefined) continue;
        const message = `the command of "${task.name}" would get the project's ${what} ${JSON.stringify(name)}, ${harm.why}`;
        yield document.atKey('unsafe-project-name', ['tasks', task.name], message, `rename it, or ${harm.cure}`);
        break;
      }
    }
  }
}

/** What a shell may read. In `cwd` and `env` a name is a name: no shell reads those. */
function textsOf({ target }: Task): string[] {
  const { cwd: _cwd, env: _env, ...options } = target.options ?? {};
  const texts: string[] = [];
  JSON.stringify([target.command, options, target.configurations], (_key, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

/** What may come of a name in a command. */
function harmOf(name: string, token: string, command: string): { why: string; cure: string } | undefined {
  if (!command.includes(token)) return undefined;
  if (!PLAIN.test(name)) {
    const cure = `leave ${token} out of the command: "cwd" in the options sets where it runs`;
    return { why: 'which a shell takes for more than a name', cure };
  }
  if (name.includes(' ') && command.replace(/"[^"]*"|'[^']*'/g, '').includes(token)) {
    return { why: 'which a shell takes for several words', cure: `put ${token} in quotes in the command` };
  }
  const isFirst = command.split(token).some((before, at, all) => at < all.length - 1 && /(^|[\s"'])$/.test(before));
  if (!name.startsWith('-') || !isFirst) return undefined;
  const cure =
    token === '{projectRoot}' ? `write ./${token} in the command` : `write an option before it, as --of=${token}`;
  return { why: 'which a program takes for an option', cure };
}
