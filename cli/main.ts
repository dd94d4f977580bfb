import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { githubAnnotations, gitlabReport } from '../diagnostics/annotations';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { renderDiagnostics } from '../diagnostics/render';
import { didYouMean } from '../diagnostics/suggest';
import { readRegularText } from '../state/regular-file';
import { FindingsError, StoppedError, UsageError, type Command, type ExitCode } from './command';
import { applyEnvironment, nxEnvironment } from './task/environment';
import { findWorkspaceRoot } from './workspace';

/** Commands by name; each is loaded on use. */
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
    summary: 'explain why a task ran, and why each generated file is due',
    load: () => (require('./commands/explain') as typeof import('./commands/explain')).explain,
  },
  check: {
    summary: 'fail if generated files on disk are out of date',
    load: () => (require('./commands/check') as typeof import('./commands/check')).check,
  },
  profile: {
    summary: 'show where the time of a run went, and compare runs',
    load: () => (require('./commands/profile') as typeof import('./commands/profile')).profile,
  },
  watch: {
    summary: 'run a codegen target again whenever its inputs change',
    load: () => (require('./commands/watch') as typeof import('./commands/watch')).watch,
  },
  types: {
    summary: 'write TypeScript types for the data of templates',
    load: () => (require('./commands/types') as typeof import('./commands/types')).types,
  },
  warm: {
    summary: 'fill the template cache ahead of time',
    load: () => (require('./commands/warm') as typeof import('./commands/warm')).warm,
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

const FORMATS: readonly string[] = ['text', 'json', 'github', 'gitlab'];

const COMMANDS_BY_NAME = new Map(Object.entries(COMMANDS));

/** Runs the command line. Sets the exit code of the process; never throws. */
export function main(args: readonly string[]): void {
  // A reader that closes the pipe, such as head, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
  run(args).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      if (error instanceof StoppedError) {
        process.kill(process.pid, error.signal);
        return;
      }
      process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
      process.exitCode = 2;
    },
  );
}

