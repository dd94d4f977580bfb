/** A target that Node rejects because it leads out of the package or into another one. */
const INVALID = Symbol('invalid');

type Target = string | null | undefined | typeof INVALID;

/**
 * The target of a subpath in the `exports` of a package.json, by Node's rules: `./file`, relative to the package.
 *
 * @param subpath `.` or `./…`
 * @returns undefined if the package does not export it
 * @see https://nodejs.org/api/esm.html#resolution-algorithm-specification
 */
export function exportsTarget(exports: unknown, subpath: string, conditions: ReadonlySet<string>): string | undefined {
  const isMap = isObject(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  const target = mapTarget(isMap ? exports : { '.': exports }, subpath, conditions, false);
  return typeof target === 'string' ? target : undefined;
}

/**
 * The target of a `#name` in the `imports` of a package.json: `./file`, relative to the package, or the name of
 * another package.
 */
export function importsTarget(imports: unknown, name: string, conditions: ReadonlySet<string>): string | undefined {
  if (!isObject(imports) || name === '#' || name.startsWith('#/')) return undefined;
  const target = mapTarget(imports, name, conditions, true);
  return typeof target === 'string' ? target : undefined;
}

function mapTarget(
  map: Readonly<Record<string, unknown>>,
  name: string,
  conditions: ReadonlySet<string>,
  isInternal: boolean,
): Target {
  if (Object.hasOwn(map, name) && !name.includes('*') && !name.endsWith('/')) {
    return chosenTarget(map[name], undefined, conditions, isInternal);
  }
  let best: string | undefined;
  let match = '';
  for (const key of Object.keys(map)) {
    const star = key.indexOf('*');
    if (star < 0 || star !== key.lastIndexOf('*') || !name.startsWith(key.slice(0, star))) continue;
    const trailer = key.slice(star + 1);
    if (name.length < key.length || !name.endsWith(trailer)) continue;
    if (best !== undefined && !isMoreSpecific(key, best)) continue;
    best = key;
    match = name.slice(star, name.length - trailer.length);
  }
  return best === undefined ? undefined : chosenTarget(map[best], match, conditions, isInternal);
}

/** The key with the longer prefix before its star wins, then the longer one. */
function isMoreSpecific(key: string, other: string): boolean {
  return (key.indexOf('*') - other.indexOf('*') || key.length - other.length) > 0;
}

/** @param match text that the star of the key matched; undefined for a key without a star */
function chosenTarget(
  target: unknown,
  match: string | undefined,
  conditions: ReadonlySet<string>,
  isInternal: boolean,
): Target {
  if (typeof target === 'string') return filledTarget(target, match, isInternal);
  if (Array.isArray(target)) {
    let last: Target = null;
    for (const entry of target as unknown[]) {
      last = chosenTarget(entry, match, conditions, isInternal);
      if (typeof last === 'string') return last;
    }
    return last;
  }
  if (!isObject(target)) return null;
  for (const [condition, inner] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    const chosen = chosenTarget(inner, match, conditions, isInternal);
    // If no nested condition applies, the next condition is tried.
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

function filledTarget(target: string, match: string | undefined, isInternal: boolean): Target {
  const filled = match === undefined ? target : target.replaceAll('*', () => match);
  if (target.startsWith('./')) return leadsAway(target.slice(2)) || leadsAway(match ?? '') ? INVALID : filled;
  return isInternal && !target.startsWith('../') && !target.startsWith('/') && !URL.canParse(target) ? filled : INVALID;
}

function leadsAway(path: string): boolean {
  return path.split(/[\\/]/).some((part) => ['.', '..', 'node_modules'].includes(decoded(part).toLowerCase()));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
