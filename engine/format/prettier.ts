import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { toPosix } from '../../modules/paths';
import { ModuleDisk } from '../../modules/module-disk';
import { packageName, resolveModule } from '../../modules/resolve-module';
import { packagePartTool } from '../graph/format-leaves';
import { messageOf } from '../render/stack-place';
import { editorConfigProblem } from './editor-config';
import type { Formatter, FormatterInput, RenderedText } from './formatter';
import { changedCode } from './changed-code';
import { missingFormatter, thrownProblem } from './problems';

type Options = Readonly<Record<string, unknown>>;

/** The common API of prettier 2 and 3, which differ in what is synchronous. */
interface Prettier {
  readonly version: string;
  format(text: string, options: Options): string | Promise<string>;
  resolveConfig(file: string, options: Options): Promise<Options | null>;
  resolveConfigFile(file: string): Promise<string | null>;
  getFileInfo(file: string, options: Options): Promise<{ readonly inferredParser: string | null }>;
  clearConfigCache(): void | Promise<void>;
}

/** A package.json without prettier configuration, used if the workspace has no configuration. */
const OWN_PACKAGE_JSON = ['../../package.json', '../../../package.json'];

/** The project's installed prettier, with its configuration for each file. */
export async function prettierFormatter(input: FormatterInput): Promise<Formatter | Diagnostic> {
  const { settings, format } = input;
  const { workspaceRoot, outputDir } = settings;
  const around = join(workspaceRoot, dirname(outputDir));
  let prettier: Prettier;
  try {
    const require = createRequire(join(around, 'package.json'));
    const path = require.resolve('prettier');
    const other = changedCode(input, join(around, 'any'));
    if (other) return other;
    prettier = require(path) as Prettier;
  } catch (error) {
    return missingFormatter(workspaceRoot, 'prettier', error);
  }
  await prettier.clearConfigCache();
  const found = await configurationOf(prettier, input, around);
  if (typeof found !== 'string') return found;
  const outside = editorConfigProblem(workspaceRoot, around, format.files);
  if (outside) return outside;
  const formatter = new PrettierFormatter(prettier, input, found);
  return { format: (files) => Promise.all(files.map((file) => formatter.formatOne(file))) };
}

/**
 * Absolute path of the configuration file for the output folder. One outside the workspace is ignored, as in any other
 * checkout.
 */
async function configurationOf(
  prettier: Prettier,
  { settings: { workspaceRoot }, format }: FormatterInput,
  around: string,
): Promise<string | Diagnostic> {
  const found = await prettier.resolveConfigFile(join(around, 'any'));
  const path = found === null ? '..' : toPosix(relative(workspaceRoot, found));
  if (found === null || path.startsWith('../') || isAbsolute(path)) return ownPackage();
  if (!format.files.includes(path) && !format.tools.includes(packagePartTool(path))) {
    const message = `prettier ${prettier.version} takes its configuration from this file, which is not known to be one`;
    const hint = 'rename it to .prettierrc.json, .prettierrc.yaml or prettier.config.js';
    return { severity: 'error', code: 'format', message, file: path, hint };
  }
  return found;
}

class PrettierFormatter {
  private readonly parsers = new Map<string, string | null>();

  constructor(
    private readonly prettier: Prettier,
    private readonly input: FormatterInput,
    private readonly config: string,
  ) {}

  async formatOne(file: RenderedText): Promise<string | Diagnostic> {
    const { settings } = this.input;
    const filepath = join(settings.workspaceRoot, settings.outputDir, file.path);
    const options = await this.optionsFor(filepath);
    if ('severity' in options) return options as unknown as Diagnostic;
    try {
      const parser = options['parser'] ?? (await this.parserOf(filepath, options));
      return parser === null ? file.text : await this.prettier.format(file.text, { ...options, parser, filepath });
    } catch (error) {
      return thrownProblem(settings, file, 'prettier', error);
    }
  }

  private async optionsFor(filepath: string): Promise<Options | Diagnostic> {
    const { workspaceRoot } = this.input.settings;
    const isOurs = this.config === ownPackage();
    const configFile = isOurs ? {} : { file: toPosix(relative(workspaceRoot, this.config)) };
    try {
      const { config } = this;
      const options = (await this.prettier.resolveConfig(filepath, { config, editorconfig: true })) ?? {};
      const named = Array.isArray(options['plugins']) ? (options['plugins'] as unknown[]) : [];
      const plugins = named.map((plugin) => this.plugin(plugin));
      const unknown = plugins.find((plugin) => isProblem(plugin));
      if (unknown) return { ...unknown, ...configFile };
      // Prettier 2 would load plugins from its own folder.
      const search = this.prettier.version.startsWith('2.') ? { pluginSearchDirs: false } : {};
      return { ...options, ...search, plugins };
    } catch (error) {
      const message = `prettier cannot take its configuration: ${messageOf(error, workspaceRoot)}`;
      return { severity: 'error', code: 'format', message, ...configFile };
    }
  }

  /** Resolves a plugin that the configuration names rather than imports. */
  private plugin(plugin: unknown): unknown {
    if (typeof plugin !== 'string') return plugin;
    const { settings, format } = this.input;
    const isFile = isAbsolute(plugin);
    const known = isFile ? toPosix(relative(settings.workspaceRoot, plugin)) : packageName(plugin);
    if (!(isFile ? format.files : format.tools).includes(known)) {
      const message = `the plugin "${isFile ? known : plugin}" has a computed name`;
      const hint = 'write its name as a literal, or import the plugin in the configuration';
      return { severity: 'error', code: 'format', message, hint } satisfies Diagnostic;
    }
    if (isFile) return plugin;
    const kind = this.prettier.version.startsWith('2.') ? 'require' : 'import';
    const from = this.config === ownPackage() ? join(settings.workspaceRoot, 'any') : this.config;
    const found = resolveModule(
      ModuleDisk.create(() => undefined),
      from,
      { specifier: plugin, kind },
    );
    if (found.kind !== 'file') throw new Error(`the plugin "${plugin}" is not installed`);
    return kind === 'import' ? pathToFileURL(found.path).href : found.path;
  }

  /** The parser by file name only: the existing file at this path is from an earlier run. */
  private async parserOf(filepath: string, { plugins }: Options): Promise<string | null> {
    const name = basename(filepath);
    let parser = this.parsers.get(name);
    if (parser === undefined) {
      const nowhere = join(dirname(filepath), '.codegen-nowhere', name);
      const options = { plugins, resolveConfig: false, withNodeModules: true };
      parser = (await this.prettier.getFileInfo(nowhere, options)).inferredParser;
      this.parsers.set(name, parser);
    }
    return parser;
  }
}

function isProblem(value: unknown): value is Diagnostic {
  return typeof value === 'object' && value !== null && 'severity' in value && 'code' in value;
}

function ownPackage(): string {
  const { existsSync } = require('node:fs') as typeof import('node:fs');
  return OWN_PACKAGE_JSON.map((path) => join(__dirname, path)).find((path) => existsSync(path)) ?? '';
}
