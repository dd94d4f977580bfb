import type { Settings } from '../settings';
import { MISSING } from '../user-code/missing';
import { readValue, type ReadContext } from '../user-code/reads';
import { codeMayRead } from './code-may-read';
import type { DeclaredInputs } from './declared-inputs';
import type { CodeReads } from './index-file';
import type { HashedInputs } from './inputs';
import type { Manifest } from './manifest';
import type { Scan } from './scan';

/** What user code read, as it is when a run begins. */
export interface CodeState {
  /** Before any user code ran. Milliseconds since 1970. */
  readonly began: number;
  /** What the reads of earlier runs give now, by name. */
  readonly readsNow: ReadonlyMap<string, string>;
  /** The names of what user code read and what is another now, or {@link UNKNOWN_READS}. */
  readonly touchedReads: readonly string[];
}

/** Stands for all that user code may have read, where that is not known. */
export const UNKNOWN_READS = 'unknown';

/** What it is told by. */
interface Known {
  readonly settings: Settings;
  readonly declared: DeclaredInputs | undefined;
  readonly inputs: HashedInputs;
  readonly manifest: Manifest | undefined;
  /** What user code read when the files were made; undefined where that is not known. */
  readonly readsBefore: CodeReads | undefined;
  readonly scan: Scan | undefined;
  /** sha256 of a file of the workspace. */
  readonly lookInput: (path: string) => string | undefined;
}

export function codeState(known: Known): CodeState {
  const { settings, declared, readsBefore, scan, lookInput } = known;
  const context = { settings, declared, salt: readsBefore?.salt ?? '' };
  const others = readsBefore && scan?.index.header.reads === readsBefore ? scan.readsNow : undefined;
  const readsNow = readsBefore ? readsAtStart(context, readsBefore, lookInput, others) : new Map<string, string>();
  return { began: Date.now(), readsNow, touchedReads: touchedReads(known, readsNow) };
}

/**
 * What the reads of earlier runs give now, by name: once in a run, since a value may be what a command prints.
 *
 * @param known what a scan has found of those that are no files
 */
function readsAtStart(
  context: ReadContext,
  before: CodeReads,
  lookInput: Known['lookInput'],
  known: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    Object.keys(before.values).map((name) => {
      const value = name.startsWith('file ')
        ? (lookInput(name.slice('file '.length)) ?? MISSING)
        : (known?.get(name) ?? readValue(context, name));
      return [name, value];
    }),
  );
}

function touchedReads(
  { settings, declared, inputs, manifest, readsBefore: before }: Known,
  readsNow: ReadonlyMap<string, string>,
): string[] {
  if (!before) {
    const isOpen = (declared?.env.length ?? 0) + (declared?.runtime.length ?? 0) > 0;
    return manifest && (isOpen || codeMayRead(settings.workspaceRoot, inputs)) ? [UNKNOWN_READS] : [];
  }
  return [...readsNow].filter(([name, value]) => before.values[name] !== value).map(([name]) => name);
}
