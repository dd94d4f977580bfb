import { sha256OfParts } from '../../state/hash';
import { compilerKey, emitKey, namedModules, type Settings } from '../settings';
import { copyDependencies, keyOf, templateDependencies, usedDependencies } from './dependencies';
import { transformerPackage } from '../compile/transformer-package';
import type { Inputs } from './inputs';

/** The inputs that fingerprints cover. Equal fingerprints mean equal bytes. */
type FingerprintInputs = Pick<
  Inputs,
  'hashes' | 'items' | 'sources' | 'keys' | 'emitTemplates' | 'partials' | 'tools' | 'templateCodes'
>;

/** A pattern and the hash of its data. */
export type PatternValue = readonly [spec: string, data: string];

/** Fingerprint of a pattern's data. Does not cover what user code reads while it runs. */
export function dataFingerprint(
  { hashes, items, keys }: Pick<FingerprintInputs, 'hashes' | 'items' | 'keys'>,
  spec: string,
): string {
  return sha256OfParts([keys.data, spec, items.get(spec)?.hash ?? hashes[spec] ?? '']);
}

/**
 * Fingerprint of a generated file. Does not cover what user code reads while it runs.
 *
 * @param pattern the pattern, the source file, or the copied file; null for a library file
 * @param data of the pattern, or of all patterns of the group
 * @param used names of the partials that the text uses
 */
export function fileFingerprint(
  settings: Settings,
  inputs: FingerprintInputs,
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

/** Fingerprint of a formatted text. Does not cover what user code reads while it formats. */
export function formatFingerprint(formatKey: string, path: string, rendered: string): string {
  return sha256OfParts([formatKey, path, rendered]);
}

/** Fingerprint of the decision of `when` that there is no file. Covers no template. */
export function skippedFingerprint(
  settings: Settings,
  inputs: FingerprintInputs,
  emit: number,
  pattern: string | null,
  data: readonly PatternValue[],
  used: readonly string[],
): string {
  return keyOf(usedDependencies(inputs, used, pattern), 'skipped', ...emitParts(settings, inputs, emit, data));
}

function emitParts(
  settings: Settings,
  { keys }: FingerprintInputs,
  emit: number,
  data: readonly PatternValue[],
): string[] {
  const chosen = settings.emits[emit]!;
  return [emitKey(settings, chosen), chosen.each === 'library' ? keys.library : keys.text, ...data.flat(), ''];
}

/** Fingerprint of a compiled file. Does not cover what the compiler itself reads. */
export function compiledFingerprint(
  settings: Settings,
  { tools, keys }: FingerprintInputs,
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

/** True if user code takes part in the data of patterns. */
export function codeMakesData({ prepare }: Settings): boolean {
  return prepare !== undefined;
}

/**
 * True if user code takes part in the text of an emit.
 *
 * @param used names of the partials that it uses; undefined: it may use any
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

/** True if an emit's template or one of the used partials is a function. */
export function usesFunctions(
  { templateCodes, emitTemplates, partials }: TemplateInputs,
  emit: number,
  used: readonly string[],
): boolean {
  const isFunction = (path: string | undefined): boolean => path !== undefined && Object.hasOwn(templateCodes, path);
  return isFunction(emitTemplates[emit]) || used.some((name) => isFunction(partials.get(name)));
}

type TemplateInputs = Pick<Inputs, 'templateCodes' | 'emitTemplates' | 'partials'>;

/** True if user code takes part in a run. */
export function hasCode(
  settings: Settings,
  { format, templateCodes }: Pick<Inputs, 'format' | 'templateCodes'>,
): boolean {
  return format.hasCode || namedModules(settings).length > 0 || Object.keys(templateCodes).length > 0;
}
