// @ts-check

/**
 * A part of the bundle: a file that is loaded as a whole, possibly after other parts.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly string[]} entries paths of the source files by which it is entered
 * @property {ReadonlySet<string>} modules the sources whose code lies in this part, and in no other
 * @property {readonly string[]} shared those of them that other parts import
 */

/** @typedef {Record<string, { imports: { path: string, kind: string, external?: boolean }[] }>} Inputs of esbuild's metafile */

/**
 * Divides a graph of modules into parts: each module is in the last part that is certainly loaded wherever it is used.
 *
 * The parts that are certainly loaded before another one are its dominators in the load graph. The first part is always
 * loaded before all others.
 *
 * @param {Inputs} inputs
 * @param {Readonly<Record<string, readonly string[]>>} entries of each part: a part is loaded when something of its entries is first used
 * @returns {Part[]}
 */
export function divide(inputs, entries) {
  const names = Object.keys(entries);
  const partOf = new Map(names.flatMap((name) => (entries[name] ?? []).map((file) => [file, name])));
  const importsOf = (/** @type {string} */ file) =>
    (inputs[file]?.imports ?? []).filter(({ external }) => !external).map(({ path }) => path);
  /** All modules that a part uses, in any part, except lazy imports. */
  const uses = new Map(
    names.map((name) => [
      name,
      closure(entries[name] ?? [], (file) =>
        importsOf(file).filter((one) => [undefined, name].includes(partOf.get(one))),
      ),
    ]),
  );
  /** @param {string} name */
  const loadersOf = (name) =>
    names.filter(
      (other) =>
        other !== name && [...(uses.get(other) ?? [])].flatMap(importsOf).some((one) => partOf.get(one) === name),
    );
  const [first = ''] = names;
  const loaded = dominators(
    new Map(
      names.map((name) => [
        name,
        new Set(name === first ? [] : loadersOf(name).length > 0 ? loadersOf(name) : [first]),
      ]),
    ),
  );
  /** @type {Map<string, string>} */
  const owners = new Map();
  for (const file of new Set([...uses.values()].flatMap((files) => [...files]))) {
    const users = names.filter((name) => uses.get(name)?.has(file)).map((name) => loaded.get(name) ?? new Set());
    const last = [...intersection(users)].sort((a, b) => (loaded.get(b)?.size ?? 0) - (loaded.get(a)?.size ?? 0))[0];
    if (last === undefined) throw new Error(`no part is loaded wherever ${file} is used`);
    owners.set(file, last);
  }
  return names.map((name) => {
    const modules = new Set([...owners].filter(([, owner]) => owner === name).map(([file]) => file));
    const others = new Set([...owners].filter(([, owner]) => owner !== name).flatMap(([file]) => importsOf(file)));
    const entered = entries[name] ?? [];
    const shared = [...modules].filter((file) => others.has(file) && !entered.includes(file)).sort();
    return { name, entries: entered, modules, shared };
  });
}

/** @param {readonly string[]} from @param {(file: string) => string[]} next */
function closure(from, next) {
  const reached = new Set(from);
  for (const file of reached) for (const one of next(file)) reached.add(one);
  return reached;
}

/**
 * For each part, its dominators: itself and the parts that are loaded before it on every path.
 *
 * @param {ReadonlyMap<string, ReadonlySet<string>>} loaders
 */
function dominators(loaders) {
  const all = [...loaders.keys()];
  const found = new Map(all.map((name) => [name, new Set(loaders.get(name)?.size ? all : [name])]));
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const [name, by] of loaders) {
      if (by.size === 0) continue;
      const next = new Set([name, ...intersection([...by].map((one) => found.get(one) ?? new Set()))]);
      if (next.size !== found.get(name)?.size) isChanged = true;
      found.set(name, next);
    }
  }
  return found;
}

/** @template T @param {readonly ReadonlySet<T>[]} sets @returns {Set<T>} */
function intersection([first, ...rest]) {
  return new Set([...(first ?? [])].filter((one) => rest.every((set) => set.has(one))));
}
