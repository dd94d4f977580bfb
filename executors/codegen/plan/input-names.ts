import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compareText } from '../../../diagnostics/diagnostic';
import { importClosure } from '../../../modules/import-closure';
import { sha256OfParts } from '../../../state/hash';
import type { Settings } from '../settings';
import type { Discovered } from './discover';

/** What decides bytes beside the contents of files. */
export interface Tools {
  /** Names and versions: ourselves, Handlebars, the YAML reader, what modules import, the compilers. */
  readonly tools: Readonly<Record<string, string>>;
  /** The same without the compilers: what generated files depend on. */
  readonly rendering: Readonly<Record<string, string>>;
  /** Local files of the helpers and the prepare module, with all that they import. */
  readonly modules: readonly string[];
}

/** Reads the versions, and follows the imports of the modules. A module that is missing is left out. */
export function toolsOf(settings: Settings): Tools {
  const entries = [settings.helpers, settings.prepare].filter((path) => path !== undefined);
  const existing = entries.filter((path) => existsSync(join(settings.workspaceRoot, path)));
  const closure = existing.length === 0 ? undefined : importClosure(settings.workspaceRoot, existing);
  const rendering = renderingTools(settings, closure?.packages ?? []);
  return {
    rendering,
    tools: sortedByName({ ...rendering, ...compilerTools(settings) }),
    modules: closure?.files ?? [],
  };
}

/** A key over the names of all inputs: a file more or less, or under another name, changes it. */
export function inputNamesKey({ specs, templates, partials }: Discovered, modules: readonly string[]): string {
  return sha256OfParts([...specs, '', ...[...templates].flat(), '', ...[...partials].flat(), '', ...modules]);
}

/** What decides the bytes of generated files: ourselves, Handlebars, the YAML reader, and what modules import. */
function renderingTools(settings: Settings, packages: readonly string[]): Record<string, string> {
  const ours = createRequire(__filename);
  const theirs = createRequire(join(settings.workspaceRoot, 'package.json'));
  const tools: Record<string, string> = { 'nx-workflow': ownVersion() };
  for (const name of ['handlebars', 'scule', 'yaml']) tools[name] = packageVersion(ours, name) ?? 'unknown';
  for (const name of packages) tools[name] = packageVersion(theirs, name) ?? 'unknown';
  return sortedByName(tools);
}

function compilerTools(settings: Settings): Record<string, string> {
  const theirs = createRequire(join(settings.workspaceRoot, 'package.json'));
  const tools: Record<string, string> = {};
  for (const compiler of settings.compilers) {
    if (compiler.compiler !== 'typescript') continue;
    const name = transformerPackage(compiler.transformer);
    tools[name] = packageVersion(theirs, name) ?? 'missing';
  }
  return tools;
}

function sortedByName(tools: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tools).sort(([a], [b]) => compareText(a, b)));
}

export function transformerPackage(transformer: 'oxc' | 'typescript'): string {
  return transformer === 'oxc' ? 'oxc-transform' : 'typescript';
}

/** The version in a package's package.json, found as Node finds the package, without loading it. */
function packageVersion(require: NodeJS.Require, name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version;
  }
  return undefined;
}

function ownVersion(): string {
  for (const up of ['../../..', '../../../..']) {
    const path = join(__dirname, up, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}
