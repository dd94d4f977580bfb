import { sha256OfParts } from '../../state/hash';
import { MODULE_OPTIONS, SCHEMA_OPTIONS, schemaFiles, type Each, type Settings } from '../settings';
import { sourceOf, type Items } from '../sources/item';
import type { LoadedSources } from '../sources/loaded-sources';
import { BUILT_IN_HELPERS } from '../templates/helper-names';
import type { FormatLeaves } from './format-leaves';
import type { TemplateCodes } from './template-code';

/**
 * A dependency of a node of the graph. Fingerprints are hashes over the lists below, and `explain` compares their
 * members with the manifest; there are no other lists of dependencies.
 */
export type Dependency =
  | { readonly kind: 'file' | 'tool'; readonly name: string; readonly value: string }
  /** The data that a load module returned for a source file. */
  | { readonly kind: 'source'; readonly name: string; readonly value: string }
  /** A partial, by name; it may be missing. */
  | { readonly kind: 'partial'; readonly name: string; readonly path: string | undefined; readonly value: string };

/** Current values of the leaves. */
export interface Leaves {
  readonly hashes: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
  /** Files of the modules that options name. Packages that they import are among the tools. */
  readonly codeFiles: readonly string[];
  /** Files and tools of each function template. */
  readonly templateCodes: TemplateCodes;
  /** Names of the tools that affect rendered texts: our own, and the packages that modules import. */
  readonly rendering: readonly string[];
}

/** Names of tools that stand for import resolution. No package has such a name. */
export const MODULE_IMPORTS = 'resolution of imports';
export const COMMAND_IMPORTS = 'resolution of imports in commands';
export const FORMAT_IMPORTS = 'resolution of imports in formatting';

/** Options whose values are dependencies: which file they name matters, not only its contents. */
const OPTIONS = [...SCHEMA_OPTIONS, ...MODULE_OPTIONS, 'builtinHelpers', 'format'] as const;
type Option = (typeof OPTIONS)[number];

/** Values of these options as tools, under names that no package has. Options with their default value are left out. */
export function optionTools(settings: Settings): Record<string, string> {
  const { schema, dataSchema, helpers, prepare, load, builtinHelpers, format } = settings;
  const keepsAll = builtinHelpers.length === Object.keys(BUILT_IN_HELPERS).length;
  const values: Readonly<Record<Option, string | undefined>> = {
    schema,
    dataSchema,
    helpers,
    prepare,
    load,
    builtinHelpers: keepsAll ? undefined : builtinHelpers.join(', ') || 'none',
    format: format && [format.formatter, ...(format.include ?? [])].join(', '),
  };
  return Object.fromEntries(
    OPTIONS.flatMap((option) => (values[option] === undefined ? [] : [[optionTool(option), values[option]]])),
  );
}

function optionTool(option: Option): string {
  return `option "${option}"`;
}

export function isOption(tool: string): boolean {
  return tool.startsWith('option ');
}

const OWN_PACKAGE_NAME = 'nx-workflow';
const TEXT_LIBRARIES = ['handlebars', 'scule'];
const DATA_LIBRARIES = ['smol-toml', 'yaml'];

/** Our own dependencies that affect the output; their versions are among the tools. */
export const LIBRARIES: readonly string[] = [...TEXT_LIBRARIES, ...DATA_LIBRARIES];

/** Dependencies on the modules that options name, including their imports. */
export function codeDependencies(leaves: Leaves): Dependency[] {
  return [
    ...leaves.codeFiles.map((path) => file(leaves, path)),
    ...leaves.rendering.map((name) => tool(leaves, name)),
    ...MODULE_OPTIONS.map((option) => tool(leaves, optionTool(option))),
  ];
}

/** Dependencies on all of the user's modules, as loaded in a thread. */
export function allCodeDependencies(leaves: Leaves): Dependency[] {
  const templates = Object.keys(leaves.templateCodes);
  return [...codeDependencies(leaves), ...templates.flatMap((path) => functionDependencies(leaves, path))];
}

/** Dependencies on the code of a function template; empty for a Handlebars template. */
function functionDependencies(leaves: Pick<Leaves, 'hashes' | 'tools' | 'templateCodes'>, path: string): Dependency[] {
  // hasOwn, because a file may be called `constructor`.
  const code = Object.hasOwn(leaves.templateCodes, path) ? leaves.templateCodes[path] : undefined;
  if (!code) return [];
  return [...code.files.map((one) => file(leaves, one)), ...code.tools.map((name) => tool(leaves, name))];
}

