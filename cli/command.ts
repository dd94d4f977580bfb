import type { Diagnostic } from '../diagnostics/diagnostic';

/** 0: all is well. 1: something was found. 2: the command was used wrongly. */
export type ExitCode = 0 | 1 | 2;

export interface CommandOption {
  readonly name: string;
  readonly type: 'boolean' | 'string';
  readonly help: string;
}

/** What a command answers; `main` prints one of the two forms. */
export interface CommandResult {
  readonly code: ExitCode;
  /** For people: without a line end at the end. */
  readonly text: string;
  /** For programs, as in the schema `schemas/<command>-report.json`. */
  readonly json: unknown;
  /** What is wrong, and where: for `--format github`. */
  readonly findings?: readonly Diagnostic[];
}

export interface Invocation {
  readonly workspaceRoot: string;
  /** The environment as Nx has it: the shell's, and the `.env` files of the workspace's root. */
  readonly env: NodeJS.ProcessEnv;
  /** The shell's alone. */
  readonly shell: NodeJS.ProcessEnv;
  readonly positionals: readonly string[];
  /** What stood behind `--`; only for commands that pass it on. */
  readonly passedOn: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

export interface Command {
  /** With the name of the command that it belongs to before it: `profile compare`. */
  readonly name: string;
  /** `<project:target>`, `[file]`, `<a> <b>`; empty for none. Those in `<>` must be there. */
  readonly argument: string;
  /** What may follow behind `--`, handed on to another program; undefined for nothing. */
  readonly passesOn?: string;
  readonly summary: string;
  /** Paragraphs of the command's own help. */
  readonly help: string;
  readonly options: readonly CommandOption[];
  /** False for a command without a result that a program could read; its help says why. */
  readonly hasJson?: false;
  /** By the word that follows the command's name. */
  readonly subcommands?: Readonly<Record<string, Command>>;
  run(invocation: Invocation): Promise<CommandResult>;
}

/** A command was used wrongly, or cannot work here; carries what to print. Ends with exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** Findings that keep a command from working at all. Ends with exit code 1. */
export class FoundError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('found');
  }
}

/** The command was asked to end, and has cleaned up; the process ends of that signal. */
export class StoppedError extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
  }
}
