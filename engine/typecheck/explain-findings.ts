import { join } from 'node:path';
import { compareDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { textOrNothing } from '../../state/text-or-nothing';
import type { GeneratedEntry, Manifest } from '../graph/manifest';
import { loadGraph } from '../graph/load-graph';
import { traceLines } from '../render/trace-lines';
import type { MappedText } from '../templates/line-map';
import type { CheckedTarget } from './checked-target';
import type { Finding } from './findings';

const FOREIGN_FILE_HINT = 'this file is not made by the target that is checked';

/**
 * Adds the template line and the spec that made the code to the compiler's findings. An error that one template line
 * causes in many files is shown once, with the number of other files.
 */
export async function explainFindings(
  findings: readonly Finding[],
  { settings }: CheckedTarget,
  manifest: Manifest,
): Promise<Diagnostic[]> {
  const prefix = `${settings.outputDir}/`;
  const own = (file: string | undefined): string | undefined =>
    file?.startsWith(prefix) && manifest.files[file.slice(prefix.length)] ? file.slice(prefix.length) : undefined;
  const wanted = new Map<string, GeneratedEntry>();
  for (const { file } of findings) {
    const path = own(file);
    if (path !== undefined) wanted.set(path, manifest.files[path]!);
  }
  const graph = wanted.size > 0 ? await loadGraph(settings) : [];
  const traced = Array.isArray(graph) ? new Map<string, MappedText>() : await traceLines(graph, wanted);

  const texts = new Map<string, SourceText | undefined>();
  const all = findings.map((finding): Explained => {
    const diagnostic = place(finding, settings.workspaceRoot, texts);
    const path = own(finding.file);
    if (finding.file === undefined) return { diagnostic };
    if (path === undefined) return { diagnostic: { ...diagnostic, hint: FOREIGN_FILE_HINT } };
    const maker = producerOf(manifest.files[path]!, traced.get(path), finding);
    return { diagnostic: { ...diagnostic, hint: `made by ${maker.by} from ${maker.from}` }, by: maker.line };
  });
  return mergeByTemplateLine(all);
}

interface Explained {
  readonly diagnostic: Diagnostic;
  /** The template line, if known. */
  readonly by?: string | undefined;
}

/** Merges errors of one kind from one template line: keeps the first, with the number of other files. */
function mergeByTemplateLine(all: readonly Explained[]): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const { diagnostic, by } of all) {
    const [kind] = diagnostic.message.split(':', 1);
    const key = by === undefined ? JSON.stringify(diagnostic) : `${kind} ${by}`;
    const group = groups.get(key);
    if (group) group.push(diagnostic);
    else groups.set(key, [diagnostic]);
  }
  return [...groups.values()].map((group) => {
    const first = group.sort(compareDiagnostics)[0]!;
    const more = new Set(group.map(({ file }) => file)).size - 1;
    if (more === 0) return first;
    const others = `${more} more ${more === 1 ? 'file' : 'files'}`;
    return { ...first, hint: `${first.hint}\nthe same line makes this error in ${others}` };
  });
}

function producerOf(
  { template, pattern }: GeneratedEntry,
  mapped: MappedText | undefined,
  { line, column }: Finding,
): { readonly by: string; readonly from: string; readonly line: string | undefined } {
  const place = mapped?.lineAt(offsetOf(mapped.text, line, column));
  const known = place && `${place.file}:${place.line}`;
  return { by: known ?? template, from: pattern ?? 'the library', line: known };
}

function place(
  { file, line, column, message }: Finding,
  workspaceRoot: string,
  texts: Map<string, SourceText | undefined>,
): Diagnostic {
  const diagnostic = { severity: 'error', code: 'type-error', message } as const;
  if (file === undefined) return diagnostic;
  if (!texts.has(file)) texts.set(file, readSource(workspaceRoot, file));
  const source = texts.get(file);
  if (!source) return { ...diagnostic, file, line, column };
  const rest = source.lineText(line).slice(column - 1);
  const length = /^(?:[\p{L}\p{N}_$]+|(['"`]).*?\1)/u.exec(rest)?.[0].length ?? 1;
  return { ...diagnostic, ...source.atLine(line, column, length) };
}

function readSource(workspaceRoot: string, file: string): SourceText | undefined {
  const text = textOrNothing(join(workspaceRoot, file));
  return text === undefined ? undefined : new SourceText(file, text);
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (const match of text.matchAll(/\r\n?|\n/g)) {
    if (--line === 0) break;
    start = match.index + match[0].length;
  }
  return start + column - 1;
}
