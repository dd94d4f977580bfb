import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderDiagnostics } from '../diagnostics/render';
import { didYouMean } from '../diagnostics/suggest';
import { FoundError, UsageError, type Command, type ExitCode } from './command';
import { findWorkspaceRoot } from './workspace';

/** Commands by name; each is loaded when it is called. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Command }>> = {
  validate: {
    summary: 'check workflow files',
    load: () => (require('./commands/validate') as typeof import('./commands/validate')).validate,
  },
  plan: {
    summary: 'show what a codegen target would render, compile and prune',
    load: () => (require('./commands/plan') as typeof import('./commands/plan')).plan,
  },
  explain: {
    summary: 'say why each file is due, or that it is fresh',
    load: () => (require('./commands/explain') as typeof import('./commands/explain')).explain,
  },
  check: {
    summary: 'fail if anything generated is out of date on disk',
    load: () => (require('./commands/check') as typeof import('./commands/check')).check,
  },
  status: {
    summary: 'show the template cache and the state of all codegen targets',
    load: () => (require('./commands/status') as typeof import('./commands/status')).status,
  },
  clean: {
    summary: 'empty the state folder',
    load: () => (require('./commands/clean') as typeof import('./commands/clean')).clean,
  },
};

/** The command line. Sets the exit code of the process; never throws. */
export function main(args: readonly string[]): void {
  run(args).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
      process.exitCode = 2;
    },
  );
}

async function run([name, ...rest]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const asked = name === 'help' && rest[0] !== undefined ? COMMANDS[rest[0]] : undefined;
    process.stdout.write(asked ? commandHelp(asked.load()) : generalHelp());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${ownVersion()}\n`);
    return 0;
  }
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!known) return wrongUse(`there is no command "${name}"`, didYouMean(name, Object.keys(COMMANDS)));
  const command = known.load();
  try {
    return await runCommand(command, rest);
  } catch (error) {
    if (error instanceof UsageError) {
      return wrongUse(error.message, error.hint ?? `nx-workflow ${command.name} --help`);
    }
    if (error instanceof FoundError) {
      process.stderr.write(`${renderDiagnostics(error.diagnostics)}\n`);
      return 1;
    }
    throw error;
  }
}

async function runCommand(command: Command, args: readonly string[]): Promise<ExitCode> {
  const options = Object.fromEntries(command.options.map(({ name, type }) => [name, { type }]));
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] ?? '');
  }
  const { values, positionals } = parsed;
  if (values['help'] === true) {
    process.stdout.write(commandHelp(command));
    return 0;
  }
  const most = command.argument === '' ? 0 : 1;
  if (positionals.length > most) throw new UsageError(`"${positionals[most]}" is one argument too many`);
  if (command.argument.startsWith('<') && positionals.length === 0)
    throw new UsageError(`${command.argument} is missing`);
  const workspaceRoot = findWorkspaceRoot(process.cwd());
  if (workspaceRoot === undefined)
    throw new UsageError('this is no Nx workspace: no nx.json here or above', 'call it in a workspace');
  const flags = values as Record<string, string | boolean | undefined>;
  const result = await command.run({ workspaceRoot, env: process.env, positionals, flags });
  process.stdout.write(values['json'] === true ? `${JSON.stringify(result.json, null, 2)}\n` : `${result.text}\n`);
  return result.code;
}

function wrongUse(message: string, hint: string): ExitCode {
  process.stderr.write(`nx-workflow: ${message}\n  hint: ${hint}\n`);
  return 2;
}

function generalHelp(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `nx-workflow: checks and previews of workflows and generated code

Usage: nx-workflow <command> [argument] [options]

Commands:
${rows.join('\n')}

Every command has --help and --json. Exit code: 0 all is well, 1 something was found, 2 wrong use.
Workflows themselves run through Nx: nx run <project>:workflow, nx run-many -t workflow, nx affected -t workflow.
`;
}

function commandHelp(command: Command): string {
  const options = [
    ...command.options.map(({ name, type, help }) => ({
      flag: `--${name}${type === 'string' ? ' <value>' : ''}`,
      help,
    })),
    { flag: '--json', help: 'print JSON for programs' },
    { flag: '--help', help: 'print this' },
  ];
  const width = Math.max(...options.map(({ flag }) => flag.length));
  const usage = ['nx-workflow', command.name, command.argument, '[options]'].filter((part) => part !== '').join(' ');
  return `${usage}: ${command.summary}

${command.help}

Options:
${options.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`).join('\n')}
`;
}

function ownVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
