import type { Workspace } from '../workspace';
import { commandsOfCi } from './ci';
import { firstMissingLine } from './output';
import type { CommandStep, EditStep, Page } from './page';

/** The result of a page. */
export interface PageResult {
  /** The commands that a reader types, without setup. */
  readonly commands: readonly string[];
  /** Differences from the page, with its line and the real output. */
  readonly problems: readonly string[];
}

/** Executes all steps of a page, so that the result has all differences. */
export async function runPage(
  name: string,
  page: Page,
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<PageResult> {
  const commands: string[] = [];
  const problems: string[] = [];
  const run = async (line: string, place: string, expected = 0, more: NodeJS.ProcessEnv = {}): Promise<string> => {
    const { code, stdout, stderr } = await workspace.shell(line, { ...env, ...more });
    const output = `${stdout}${stderr}`;
    if (code !== expected) problems.push(`${place}: \`${line}\` ended with ${code}, not ${expected}\n${output}`);
    return output;
  };
  for (const step of page.steps) {
    const place = `${name}:${step.line}`;
    if (step.kind === 'file') {
      workspace.write(step.path, step.content);
      const ci = step.language === 'yaml' ? commandsOfCi(step.path, step.content) : undefined;
      for (const line of ci?.commands ?? []) await run(line, place, 0, ci?.env);
      commands.push(...(ci?.commands ?? []));
    } else if (step.kind === 'edit') {
      problems.push(...edit(workspace, step, place));
    } else if (step.kind === 'commands') {
      for (const line of step.setUp) await run(line, place);
      let output = '';
      for (const [index, line] of step.commands.entries()) {
        const isLast = index === step.commands.length - 1;
        output +=
          isLast && step.stopAfter !== undefined
            ? await untilStopped(line, step.stopAfter, workspace, env)
            : await run(line, place, isLast ? step.exit : 0);
      }
      problems.push(...untrue(step, output).map((problem) => `${place} ${problem}\nbut the output is\n${output}`));
      commands.push(...step.commands);
    }
  }
  return { commands, problems };
}

function untrue({ shown, has, stopAfter }: CommandStep, output: string): string[] {
  const missing = shown === undefined ? undefined : firstMissingLine(shown, output);
  const unsaid = [...has, ...(stopAfter === undefined ? [] : [stopAfter])].filter((text) => !output.includes(text));
  return [
    ...(missing === undefined ? [] : [`shows the line\n${missing}`]),
    ...unsaid.map((text) => `should print\n${text}`),
  ];
}

/** Starts a command, presses Ctrl-C after it has printed a text or after two minutes, and returns its output. */
function untilStopped(line: string, text: string, workspace: Workspace, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done) => {
    const child = workspace.startShell(line, env);
    const end = (signal: NodeJS.Signals): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
    };
    const timer = setTimeout(() => end('SIGKILL'), 120_000);
    let output = '';
    let isStopped = false;
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (isStopped || !output.includes(text)) return;
      isStopped = true;
      end('SIGINT');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', () => {
      clearTimeout(timer);
      done(output);
    });
  });
}

function edit(workspace: Workspace, step: EditStep, place: string): string[] {
  return step.hunks.flatMap(({ before, after }) => {
    const text = workspace.read(step.path);
    const times = text.split(before).length - 1;
    if (times !== 1) return [`${place}: this is ${times} times in ${step.path}:\n${before}\nof\n${text}`];
    workspace.write(
      step.path,
      text.replace(before, () => after),
    );
    return [];
  });
}
