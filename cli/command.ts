import type { Diagnostic } from '../diagnostics/diagnostic';

/** 0: no findings. 1: findings. 2: usage error. */
export type ExitCode = 0 | 1 | 2;

export interface CommandOption {
  readonly name: string;
  readonly type: 'boolean' | 'string';
  readonly help: string;
}

/** The result of a command; `main` prints one of the forms. */
export interface CommandResult {
  readonly code: ExitCode;
  /** Text for people, without a final line break. */
  readonly text: string;
  /** JSON for programs, as in the schema `schemas/<command>-report.json`. */
  readonly json: unknown;
  /** Findings for `--format github` and `gitlab`. */
  readonly findings?: readonly Diagnostic[];
}

export interface Invocation {
  readonly workspaceRoot: string;
  /** The environment of an Nx command: the shell's, with the `.env` files of the workspace root. */
  readonly env: NodeJS.ProcessEnv;
  /** The environment of the shell. */
  readonly shell: NodeJS.ProcessEnv;
  readonly positionals: readonly string[];
  /** The arguments after `--`; empty for commands without `passthrough`. */
  readonly passthroughArgs: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

export interface Command {
  /** The full name; for a subcommand `profile compare`. */
  readonly name: string;
  /** `<project:target>`, `[file]`, `<a> <b>`; empty for none. Arguments in `<>` are required. */
  readonly argument: string;
  /** Describes the arguments that may follow `--`; undefined if there are none. */
  readonly passthrough?: string;
  readonly summary: string;
  /** Paragraphs of the command's own help. */
  readonly help: string;
  readonly options: readonly CommandOption[];
  /** False for a command without a JSON result; its help says why. */
  readonly hasJson?: false;
  /** By the word after the command's name. */
  readonly subcommands?: Readonly<Record<string, Command>>;
  run(invocation: Invocation): Promise<CommandResult>;
}

/** Wrong use of a command, or a workspace in which it cannot work. Exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** Findings that prevent a command from working. Exit code 1. */
export class FindingsError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('found');
  }
}

/** The command was stopped by a signal and has cleaned up; the process then ends by that signal. */
export class StoppedError extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
  }
}
