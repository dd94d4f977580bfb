import { sha256OfParts } from '../../state/hash';
import type { Settings } from '../settings';
import type { Items } from '../sources/items';

/**
 * What each node of the graph is made from. These lists are the only ones: fingerprints are hashes over them, and
 * `explain` compares their members one by one with what the manifest has recorded.
 */
export type Dependency =
  | { readonly kind: 'file' | 'tool'; readonly name: string; readonly value: string }
  /** A partial is known by its name; it may be missing. */
  | { readonly kind: 'partial'; readonly name: string; readonly path: string | undefined; readonly value: string };

/** The values of the leaves now. */
export interface Leaves {
  readonly hashes: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
  /** Files of the user's modules; what they import of packages is among the tools. */
  readonly modules: readonly string[];
  /** Tools that decide what a text looks like: our own, and the packages that modules import. */
  readonly rendering: readonly string[];
}

/** Among the tools, where there are modules or scripts: where their imports lead. No package has such a name. */
export const MODULE_IMPORTS = 'resolution of imports';
export const COMMAND_IMPORTS = 'resolution of imports in commands';

/** Among the tools, where the option `builtinHelpers` leaves some of them out: those that it keeps. */
export const KEPT_HELPERS = 'built-in helpers';

const OWN = 'nx-workflow';
const TEXT_TOOLS = [OWN, 'handlebars', 'scule'];
const DATA_TOOLS = [OWN, 'yaml'];

/** The user's modules and all that they import. */
export function codeDependencies(leaves: Leaves): Dependency[] {
  return [...leaves.modules.map((path) => file(leaves, path)), ...leaves.rendering.map((name) => tool(leaves, name))];
}

/** What the data of every pattern is made from, beside its spec. */
export function commonDataDependencies({ schema, prepare }: Settings, leaves: Leaves): Dependency[] {
  return [
    ...DATA_TOOLS.map((name) => tool(leaves, name)),
    ...(schema === undefined ? [] : [file(leaves, schema)]),
    ...(prepare === undefined ? [] : codeDependencies(leaves)),
  ];
}

/** What every text is made from, beside the data and its templates. */
export function commonTextDependencies(
  { helpers, prepare }: Settings,
  leaves: Leaves,
  each: 'pattern' | 'library',
): Dependency[] {
  const hasCode = helpers !== undefined || (each === 'library' && prepare !== undefined);
  const kept = leaves.tools[KEPT_HELPERS] === undefined ? [] : [tool(leaves, KEPT_HELPERS)];
  return [...TEXT_TOOLS.map((name) => tool(leaves, name)), ...kept, ...(hasCode ? codeDependencies(leaves) : [])];
}

/**
 * Among the names of partials that a text asked for: it has read `@source`, all of the file that its pattern, an item,
 * is a part of. No partial has this name.
 */
export const SOURCE_READ = '/@source';

/**
 * The template of an emit, and what it asked for.
 *
 * @param emit its index
 * @param used names of partials, and {@link SOURCE_READ}
 * @param pattern whose text it is; null for one of the whole library
 */
export function templateDependencies(
  leaves: Pick<Leaves, 'hashes'> & {
    readonly emitTemplates: readonly string[];
    readonly partials: ReadonlyMap<string, string>;
    readonly items: Items;
  },
  emit: number,
  used: readonly string[],
  pattern: string | null,
): Dependency[] {
  const { emitTemplates, partials, items } = leaves;
  return [
    file(leaves, emitTemplates[emit] ?? ''),
    ...used.map((name) => {
      if (name === SOURCE_READ) return file(leaves, items.get(pattern ?? '')?.source ?? '');
      const path = partials.get(name);
      return { kind: 'partial' as const, name, path, value: leaves.hashes[path ?? ''] ?? 'missing' };
    }),
  ];
}

export function keyOf(dependencies: readonly Dependency[], ...more: readonly string[]): string {
  return sha256OfParts([...more, ...dependencies.flatMap(({ kind, name, value }) => [kind, name, value])]);
}

function file({ hashes }: Pick<Leaves, 'hashes'>, name: string): Dependency {
  return { kind: 'file', name, value: hashes[name] ?? '' };
}

export function tool({ tools }: Pick<Leaves, 'tools'>, name: string): Dependency {
  return { kind: 'tool', name, value: tools[name] ?? '' };
}
