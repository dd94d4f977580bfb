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
  /** Entries of the cache that were damaged and have been compiled anew. */
  readonly damaged: number;
  /** Why the cache could not be written, if so. */
  readonly cacheProblem: string | undefined;
}

export interface TemplateSources {
  /** Paths of the templates that emits use. */
  readonly templates: readonly string[];
  /** Partials by name. */
  readonly partials: ReadonlyMap<string, string>;
  /** Texts of the `to` of each emit. */
  readonly paths: readonly string[];
  /** Texts of their `when`. */
  readonly conditions: readonly string[];
  /** Names of the helpers from the user's module. */
  readonly helperNames: readonly string[];
  readonly handlebarsVersion: string;
  /** Of this package, which decides what passes the check. */
  readonly ownVersion: string;
  /** sha256 by path: what the plan took the templates to be. */
  readonly inputHashes: Readonly<Record<string, string>>;
  /** The template of each emit of the settings. */
  readonly emitTemplates: readonly string[];
  /** Undefined where nothing is known of the data. */
  readonly data: KnownData | undefined;
}

/**
 * All templates of a target: the texts as code, from the cache where it has them, and the modules by their files. Handlebars itself is loaded only to
 * compile what the cache lacks. Every template is checked when it is compiled: an entry in the cache stands
 * for a template that passed, with the same helpers and partials at hand.
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
  // The names decide what passes the check and how a bare {{name}} compiles.
  const base = sha256OfParts([
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
    // A path is never escaped, and a condition is an expression, so the same text is other code as a template.
    const noEscape = isNeverEscaped(kind) || !settings.escape;
    const syntax = kind === 'condition' ? kind : 'template';
    const key = sha256OfParts([base, syntax, String(noEscape), settings.missingFields, source.text]);
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
    const unknown = checkDataFields(settings, sources.data, { emits, partials, helpers }, cache, base);
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

/** The templates among some that Handlebars reads. */
export function textTemplates(paths: readonly string[]): string[] {
  return paths.filter((path) => !isTemplateModule(path));
}

/** The same of partials: each file once, with the names that it has. */
export function textPartials(partials: ReadonlyMap<string, string>): [path: string, names: string[]][] {
  return partialFiles(partials).filter(([path]) => !isTemplateModule(path));
}

/** The modules among the templates that emits use, and among all partials. */
export function functionTemplates(
  templates: readonly string[],
  partials: ReadonlyMap<string, string>,
): FunctionTemplate[] {
  return [
    ...templates.map((file) => ({ names: [file], kind: 'template' as const, file })),
    ...partialFiles(partials).map(([file, names]) => ({ names, kind: 'partial' as const, file })),
  ].filter(({ file }) => isTemplateModule(file));
}

/** The files of partials, each once, with the names that it has. */
function partialFiles(partials: ReadonlyMap<string, string>): [path: string, names: string[]][] {
  const files = new Map<string, string[]>();
  for (const [name, path] of partials) files.set(path, [...(files.get(path) ?? []), name]);
  return [...files];
}

/** Whether a text's values are no part of a file. */
export function isNeverEscaped(kind: CompiledTemplate['kind']): boolean {
  return kind === 'path' || kind === 'condition';
}