/**
 * Dependencies of a load module's data for a source file, other than files that it reads through `read`. The option
 * `items` decides which parts of the data are patterns.
 */
export function sourceDependencies(leaves: Leaves, path: string): Dependency[] {
  return [file(leaves, path), tool(leaves, OWN_PACKAGE_NAME), ...codeDependencies(leaves)];
}

/** Dependencies of every pattern's data, other than its spec. */
export function commonDataDependencies(settings: Settings, leaves: Leaves): Dependency[] {
  return [
    ...[OWN_PACKAGE_NAME, ...DATA_LIBRARIES].map((name) => tool(leaves, name)),
    ...([...SCHEMA_OPTIONS, 'prepare'] as const).map((option) => tool(leaves, optionTool(option))),
    ...schemaFiles(settings).map((path) => file(leaves, path)),
    ...(settings.prepare === undefined ? [] : codeDependencies(leaves)),
  ];
}

/** Dependencies of every text, other than its data and templates. */
export function commonTextDependencies({ helpers, prepare }: Settings, leaves: Leaves, each: Each): Dependency[] {
  const hasCode = helpers !== undefined || (each === 'library' && prepare !== undefined);
  return [
    ...[OWN_PACKAGE_NAME, ...TEXT_LIBRARIES].map((name) => tool(leaves, name)),
    tool(leaves, optionTool('helpers')),
    tool(leaves, optionTool('builtinHelpers')),
    ...(hasCode ? codeDependencies(leaves) : []),
  ];
}

/** Dependencies of a formatted text, other than the rendered text. */
export function formatDependencies(
  { format }: Pick<Settings, 'format'>,
  leaves: Pick<Leaves, 'hashes' | 'tools'> & { readonly format: FormatLeaves },
): Dependency[] {
  const option = tool(leaves, optionTool('format'));
  if (!format) return [option];
  const { files, tools, hasCode } = leaves.format;
  return [
    tool(leaves, OWN_PACKAGE_NAME),
    option,
    ...files.map((path) => file(leaves, path)),
    ...tools.map((name) => tool(leaves, name)),
    ...(hasCode ? [tool(leaves, FORMAT_IMPORTS)] : []),
  ];
}

/**
 * Recorded among the used partials of a text that has read `@source`, the data of the whole source file. No partial has
 * this name.
 */
export const SOURCE_READ = '/@source';

interface TemplateLeaves extends Pick<Leaves, 'hashes' | 'tools' | 'templateCodes'> {
  readonly emitTemplates: readonly string[];
  readonly partials: ReadonlyMap<string, string>;
  readonly items: Items;
  readonly sources: LoadedSources;
}

/**
 * Dependencies on an emit's template, and on the partials that it used.
 *
 * @param emit index of the emit
 * @param used names of partials, and {@link SOURCE_READ}
 * @param pattern a pattern, a source file, or null for the whole library
 */
export function templateDependencies(
  leaves: TemplateLeaves,
  emit: number,
  used: readonly string[],
  pattern: string | null,
): Dependency[] {
  const template = leaves.emitTemplates[emit] ?? '';
  return [
    file(leaves, template),
    ...functionDependencies(leaves, template),
    ...usedDependencies(leaves, used, pattern),
  ];
}

/** Dependencies on used partials only, for a condition that decides whether there is a file. */
export function usedDependencies(
  leaves: Omit<TemplateLeaves, 'emitTemplates'>,
  used: readonly string[],
  pattern: string | null,
): Dependency[] {
  const { hashes, partials, items, sources } = leaves;
  return used.flatMap((name): Dependency[] => {
    if (name === SOURCE_READ) {
      const source = sourceOf(items, pattern ?? '');
      const loaded = sources.entries.get(source);
      return [loaded ? { kind: 'source', name: source, value: loaded.data } : file(leaves, source)];
    }
    const path = partials.get(name);
    const partial = { kind: 'partial', name, path, value: hashes[path ?? ''] ?? 'missing' } as const;
    return [partial, ...functionDependencies(leaves, path ?? '')];
  });
}

/** Dependencies of a copied file. */
export function copyDependencies(leaves: Pick<Leaves, 'hashes'>, source: string | null): Dependency[] {
  return [file(leaves, source ?? '')];
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
