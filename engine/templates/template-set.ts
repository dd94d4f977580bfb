import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { encodingProblem } from '../../diagnostics/encoding';
import { SourceText } from '../../diagnostics/source-text';
import { sha256, sha256OfParts } from '../../state/hash';
import { readRegular } from '../../state/regular-file';
import { changedWhileReading } from '../render/failures';
import { isTemplateModule } from '../../modules/template-module';
import type { Settings } from '../settings';
import type { FunctionTemplate } from './function-template';
import { helperNames } from './helper-names';
import { compileTemplate } from './compile-template';
import type { CompiledTemplate } from './compiled-template';
import { inlinePartials } from './inline-partials';
import { TO_FILE, WHEN_FILE } from './helper-place';
import { checkDataFields } from './unknown-fields/check-data-fields';
import type { KnownData } from './unknown-fields/target-texts';
import { TemplateCache } from './template-cache';

export interface TemplateSet {
  readonly templates: readonly CompiledTemplate[];
  readonly functions: readonly FunctionTemplate[];
  readonly hits: number;
  /** Number of damaged cache entries that were compiled again. */
  readonly damaged: number;
  /** The error if the cache could not be written. */
  readonly cacheProblem: string | undefined;
}

export interface TemplateSources {
  /** Paths of the templates in use. */
  readonly templates: readonly string[];
  /** Paths of partials by name. */
  readonly partials: ReadonlyMap<string, string>;
  /** Texts of all `to`. */
  readonly paths: readonly string[];
  /** Texts of all `when`. */
  readonly conditions: readonly string[];
  /** Names of the helpers from the user's module. */
  readonly helperNames: readonly string[];
  readonly handlebarsVersion: string;
  /** Version of this package, which contains the checks. */
  readonly ownVersion: string;
  /** Hashes of the templates according to the plan, by path. */
  readonly inputHashes: Readonly<Record<string, string>>;
  /** Template path of each emit, by emit index. */
  readonly emitTemplates: readonly string[];
  /** Undefined if nothing is known about the data. */
  readonly data: KnownData | undefined;
}

/**
 * Loads all templates of a target: Handlebars texts as code, from the cache if possible, and modules by path.
 * Handlebars itself is loaded only on a cache miss. Every template is checked when it is compiled, so a cache entry
 * stands for a template that passed with the same helpers and partials.
 */
