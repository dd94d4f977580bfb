/** What has to be started in place of a program. */
export interface Start {
  readonly program: string;
  readonly args: readonly string[];
  /** Whether the arguments are quoted already, as Windows takes them. */
  readonly isQuoted: boolean;
}

const BATCH_FILE = /\.(?:cmd|bat)$/i;
/** What the shell of Windows takes for more than a letter. */
const SPECIAL = /[()\][%!^"`<>&|;, *?]/g;

/**
 * Windows runs batch files, which is what npm makes of each program of a package, by its shell only. Every letter of an
 * argument reaches the program as it is: quoted as programs take their command lines apart, then escaped for the
 * shell, and once more since a batch file hands its arguments on by another line of it.
 *
 * @param path of the program, absolute
 * @param shell `cmd.exe`
 * @returns undefined where an argument holds a line break, which ends the line for the shell
 */
export function startOf(path: string, args: readonly string[], shell: string): Start | undefined {
  if (!BATCH_FILE.test(path)) return { program: path, args, isQuoted: false };
  if (args.some((argument) => /[\r\n\0]/.test(argument))) return undefined;
  const line = [escape(path), ...args.map((argument) => escape(escape(quote(argument))))].join(' ');
  return { program: shell, args: ['/d', '/s', '/c', `"${line}"`], isQuoted: true };
}

/** A quote needs a backslash, and then so do the backslashes before it; those at the end stand before a quote, too. */
function quote(argument: string): string {
  const inner = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${inner}"`;
}

function escape(text: string): string {
  return text.replace(SPECIAL, '^$&');
}