async function run([name, ...rest]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const asked = name === 'help' ? COMMANDS_BY_NAME.get(rest[0] ?? '')?.load() : undefined;
    process.stdout.write(asked ? commandHelp(subcommandOf(asked, rest[1]) ?? asked) : generalHelp());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${ownVersion()}\n`);
    return 0;
  }
  const known = COMMANDS_BY_NAME.get(name);
  if (!known) return wrongUse(`there is no command "${name}"`, didYouMean(name, Object.keys(COMMANDS)));
  const parent = known.load();
  const subcommand = subcommandOf(parent, rest[0]);
  const command = subcommand ?? parent;
  try {
    return await runCommand(command, subcommand ? rest.slice(1) : rest);
  } catch (error) {
    if (error instanceof UsageError) {
      return wrongUse(error.message, error.hint ?? `nx-workflow ${command.name} --help`);
    }
    throw error;
  }
}

/** True if a command has the common option `--format`: it has a JSON result and no `--format` of its own. */
function hasCommonFormat({ hasJson, options }: Command): boolean {
  return hasJson !== false && !options.some(({ name }) => name === 'format');
}

function subcommandOf({ subcommands = {} }: Command, word = ''): Command | undefined {
  return Object.hasOwn(subcommands, word) ? subcommands[word] : undefined;
}

async function runCommand(command: Command, args: readonly string[]): Promise<ExitCode> {
  const options = Object.fromEntries(command.options.map(({ name, type }) => [name, { type }]));
  const json = command.hasJson === false ? {} : { json: { type: 'boolean' } as const };
  const common = hasCommonFormat(command) ? { format: { type: 'string' } as const } : {};
  const end = command.passthrough === undefined ? -1 : args.indexOf('--');
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: end === -1 ? [...args] : args.slice(0, end),
      options: { ...options, ...json, ...common, help: { type: 'boolean', short: 'h' } },
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
  const format = formatOf(command, values);
  if (!FORMATS.includes(format)) throw new UsageError(`--format is "${format}"`, `use ${FORMATS.join(', ')}`);
  const expected = command.argument === '' ? [] : command.argument.split(' ');
  const [unknown] = positionals;
  if (unknown !== undefined && expected.length === 0 && command.subcommands)
    throw new UsageError(
      `"${command.name}" has no subcommand "${unknown}"`,
      didYouMean(unknown, Object.keys(command.subcommands)),
    );
  if (positionals.length > expected.length)
    throw new UsageError(`unexpected argument "${positionals[expected.length]}"`);
  const missing = expected.slice(positionals.length).find((argument) => argument.startsWith('<'));
  if (missing !== undefined) throw new UsageError(`missing argument ${missing}`);
  const workspaceRoot = findWorkspaceRoot(process.cwd());
  if (workspaceRoot === undefined)
    throw new UsageError('this is not an Nx workspace: no nx.json in this folder or above', 'run it in a workspace');
  const shell = { ...process.env };
  const env = nxEnvironment(workspaceRoot, shell);
  // The workspace's plugins need it for the project graph, and so do all processes that are started.
  applyEnvironment(env);
  const flags = values as Record<string, string | boolean | undefined>;
  const passthroughArgs = end === -1 ? [] : args.slice(end + 1);
  const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  const annotate = (findings: readonly Diagnostic[]): void => {
    if (format === 'gitlab') print(gitlabReport(findings, workspaceRoot, process.env));
    if (format !== 'github') return;
    for (const line of githubAnnotations(findings, workspaceRoot, process.env)) process.stdout.write(`${line}\n`);
  };
  try {
    const result = await command.run({ workspaceRoot, env, shell, positionals, passthroughArgs, flags });
    if (format === 'json') print(result.json);
    // GitLab's report is redirected to a file, so the text goes to the log.
    else (format === 'gitlab' ? process.stderr : process.stdout).write(`${result.text}\n`);
    annotate(result.findings ?? []);
    return result.code;
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    process.stderr.write(`${renderDiagnostics(error.diagnostics)}\n`);
    annotate(error.diagnostics);
    return 1;
  }
}

/** The output format of a command. A command with its own `--format` handles it itself. */
function formatOf(command: Command, values: Readonly<Record<string, unknown>>): string {
  if (values['json'] === true) return 'json';
  return hasCommonFormat(command) && typeof values['format'] === 'string' ? values['format'] : 'text';
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

Every command has --help, and all but "watch" have --json. Exit code: 0 all is well, 1 something was found, 2 wrong use.
Workflows themselves run through Nx: nx run <project>:workflow, nx run-many -t workflow, nx affected -t workflow.
`;
}

function commandHelp(command: Command): string {
  const options = [
    ...command.options.map(({ name, type, help }) => ({
      flag: `--${name}${type === 'string' ? ' <value>' : ''}`,
      help,
    })),
    ...(command.hasJson === false ? [] : [{ flag: '--json', help: 'print JSON for programs' }]),
    ...(hasCommonFormat(command)
      ? [
          {
            flag: '--format <value>',
            help: '"github" adds annotations of a GitHub workflow, "gitlab" prints a Code Quality report; or text, json',
          },
        ]
      : []),
    { flag: '--help', help: 'print this help' },
  ];
  const width = Math.max(...options.map(({ flag }) => flag.length));
  const rest = command.passthrough === undefined ? '' : `[-- ${command.passthrough}]`;
  const usage = ['nx-workflow', command.name, command.argument, '[options]', rest]
    .filter((part) => part !== '')
    .join(' ');
  const subcommands = Object.values(command.subcommands ?? {});
  const nameWidth = Math.max(0, ...subcommands.map(({ name }) => name.length));
  const below = subcommands.map(({ name, summary }) => `  ${name.padEnd(nameWidth)}  ${summary}\n`).join('');
  return `${usage}: ${command.summary}

${command.help}

${below === '' ? '' : `Subcommands:\n${below}\n`}Options:
${options.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`).join('\n')}
`;
}

function ownVersion(): string {
  const text = readRegularText(join(__dirname, '..', '..', 'package.json'));
  return (JSON.parse(text) as { version: string }).version;
}
