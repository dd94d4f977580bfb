import { compareText } from '../../diagnostics/diagnostic';

/**
 * The prerequisites in a depfile, as gcc and clang write it with `-MMD -MF`: Makefile rules with
 * backslash-newline as continuation. In a name, a blank and the backslashes before it are preceded by a
 * backslash each, `#` by one, and a dollar sign is doubled. Each name once, sorted.
 */
export function parseDepfile(text: string): string[] {
  const names = new Set<string>();
  for (const rule of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const colon = ruleColon(rule);
    if (colon < 0) continue;
    for (const match of rule.slice(colon + 1).matchAll(/(?:(?:\\\\)*\\[ \t]|[^ \t\r])+/g))
      names.add(unescape(match[0]));
  }
  return [...names].sort(compareText);
}

function unescape(name: string): string {
  return name
    .replace(/(\\*)\\([ \t])/g, (_all, before: string, blank: string) => before.slice(before.length / 2) + blank)
    .replace(/\\([#:])/g, '$1')
    .replaceAll('$$', '$');
}

/** The colon between targets and prerequisites: one before white space or the end, so not `C:\`. */
function ruleColon(rule: string): number {
  const match = /(?<!\\):(?=\s|$)/.exec(rule);
  return match ? match.index : -1;
}
