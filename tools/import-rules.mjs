// @ts-check

/**
 * Reports import rules that do nothing: an empty list, a rule that is not an error, a rule for a folder without modules.
 *
 * @param {{ forbidden?: { name?: string, severity?: string, from: { path?: string | string[] } }[] }} ruleSet
 * @param {string[]} modules
 * @returns {string[]}
 */
export function ruleProblems({ forbidden = [] }, modules) {
  if (forbidden.length === 0) return ['it has no rules'];
  return forbidden.flatMap(({ name = 'a rule without a name', severity, from }) => {
    const paths = [from.path ?? []].flat();
    const unmatched = paths.filter((path) => !modules.some((module) => new RegExp(path).test(module)));
    return [
      ...(severity === 'error' ? [] : [`${name}: its severity is "${severity}", and only "error" is one`]),
      ...unmatched.map((path) => `${name}: no module is in ${path}`),
    ];
  });
}

/**
 * The lines that call a function of `createRequire` with a path, which is an import that no rule sees.
 *
 * @param {string} text
 * @returns {{ line: number, path: string }[]}
 */
export function hiddenImports(text) {
  const made = [...text.matchAll(/\b(\w+)\s*(?::[^=\n]*)?=\s*(?:\w+\.)?createRequire\(/g)].map(([, name]) => name);
  const callees = [...made.map((name) => String.raw`\b${name}`), String.raw`createRequire\([^()]*\)`];
  const call = new RegExp(`(?:${callees.join('|')})\\(\\s*(["'\`])(\\.{1,2}/[^"'\`]*)\\1`, 'g');
  return [...text.matchAll(call)].map(({ 2: path = '', index }) => {
    return { line: text.slice(0, index).split('\n').length, path };
  });
}
