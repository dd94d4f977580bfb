import MarkdownIt from 'markdown-it';
import { compare as compareVersions } from 'semver';
import { DEFAULT_NX } from '../base';

/** A file that the page tells the reader to write. */
export interface FileStep {
  readonly kind: 'file';
  readonly line: number;
  readonly language: string;
  readonly path: string;
  readonly content: string;
}

/** A change of a file: texts that must occur once, with their replacements. */
export interface EditStep {
  readonly kind: 'edit';
  readonly line: number;
  readonly path: string;
  readonly hunks: readonly { readonly before: string; readonly after: string }[];
}

/** A block of commands. */
export interface CommandStep {
  readonly kind: 'commands';
  readonly line: number;
  /** Hidden setup commands. */
  readonly setUp: readonly string[];
  readonly commands: readonly string[];
  /** The exit code of the last command; those before it must end with 0. */
  readonly exit: number;
  /** The output on the page; undefined if it shows none. */
  readonly shown: string | undefined;
  /** Texts that the output must have, although the page does not show them. */
  readonly has: readonly string[];
  /** For a command that does not end by itself: the text after which Ctrl-C is pressed. */
  readonly stopAfter: string | undefined;
}

/** A block that is not run, with the reason. */
export interface SkippedStep {
  readonly kind: 'skipped';
  readonly line: number;
  readonly reason: string;
}

export type Step = FileStep | EditStep | CommandStep | SkippedStep;

/** A parsed page of the manual. */
export interface Page {
  /** The kind of workspace that the page starts in; undefined if it has no commands. */
  readonly workspace: string | undefined;
  /** The page whose workspace this one continues. */
  readonly after: string | undefined;
  readonly steps: readonly Step[];
}

type Directives = Map<string, string[]>;

/**
 * Parses a page: blocks of commands (`sh`, `shell`), each optionally followed by its output (`text`), blocks with a
 * `title`, which are files, `diff` blocks with a `title`, which change one, and comments `<!-- test: … -->`.
 * e2e/README.md explains them.
 *
 * @param nx version of Nx that the page is executed with
 * @throws on an unknown comment, because a misspelt one would disable a test
 */
export function readPage(text: string, name = 'page', nx = DEFAULT_NX): Page {
  const steps: Step[] = [];
  const page: { workspace?: string; after?: string } = {};
  let pending: Directives = new Map();
  for (const token of new MarkdownIt({ html: true }).parse(text, {})) {
    const line = (token.map?.[0] ?? 0) + 1;
    const place = `${name}:${line}`;
    if (token.type === 'html_block') {
      for (const [name, value] of directives(token.content, place)) {
        if (name === 'workspace') page.workspace = value;
        else if (name === 'after') page.after = value;
        else pending.set(name, [...(pending.get(name) ?? []), value]);
      }
    } else if (token.type === 'fence') {
      const step = toStep({ info: token.info, content: token.content, line, said: pending, before: steps, place, nx });
      if (step) steps.push(step);
      // Comments apply to the next block that is a step.
      if (step) pending = new Map();
    }
  }
  if (pending.size > 0)
    throw new Error(`${name}: no block follows the last comment: ${[...pending.keys()].join(', ')}`);
  return { workspace: page.workspace, after: page.after, steps };
}

const NAMES = ['workspace', 'after', 'needs nx', 'exit', 'skip because', 'run', 'has', 'stop after'];

function directives(html: string, place: string): [string, string][] {
  return [...html.matchAll(/<!-- test: ([^]*?) -->/g)].map(([, text = '']) => {
    const name = NAMES.find((known) => text.startsWith(`${known} `));
    if (name === undefined) throw new Error(`${place}: there is no comment "test: ${text}"`);
    return [name, text.slice(name.length + 1)];
  });
}

interface Block {
  readonly info: string;
  readonly content: string;
  readonly line: number;
  readonly said: Directives;
  readonly before: readonly Step[];
  readonly place: string;
  readonly nx: string;
}

function toStep({ info, content, line, said, before, place, nx }: Block): Step | undefined {
  const [language = ''] = info.trim().split(/\s/);
  const path = /title="([^"]+)"/.exec(info)?.[1];
  const [lowest] = said.get('needs nx') ?? [];
  const isTooOld = lowest !== undefined && compareVersions(nx, lowest) < 0;
  const reason = isTooOld ? `it needs Nx ${lowest}` : said.get('skip because')?.[0];
  if (reason !== undefined) return { kind: 'skipped', line, reason };
  if (language === 'sh' || language === 'shell') return commandStep(content, line, said);
  if (language === 'diff' && path !== undefined) return { kind: 'edit', line, path, hunks: hunksOf(content) };
  if (path !== undefined) return { kind: 'file', line, language, path, content };
  if (language === 'text') showOutput(content, place, before);
  return undefined;
}

function commandStep(content: string, line: number, said: Directives): CommandStep {
  const lines = content.replaceAll('\\\n', ' ').split('\n');
  const commands = lines.map((one) => one.replace(/(^|\s)# .*$/, '').trim()).filter((one) => one !== '');
  return {
    kind: 'commands',
    line,
    setUp: said.get('run') ?? [],
    commands: commands.map((one) => one.replace(/ {2,}/g, ' ')),
    exit: Number(said.get('exit')?.[0] ?? 0),
    shown: undefined,
    has: said.get('has') ?? [],
    stopAfter: said.get('stop after')?.[0],
  };
}

function showOutput(content: string, place: string, before: readonly Step[]): void {
  const last = before.at(-1);
  if (last?.kind === 'skipped') return;
  if (last?.kind !== 'commands' || last.shown !== undefined) {
    throw new Error(`${place}: no commands stand before this output`);
  }
  (last as { shown: string | undefined }).shown = content;
}

/** Parts are separated by a line `@@`; lines with `-` are removed, lines with `+` added, all others kept. */
function hunksOf(content: string): EditStep['hunks'] {
  return content.split(/^@@.*\n/m).map((hunk) => {
    const lines = hunk.replace(/\n$/, '').split('\n');
    const side = (not: string): string =>
      lines
        .filter((one) => !one.startsWith(not))
        .map((one) => one.slice(1))
        .join('\n');
    return { before: side('+'), after: side('-') };
  });
}
