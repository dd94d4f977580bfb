import { compareText } from '../../diagnostics/diagnostic';

/**
 * Parses the prerequisites of a depfile as written by gcc and clang with `-MMD -MF`: Makefile rules with
 * backslash-newline as continuation. In names, a blank and the backslashes before it are each preceded by a backslash,
 * `#` by one, and dollar signs are doubled. Returns unique names, sorted.
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

/** Index of the colon between targets and prerequisites: followed by white space or the end, unlike in `C:\`. */
function ruleColon(rule: string): number {
  const match = /(?<!\\):(?=\s|$)/.exec(rule);
  return match ? match.index : -1;
}
