const LIFECYCLE = new Set(
  [
    ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'dependencies'],
    ['prepublish', 'prepublishOnly', 'publish', 'postpublish', 'prepack', 'postpack', 'preuninstall', 'uninstall'],
    ['postuninstall', 'preversion', 'version', 'postversion'],
  ].flat(),
);

const ENDLESS = /^(start|dev|serve|watch)$|(^|:)(watch|dev|serve)(:|$)/;

/** The reason why a script is not converted unless it is named; undefined if it is converted. Pure. */
export function leftOutReason(name: string, text: string): string | undefined {
  if (LIFECYCLE.has(name)) return 'the package manager runs it by itself';
  if (text.includes('no test specified') && text.includes('exit 1')) return 'it is the placeholder that npm writes';
  if (isEndless(name, text))
    return 'it does not seem to end by itself; name it in --only to convert it as a continuous task';
  return undefined;
}

/** True if a script looks like a server or a watcher. */
export function isEndless(name: string, text: string): boolean {
  return ENDLESS.test(name) || /\s--watch(?![=\w-])|\btsc\b[^&|;]*\s-w\b|\bnodemon\b/.test(text);
}

/** The reason why a script must run under the package manager; undefined if any shell will do. */
export function needsPackageManager(text: string): string | undefined {
  if (/\$\{?npm_|%npm_|\bnpm_(package|config|lifecycle|command|execpath)|\bINIT_CWD\b/.test(text))
    return 'it reads variables that the package manager sets';
  if (/\{(projectRoot|projectName|workspaceRoot)\}/.test(text))
    return 'it contains a text in which Nx would replace a token';
  return undefined;
}