export function loadTemplates(settings: Settings, sources: TemplateSources): TemplateSet | Diagnostic[] {
  const cache = settings.switches.templateCache ? new TemplateCache(settings.stateFolder) : undefined;
  const helpers = helperNames(settings.builtinHelpers, sources.helperNames);
  const problems: Diagnostic[] = [];
  const read = (path: string): SourceText => {
    const bytes = readRegular(join(settings.workspaceRoot, path));
    const problem =
      sha256(bytes) === sources.inputHashes[path] ? encodingProblem(path, bytes) : changedWhileReading(path);
    if (problem) problems.push(problem);
    return SourceText.decoded(path, bytes);
  };
  const functions = functionTemplates(sources.templates, sources.partials);
  const partials = textPartials(sources.partials).map(([path, names]) => ({ names, source: read(path) }));
  const templates = textTemplates(sources.templates).map((path) => ({ names: [path], source: read(path) }));
  const paths = [...new Set(sources.paths)].map((to) => ({ names: [to], source: new SourceText(TO_FILE, to) }));
  const conditions = [...new Set(sources.conditions)].map((when) => ({
    names: [when],
    source: new SourceText(WHEN_FILE, when),
  }));
  const texts = [...templates, ...partials, ...paths];
  const names = {
    helpers,
    partials: new Set(sources.partials.keys()),
    inline: new Set(texts.flatMap(({ source }) => inlinePartials(source.text))),
  };
  // The names affect the checks and the meaning of a bare {{name}}.
  const keyBase = sha256OfParts([
    sources.ownVersion,
    sources.handlebarsVersion,
    String(helpers.catchesMissing),
    ...[helpers.all, helpers.builtIn, names.partials, names.inline].flatMap((set) => [...[...set].sort(), '']),
  ]);
  const compiled: CompiledTemplate[] = [];
  let hits = 0;
  let damaged = 0;
  let compileNs = 0;

  const load = (kind: CompiledTemplate['kind'], { names: known, source }: TemplateText): void => {
    // Paths are never escaped and conditions are expressions, so the same text compiles to other code than as a
    // template.
    const noEscape = isNeverEscaped(kind) || !settings.escape;
    const syntax = kind === 'condition' ? kind : 'template';
    const key = sha256OfParts([keyBase, syntax, String(noEscape), settings.missingFields, source.text]);
    const found = cache?.get(key) ?? 'missing';
    if (typeof found === 'object') {
      hits++;
      compiled.push({ names: known, kind, file: source.file, code: found.code });
      return;
    }
    if (found === 'damaged') damaged++;
    const began = process.hrtime.bigint();
    const code = compileTemplate(kind, source, names, noEscape, settings.missingFields);
    if (typeof code !== 'string') {
      problems.push(...code);
      return;
    }
    compileNs += Number(process.hrtime.bigint() - began);
    cache?.put(key, code);
    compiled.push({ names: known, kind, file: source.file, code });
  };

  for (const one of templates) load('template', one);
  for (const one of partials) load('partial', one);
  for (const one of paths) load('path', one);
  for (const one of conditions) load('condition', one);
  if (problems.length > 0) return problems;
  if (sources.data) {
    const find = (all: readonly TemplateText[], name: string): SourceText | undefined =>
      all.find((one) => one.names.includes(name))?.source;
    const emits = settings.emits.flatMap(({ each, to, when, copy }, at) => {
      if (copy) return [];
      const template = find(templates, sources.emitTemplates[at] ?? '');
      const condition = when === undefined ? undefined : find(conditions, when);
      return [{ each, template, to: find(paths, to)!, when: condition }];
    });
    const unknown = checkDataFields(settings, sources.data, { emits, partials, helpers }, cache, keyBase);
    if (unknown.length > 0) return unknown;
  }
  if (cache && hits < compiled.length) cache.trim();
  cache?.addUse({ hits, misses: compiled.length - hits, compileNs });
  return { templates: compiled, functions, hits, damaged, cacheProblem: cache?.problem };
}

interface TemplateText {
  readonly names: readonly string[];
  readonly source: SourceText;
}

/** The Handlebars texts among template paths. */
export function textTemplates(paths: readonly string[]): string[] {
  return paths.filter((path) => !isTemplateModule(path));
}

/** The Handlebars texts among partials: one entry per file, with all its names. */
export function textPartials(partials: ReadonlyMap<string, string>): [path: string, names: string[]][] {
  return partialFiles(partials).filter(([path]) => !isTemplateModule(path));
}

/** The function templates among the templates in use and all partials. */
export function functionTemplates(
  templates: readonly string[],
  partials: ReadonlyMap<string, string>,
): FunctionTemplate[] {
  return [
    ...templates.map((file) => ({ names: [file], kind: 'template' as const, file })),
    ...partialFiles(partials).map(([file, names]) => ({ names, kind: 'partial' as const, file })),
  ].filter(({ file }) => isTemplateModule(file));
}

/** One entry per partial file, with all its names. */
function partialFiles(partials: ReadonlyMap<string, string>): [path: string, names: string[]][] {
  const files = new Map<string, string[]>();
  for (const [name, path] of partials) files.set(path, [...(files.get(path) ?? []), name]);
  return [...files];
}

/** True for texts that are not contents of a file. */
export function isNeverEscaped(kind: CompiledTemplate['kind']): boolean {
  return kind === 'path' || kind === 'condition';
}
