import { join } from 'node:path';
import { SourceText } from '../../diagnostics/source-text';
import { readRegularText } from '../../state/regular-file';
import { usesFunctions } from '../graph/fingerprints';
import type { GeneratedEntry } from '../graph/manifest';
import { moduleFiles, templatesOf } from '../graph/inputs';
import type { RunGraph } from '../graph/run-graph';
import { loadAllSources } from '../graph/source-data';
import { emitKey } from '../settings';
import { preferFields } from '../templates/built-in-fields';
import { helperNames, type HelperNames } from '../templates/helper-names';
import { TO_FILE, WHEN_FILE } from '../templates/helper-place';
import { LineMarks, MARK_HELPER, type MappedText } from '../templates/line-map';
import { parseText, precompileTemplate } from '../templates/compile-template';
import { functionTemplates, isNeverEscaped, textPartials, textTemplates } from '../templates/template-set';
import type { CompiledTemplate } from '../templates/compiled-template';
import { isOfGroup, membersOf, type GroupUnit } from '../graph/groups';
import { renderGroups } from './groups';
import { Renderer } from './renderer';
import { loadHelperNames } from './target-templates';

/**
 * Renders generated files again with marks in all templates, to find the template line of each part. A file that comes
 * out different from the one on disk is left out, because its lines would be wrong.
 *
 * @param files entries of the manifest by path, relative to the output folder
 */
export async function traceLines(
  graph: RunGraph,
  files: ReadonlyMap<string, GeneratedEntry>,
): Promise<Map<string, MappedText>> {
  const found = new Map<string, MappedText>();
  const { settings, inputs, outputFolder } = graph;
  const modules = moduleFiles(inputs);
  const names = await loadHelperNames(settings.workspaceRoot, settings.helpers, modules);
  if (!Array.isArray(names)) return found;
  if ((await loadAllSources(graph)).length > 0) return found;
  const helpers = helperNames(settings.builtinHelpers, names);
  const marks = new LineMarks(helpers.all);
  const texts = new Map<string, string>();
  const renderer = await Renderer.create(
    {
      // A formatter would move the marks. A formatted file gets lines only if formatting did not change it.
      settings: { ...settings, compilers: [], format: undefined },
      emitTemplates: inputs.emitTemplates,
      templates: markedTemplates(graph, marks, helpers),
      functions: functionTemplates(templatesOf(inputs.emitTemplates), inputs.partials),
      modules,
      format: { ...inputs.format, key: '', versions: {} },
      dataKey: inputs.keys.data,
      inputHashes: inputs.hashes,
      items: inputs.items,
      loaded: settings.load === undefined ? undefined : graph.loads.data,
      freshParts: new Map(),
      stagingFolder: undefined,
      stagingPrefix: '0-',
    },
    graph.loads.documents,
    { helpers: { [MARK_HELPER]: marks.mark }, onText: (path, text) => texts.set(path, text) },
  );
  if (Array.isArray(renderer)) return found;
  await renderAgain(renderer, graph, files);
  for (const [path, text] of texts) {
    if (!files.has(path)) continue;
    const mapped = marks.read(text);
    if (mapped.text === readRegularText(join(outputFolder, path))) found.set(path, mapped);
  }
  return found;
}

async function renderAgain(
  renderer: Renderer,
  { settings, inputs }: RunGraph,
  files: ReadonlyMap<string, GeneratedEntry>,
): Promise<void> {
  const emits = new Map(settings.emits.map((emit, index) => [emitKey(settings, emit), index]));
  const bySpec = new Map<string, Set<number>>();
  const groups: GroupUnit[] = [];
  for (const { emit, pattern, partials } of files.values()) {
    const index = emits.get(emit);
    if (index === undefined || settings.emits[index]?.copy) continue;
    // Output of functions has no marks: it would be attributed to the text before it.
    if (usesFunctions(inputs, index, partials)) continue;
    if (pattern === null || isOfGroup(settings, index)) groups.push({ emit: index, source: pattern });
    else bySpec.set(pattern, (bySpec.get(pattern) ?? new Set()).add(index));
  }
  for (const [spec, indexes] of bySpec) {
    await renderer.run({ kind: 'pattern', spec, emits: [...indexes], ifDataChanged: [] });
  }
  await renderGroups(renderer, membersOf(inputs), groups, false);
}

function markedTemplates(
  { settings, inputs }: RunGraph,
  marks: LineMarks,
  { all, builtIn, catchesMissing }: HelperNames,
): CompiledTemplate[] {
  const known = new Set([...all, MARK_HELPER]);
  const compile = (
    kind: CompiledTemplate['kind'],
    names: readonly string[],
    source: SourceText,
  ): CompiledTemplate[] => {
    const parsed = parseText(kind, source);
    if ('problem' in parsed) return [];
    preferFields(parsed.ast, builtIn);
    // Paths and conditions get no marks, because they decide which file is made.
    if (!isNeverEscaped(kind)) marks.markTemplate(source.file, parsed.ast);
    const code = precompileTemplate(parsed.ast, known, isNeverEscaped(kind) || !settings.escape, catchesMissing);
    return [{ names, kind, file: source.file, code }];
  };
  const read = (path: string): SourceText =>
    new SourceText(path, readRegularText(join(settings.workspaceRoot, path)).replace(/^\uFEFF/, ''));
  return [
    ...textTemplates(templatesOf(inputs.emitTemplates)).flatMap((path) => compile('template', [path], read(path))),
    ...textPartials(inputs.partials).flatMap(([path, names]) => compile('partial', names, read(path))),
    ...[...new Set(settings.emits.flatMap(({ to, copy }) => (copy ? [] : [to])))].flatMap((to) =>
      compile('path', [to], new SourceText(TO_FILE, to)),
    ),
    ...[...new Set(settings.emits.flatMap(({ when }) => when ?? []))].flatMap((when) =>
      compile('condition', [when], new SourceText(WHEN_FILE, when)),
    ),
  ];
}
