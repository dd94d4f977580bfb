import { sha256OfParts } from '../../state/hash';
import { compilerKey, emitKey, namedModules, type Settings } from '../settings';
import { copyDependencies, keyOf, templateDependencies, usedDependencies } from './dependencies';
import { transformerPackage } from '../compile/transformer-package';
import type { Inputs } from './inputs';

/** What a fingerprint covers: equal fingerprints mean equal bytes. */
type Known = Pick<
  Inputs,
  'hashes' | 'items' | 'sources' | 'keys' | 'emitTemplates' | 'partials' | 'tools' | 'templateCodes'
>;

/** One pattern and the hash of its data. */
export type PatternValue = readonly [spec: string, data: string];

/** Over all that a pattern's data is made from, but for what user code reads while it runs. */
export function dataFingerprint(
  { hashes, items, keys }: Pick<Known, 'hashes' | 'items' | 'keys'>,
  spec: string,
): string {
  return sha256OfParts([keys.data, spec, items.get(spec)?.hash ?? hashes[spec] ?? '']);
}

/**
 * Over all that a generated file is made from, but for what user code reads while it runs.
 *
 * @param pattern the pattern, the source file, or the file that is copied; null for a file of the whole library
 * @param data of the pattern, or of all patterns of the group
 */
export function fileFingerprint(
  settings: Settings,
  inputs: Known,
  emit: number,
  pattern: string | null,
  data: readonly PatternValue[],
  used: readonly string[],
): string {
  const chosen = settings.emits[emit]!;
  if (chosen.each === 'file') return keyOf(copyDependencies(inputs, pattern), emitKey(settings, chosen));
  const format = settings.format ? [inputs.keys.format] : [];
  const templates = templateDependencies(inputs, emit, used, pattern);
  return keyOf(templates, ...format, ...emitParts(settings, inputs, emit, data));
}

/** Over all that a formatted text is made from, but for what code of the user's reads while it formats. */
export function formatFingerprint(formatKey: string, path: string, rendered: string): string {
  return sha256OfParts([formatKey, path, rendered]);
}

/** The same of that an emit gives no file: no template decides on it. */
export function skippedFingerprint(
  settings: Settings,
  inputs: Known,
  emit: number,
  pattern: string | null,
  data: readonly PatternValue[],
  used: readonly string[],
): string {
  return keyOf(usedDependencies(inputs, used, pattern), 'skipped', ...emitParts(settings, inputs, emit, data));
}

function emitParts(settings: Settings, { keys }: Known, emit: number, data: readonly PatternValue[]): string[] {
  const chosen = settings.emits[emit]!;
  return [emitKey(settings, chosen), chosen.each === 'library' ? keys.library : keys.text, ...data.flat(), ''];
}

/** Over all that a compiled file is made from, but for what the compiler itself reads. */
export function compiledFingerprint(
  settings: Settings,
  { tools, keys }: Known,
  compiler: number,
  source: string,
  sourceHash: string,
): string {
  const chosen = settings.compilers[compiler]!;
  const tool =
    chosen.compiler === 'typescript' ? (tools[transformerPackage(chosen.transformer)] ?? '') : settings.outputDir;
  const command = keys.commands[compiler] ?? '';
  return sha256OfParts([compilerKey(chosen), tools['nx-workflow'] ?? '', tool, command, source, sourceHash]);
}

/** Whether user code takes part in the data of patterns. */
export function codeMakesData({ prepare }: Settings): boolean {
  return prepare !== undefined;
}

/**
 * Whether user code takes part in the text of an emit.
 *
 * @param used names of the partials that it asked for; undefined: it may ask for any
 */
export function codeMakesText(
  { helpers, prepare, emits }: Settings,
  inputs: TemplateInputs & Pick<Inputs, 'format'>,
  emit: number,
  used: readonly string[] = [...inputs.partials.keys()],
): boolean {
  if (emits[emit]?.each === 'file') return false;
  if (inputs.format.hasCode || helpers !== undefined || (prepare !== undefined && emits[emit]?.each === 'library'))
    return true;
  return usesFunctions(inputs, emit, used);
}

/** Whether the template of an emit, or a partial that it asked for, is a function. */
export function usesFunctions(
  { templateCodes, emitTemplates, partials }: TemplateInputs,
  emit: number,
  used: readonly string[],
): boolean {
  const isFunction = (path: string | undefined): boolean => path !== undefined && Object.hasOwn(templateCodes, path);
  return isFunction(emitTemplates[emit]) || used.some((name) => isFunction(partials.get(name)));
}

type TemplateInputs = Pick<Inputs, 'templateCodes' | 'emitTemplates' | 'partials'>;

/** Whether user code takes part in a run. */
export function hasCode(
  settings: Settings,
  { format, templateCodes }: Pick<Inputs, 'format' | 'templateCodes'>,
): boolean {
  return format.hasCode || namedModules(settings).length > 0 || Object.keys(templateCodes).length > 0;
}
