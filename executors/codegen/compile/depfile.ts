/**
 * The prerequisites in a depfile, as gcc and clang write it with `-MMD -MF`: Makefile rules, with
 * backslash-newline as continuation, `\ ` and `\#` escaped, `$$` for a dollar sign. Each name once, sorted.
 */
export function parseDepfile(text: string): string[] {
  const names = new Set<string>();
  for (const rule of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const colon = ruleColon(rule);
    if (colon < 0) continue;
    for (const match of rule.slice(colon + 1).matchAll(/(?:\\[ #:]|[^\s])+/g)) {
      names.add(match[0].replace(/\\([ #:])/g, '$1').replaceAll('$$', '$'));
    }
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

/** The colon between targets and prerequisites: one before white space or the end, so not `C:\`. */
function ruleColon(rule: string): number {
  const match = /(?<!\\):(?=\s|$)/.exec(rule);
  return match ? match.index : -1;
}
