import { sha256OfParts } from '../../state/hash';
import { MODULE_OPTIONS, SCHEMA_OPTIONS, schemaFiles, type Each, type Settings } from '../settings';
import { sourceOf, type Items } from '../sources/item';
import type { LoadedSources } from '../sources/loaded-sources';
import { BUILT_IN_HELPERS } from '../templates/helper-names';
import type { FormatLeaves } from './format-leaves';
import type { TemplateCodes } from './template-code';

/**
 * What each node of the graph is made from. These lists are the only ones: fingerprints are hashes over them, and
 * `explain` compares their members one by one with what the manifest has recorded.
 */
export type Dependency =
  | { readonly kind: 'file' | 'tool'; readonly name: string; readonly value: string }
  /** All that a load module has made of a source file. */
  | { readonly kind: 'source'; readonly name: string; readonly value: string }
  /** A partial is known by its name; it may be missing. */
  | { readonly kind: 'partial'; readonly name: string; readonly path: string | undefined; readonly value: string };

/** The values of the leaves now. */
export interface Leaves {
  readonly hashes: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
  /** Files of the modules that options name; what they import of packages is among the tools. */
  readonly codeFiles: readonly string[];
  /** The same of each function template. */
  readonly templateCodes: TemplateCodes;
  /** Tools that decide what a text looks like: our own, and the packages that modules import. */
  readonly rendering: readonly string[];
}

/** Among the tools, where there are modules or scripts: where their imports lead. No package has such a name. */
export const MODULE_IMPORTS = 'resolution of imports';
export const COMMAND_IMPORTS = 'resolution of imports in commands';
export const FORMAT_IMPORTS = 'resolution of imports in formatting';

/** Options whose values are dependencies. Which of the inputs they name decides bytes, not only what stands in it. */
const OPTIONS = [...SCHEMA_OPTIONS, ...MODULE_OPTIONS, 'builtinHelpers', 'format'] as const;
type Option = (typeof OPTIONS)[number];

/** The values of those options, among the tools: by a name that no package has. None where it is the default. */
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

const OWN = 'nx-workflow';
const TEXT_LIBRARIES = ['handlebars', 'scule'];
const DATA_LIBRARIES = ['smol-toml', 'yaml'];

/** Our own dependencies that decide bytes: their versions are among the tools. */
export const LIBRARIES: readonly string[] = [...TEXT_LIBRARIES, ...DATA_LIBRARIES];

/** The modules that options name, and all that they import. */
export function codeDependencies(leaves: Leaves): Dependency[] {
  return [
    ...leaves.codeFiles.map((path) => file(leaves, path)),
    ...leaves.rendering.map((name) => tool(leaves, name)),
    ...MODULE_OPTIONS.map((option) => tool(leaves, optionTool(option))),
  ];
}

/** All of the user's modules: what a thread has loaded. */
export function allCodeDependencies(leaves: Leaves): Dependency[] {
  const templates = Object.keys(leaves.templateCodes);
  return [...codeDependencies(leaves), ...templates.flatMap((path) => functionDependencies(leaves, path))];
}

/** What a function template loads; nothing for one of Handlebars. */
function functionDependencies(leaves: Pick<Leaves, 'hashes' | 'tools' | 'templateCodes'>, path: string): Dependency[] {
  // A file may be called `constructor`.
  const code = Object.hasOwn(leaves.templateCodes, path) ? leaves.templateCodes[path] : undefined;
  if (!code) return [];
  return [...code.files.map((one) => file(leaves, one)), ...code.tools.map((name) => tool(leaves, name))];
}

/**
 * What a load module makes its data of a source file from, beside the files that it was given by `read`. Which parts of
 * it are patterns, the option `items` says.
 */
export function sourceDependencies(leaves: Leaves, path: string): Dependency[] {
  return [file(leaves, path), tool(leaves, OWN), ...codeDependencies(leaves)];
}

/** What the data of every pattern is made from, beside its spec. */
export function commonDataDependencies(settings: Settings, leaves: Leaves): Dependency[] {
  return [
    ...[OWN, ...DATA_LIBRARIES].map((name) => tool(leaves, name)),
    ...([...SCHEMA_OPTIONS, 'prepare'] as const).map((option) => tool(leaves, optionTool(option))),
    ...schemaFiles(settings).map((path) => file(leaves, path)),
    ...(settings.prepare === undefined ? [] : codeDependencies(leaves)),
  ];
}

/** What every text is made from, beside the data and its templates. */
export function commonTextDependencies({ helpers, prepare }: Settings, leaves: Leaves, each: Each): Dependency[] {
  const hasCode = helpers !== undefined || (each === 'library' && prepare !== undefined);
  return [
    ...[OWN, ...TEXT_LIBRARIES].map((name) => tool(leaves, name)),
    tool(leaves, optionTool('helpers')),
    tool(leaves, optionTool('builtinHelpers')),
    ...(hasCode ? codeDependencies(leaves) : []),
  ];
}

/** What a formatted text is made from, beside the rendered one. */
export function formatDependencies(
  { format }: Pick<Settings, 'format'>,
  leaves: Pick<Leaves, 'hashes' | 'tools'> & { readonly format: FormatLeaves },
): Dependency[] {
  const option = tool(leaves, optionTool('format'));
  if (!format) return [option];
  const { files, tools, hasCode } = leaves.format;
  return [
    tool(leaves, OWN),
    option,
    ...files.map((path) => file(leaves, path)),
    ...tools.map((name) => tool(leaves, name)),
    ...(hasCode ? [tool(leaves, FORMAT_IMPORTS)] : []),
  ];
}

/**
 * Among the names of partials that a text asked for: it has read `@source`, all of the source file. No partial has this
 * name.
 */
export const SOURCE_READ = '/@source';

interface TemplateLeaves extends Pick<Leaves, 'hashes' | 'tools' | 'templateCodes'> {
  readonly emitTemplates: readonly string[];
  readonly partials: ReadonlyMap<string, string>;
  readonly items: Items;
  readonly sources: LoadedSources;
}

/**
 * The template of an emit, and what it asked for.
 *
 * @param emit its index
 * @param used names of partials, and {@link SOURCE_READ}
 * @param pattern whose text it is: a pattern, a source file, or null for the whole library
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

/** The same without the template, of what decides alone whether there is a file. */
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

/** What a copied file is made from. */
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
