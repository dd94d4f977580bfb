/** A program to spawn, with its arguments. */
export interface SpawnCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** True if the arguments are already quoted for Windows. */
  readonly isQuoted: boolean;
}

const BATCH_FILE = /\.(?:cmd|bat)$/i;
/** Special characters of cmd.exe. */
const SPECIAL = /[()\][%!^"`<>&|;, *?]/g;

/**
 * On Windows, batch files (npm makes one for each program of a package) can only be run by the shell. Arguments are
 * passed unchanged: quoted as programs parse their command lines, then escaped for the shell, and once more because a
 * batch file passes its arguments on through another command line.
 *
 * @param path absolute path of the program
 * @param shell `cmd.exe`
 * @returns undefined if an argument contains a line break, which would end the command line
 */
export function spawnCommandFor(path: string, args: readonly string[], shell: string): SpawnCommand | undefined {
  if (!BATCH_FILE.test(path)) return { program: path, args, isQuoted: false };
  if (args.some((argument) => /[\r\n\0]/.test(argument))) return undefined;
  const line = [escape(path), ...args.map((argument) => escape(escape(quote(argument))))].join(' ');
  return { program: shell, args: ['/d', '/s', '/c', `"${line}"`], isQuoted: true };
}

/** Escapes quotes with a backslash, and doubles backslashes before a quote, including the closing one. */
function quote(argument: string): string {
  const inner = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${inner}"`;
}

function escape(text: string): string {
  return text.replace(SPECIAL, '^$&');
}
