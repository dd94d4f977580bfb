import type { WorkspaceFacts } from './facts';
import { asGlob, isWithin, leadsOut, resolveTokens, type TokenValues } from './paths';
import type { Task } from './workflow';

export interface CodegenInputs {
  /** Filesets from the workspace's root, in the order of the options. */
  readonly filesets: readonly string[];
  /** Installed packages whose version goes into the hash. */
  readonly packages: readonly string[];
}

/**
 * What a code generation target reads, from its options: all files that its globs match, its schema,
 * and its modules with everything they import.
 *
 * A package is named only where it is installed, since Nx fails the whole graph on an unknown name. A lock file stands
 * for a package whose name would mean another version.
 */
export function codegenInputs(task: Task, values: TokenValues, facts: WorkspaceFacts): CodegenInputs {
  const options = task.target.options ?? {};
  const globs = ['patterns', 'templates', 'partials'].flatMap((key) => strings(options[key]));
  const modules = ['helpers', 'prepare'].flatMap((key) => strings(options[key]));
  const paths = modules.flatMap((module) => resolveTokens(module, values) ?? []);
  const closure = paths.length > 0 ? facts.importClosure(paths) : { files: [], packages: [] };
  const filesets = [
    ...[...globs, ...strings(options['schema'])].flatMap((glob) => {
      const path = resolveTokens(glob, values);
      // What leads out of the workspace is the executor's to refuse.
      return path === undefined || leadsOut(path) ? [] : `${glob.startsWith('!') ? '!' : ''}{workspaceRoot}/${path}`;
    }),
    ...closure.files.filter((file) => isWithin('.', file)).map((file) => `{workspaceRoot}/${asGlob(file)}`),
  ];
  const packages = [...tools(options).map((name) => ({ name, from: '.' })), ...closure.packages];
  const inputs = packages.flatMap(({ name, from }) => facts.packageInput(name, from) ?? []);
  const locks = inputs.flatMap((input) => ('lockFile' in input ? [`{workspaceRoot}/${input.lockFile}`] : []));
  return {
    filesets: [...new Set([...filesets, ...locks])],
    packages: [...new Set(inputs.flatMap((input) => ('name' in input ? [input.name] : [])))],
  };
}

/** The packages that do the work, by the options that choose them. */
function tools(options: Readonly<Record<string, unknown>>): string[] {
  const compilers = Array.isArray(options['compile']) ? (options['compile'] as unknown[]) : [];
  return [
    'handlebars',
    ...compilers.flatMap((entry) => {
      const { compiler, transformer } = (entry ?? {}) as { compiler?: unknown; transformer?: unknown };
      if (compiler !== 'typescript') return [];
      return transformer === 'typescript' ? ['typescript'] : ['oxc-transform'];
    }),
  ];
}

/** A string or a list of them; an option of another type is the executor's to report. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
