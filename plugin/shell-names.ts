import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument } from './document';
import type { Layout } from './layout';
import { runsShell } from './limits';
import type { Task, Workflow } from './workflow';

/** Letters, digits and characters that no shell interprets, and spaces, which are safe in quotes only. */
const PLAIN = /^[\p{L}\p{N}\p{M}@%+=:,./_ -]*$/u;

/**
 * Reports commands with a folder or project name that the shell or the program would interpret: Nx inserts
 * `{projectRoot}` and `{projectName}` unquoted, and a glob in `project` matches any folder.
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

/** The texts that a shell reads; not `cwd` and `env`. */
function textsOf({ target }: Task): string[] {
  const { cwd: _cwd, env: _env, ...options } = target.options ?? {};
  const texts: string[] = [];
  JSON.stringify([target.command, options, target.configurations], (_key, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

/** The harm that a name can do in a command, and its cure; undefined if there is none. */
function harmOf(name: string, token: string, command: string): { why: string; cure: string } | undefined {
  if (!command.includes(token)) return undefined;
  if (!PLAIN.test(name)) {
    const cure = `leave ${token} out of the command: "cwd" in the options sets where it runs`;
    return { why: 'which a shell would interpret', cure };
  }
  if (name.includes(' ') && command.replace(/"[^"]*"|'[^']*'/g, '').includes(token)) {
    return { why: 'which a shell would split into several words', cure: `put ${token} in quotes in the command` };
  }
  const isFirst = command.split(token).some((before, at, all) => at < all.length - 1 && /(^|[\s"'])$/.test(before));
  if (!name.startsWith('-') || !isFirst) return undefined;
  const cure =
    token === '{projectRoot}' ? `write ./${token} in the command` : `write an option before it, as --of=${token}`;
  return { why: 'which a program would read as an option', cure };
}
