/** The most alternatives that the braces of a glob are expanded to; beyond that, any path is assumed to match. */
const MAX_ALTERNATIVES = 64;

/**
 * True if some path could match both globs. Errs on the side of yes: character classes and extended globs count as
 * wildcards. Plain paths are globs that match themselves.
 */
export function globsMeet(a: string, b: string): boolean {
  const [first, second] = [expandBraces(a), expandBraces(b)];
  return first.some((one) => second.some((other) => pathsMeet(one.split('/'), other.split('/'))));
}

/** True if some path at or below a match of the first glob could match the second. */
export function reachesInto(folder: string, glob: string): boolean {
  return folder === '.' || globsMeet(folder, glob) || globsMeet(`${folder}/**`, glob);
}

/** Expands the braces of a glob; `**` if there are too many alternatives. */
export function expandBraces(glob: string): readonly string[] {
  const done: string[] = [];
  const queue = [glob];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    // The innermost braces; a range such as {1..3} is one wildcard.
    const braces = /\{([^{}]*)\}/.exec(next);
    if (!braces) done.push(next);
    else {
      const [whole, inner = ''] = braces;
      const rest = next.slice(braces.index + whole.length);
      const parts = inner.includes(',') ? inner.split(',') : ['*'];
      for (const part of parts) queue.push(`${next.slice(0, braces.index)}${part}${rest}`);
    }
    if (done.length + queue.length > MAX_ALTERNATIVES) return ['**'];
  }
  return done;
}

/** Compares two globs part by part; `**` matches any number of folders, as the last part also files. */
function pathsMeet(a: readonly string[], b: readonly string[]): boolean {
  return meet(a.length, b.length, {
    isAnyA: (at) => a[at] === '**',
    isAnyB: (at) => b[at] === '**',
    equal: (i, j) => namesMeet(a[i]!, b[j]!),
  });
}

function namesMeet(a: string, b: string): boolean {
  if (!isWild(a) && !isWild(b)) return a === b;
  const [first, second] = [tokens(a), tokens(b)];
  return meet(first.length, second.length, {
    isAnyA: (at) => first[at] === '*',
    isAnyB: (at) => second[at] === '*',
    equal: (i, j) => first[i] === second[j] || first[i] === '?' || second[j] === '?',
  });
}

interface Sequences {
  readonly isAnyA: (at: number) => boolean;
  readonly isAnyB: (at: number) => boolean;
  readonly equal: (i: number, j: number) => boolean;
}

/** True if two sequences can be equal, where an "any" element matches any number of elements. */
function meet(lengthA: number, lengthB: number, { isAnyA, isAnyB, equal }: Sequences): boolean {
  // reach[j]: true if the parts of A up to the current one and the first j of B can be equal.
  let reach = Array.from({ length: lengthB + 1 }, (_none, j) => j === 0);
  for (let j = 0; j < lengthB && reach[j] === true; j++) reach[j + 1] = isAnyB(j);
  for (let i = 0; i < lengthA; i++) {
    const next = [isAnyA(i) && reach[0] === true];
    for (let j = 0; j < lengthB; j++) {
      const either = isAnyA(i) || isAnyB(j);
      next.push(either ? reach[j + 1] === true || next[j] === true : reach[j] === true && equal(i, j));
    }
    reach = next;
  }
  return reach[lengthB] === true;
}

function isWild(name: string): boolean {
  return /[*?[\]()!+@\\]/.test(name);
}

/** One token for each character: itself, `?` for any one, `*` for any number. */
function tokens(name: string): string[] {
  const simple = name
    .replace(/[!?*+@]?\([^()]*\)/g, '*')
    .replace(/\[[^\]]*\]/g, '?')
    .replace(/[()]/g, '*')
    .replace(/\\(.)/g, '$1');
  return Array.from(simple);
}
