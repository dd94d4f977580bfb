import type { Settings } from '../settings';
import { MISSING } from '../user-code/missing';
import { readValue, type ReadContext } from '../user-code/reads';
import { codeMayRead } from './code-may-read';
import type { DeclaredInputs } from './declared-inputs';
import type { CodeReads } from './index-file';
import type { HashedInputs } from './inputs';
import type { Manifest } from './manifest';
import type { Scan } from './scan';

/** The state of everything that user code reads, at the start of a run. */
export interface CodeState {
  /** Time before any user code ran, in milliseconds since 1970. */
  readonly began: number;
  /** Current values of the reads of earlier runs, by name. */
  readonly readsNow: ReadonlyMap<string, string>;
  /** Names of reads whose values have changed, or {@link UNKNOWN_READS}. */
  readonly touchedReads: readonly string[];
}

/** Stands for all reads of user code if they are not known. */
export const UNKNOWN_READS = 'unknown';

interface CodeFacts {
  readonly settings: Settings;
  readonly declared: DeclaredInputs | undefined;
  readonly inputs: HashedInputs;
  readonly manifest: Manifest | undefined;
  /** Reads of user code when the files were made; undefined if unknown. */
  readonly readsBefore: CodeReads | undefined;
  readonly scan: Scan | undefined;
  /** sha256 of a file of the workspace. */
  readonly hashInput: (path: string) => string | undefined;
}

export function codeState(known: CodeFacts): CodeState {
  const { settings, declared, readsBefore, scan, hashInput } = known;
  const context = { settings, declared, salt: readsBefore?.salt ?? '' };
  const others = readsBefore && scan?.index.header.reads === readsBefore ? scan.readsNow : undefined;
  const readsNow = readsBefore ? readsAtStart(context, readsBefore, hashInput, others) : new Map<string, string>();
  return { began: Date.now(), readsNow, touchedReads: touchedReads(known, readsNow) };
}

/**
 * Current values of the reads of earlier runs, by name. Evaluated once per run, since a value may be the output of a
 * command.
 *
 * @param known values that a scan has found, other than of files
 */
function readsAtStart(
  context: ReadContext,
  before: CodeReads,
  hashInput: CodeFacts['hashInput'],
  known: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    Object.keys(before.values).map((name) => {
      const value = name.startsWith('file ')
        ? (hashInput(name.slice('file '.length)) ?? MISSING)
        : (known?.get(name) ?? readValue(context, name));
      return [name, value];
    }),
  );
}

function touchedReads(
  { settings, declared, inputs, manifest, readsBefore: before }: CodeFacts,
  readsNow: ReadonlyMap<string, string>,
): string[] {
  if (!before) {
    const isOpen = (declared?.env.length ?? 0) + (declared?.runtime.length ?? 0) > 0;
    return manifest && (isOpen || codeMayRead(settings.workspaceRoot, inputs)) ? [UNKNOWN_READS] : [];
  }
  return [...readsNow].filter(([name, value]) => before.values[name] !== value).map(([name]) => name);
}
