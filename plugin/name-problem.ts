/** Characters that Nx or a shell interprets in the name of a target or project. */
const SPECIAL = /[:*?!^{}[\]()|,"'`\\\s\u0000-\u001f]/;

/** Abbreviations that `nx run` expands (`nx/dist/src/command-line/run/run-one.js`, the same in Nx 22 to 24). */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['b', 'build'],
  ['e', 'e2e'],
  ['l', 'lint'],
  ['s', 'serve'],
  ['t', 'test'],
]);

/**
 * The reason why a text cannot be the name of a target or project; undefined if it can.
 *
 * @param what the kind of thing that is named: workflow, phase, task or target
 */
export function nameProblem(what: string, name: string): { message: string; hint: string } | undefined {
  const special = SPECIAL.exec(name)?.[0];
  const hint = 'use letters, digits, "-", "_", "." or "/"';
  if (name === '') return { message: `the name of a ${what} is empty`, hint };
  if (isInherited(name)) {
    const reason = 'every JavaScript object has a property of this name, so Nx fails on it: choose another one';
    return { message: `a ${what} cannot be named "${name}"`, hint: reason };
  }
  const meant = what === 'task' || what === 'target' ? ABBREVIATIONS.get(name) : undefined;
  if (meant !== undefined) {
    const message = `a ${what} cannot be named "${name}": "nx run" takes it for "${meant}"`;
    return { message, hint: `choose a longer name, or "${meant}" itself` };
  }
  const subject = `the ${what} name "${name}"`;
  if (special === ':') {
    const message = `${subject} has a ":" in it, which Nx reads as the end of a project's or target's name`;
    return { message, hint: `write "${name.replaceAll(':', '-')}"` };
  }
  if (special === undefined) return undefined;
  return {
    message: `${subject} has ${JSON.stringify(special)} in it, which Nx or a shell reads as something else`,
    hint,
  };
}

/** True if every JavaScript object has a property of this name. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}
