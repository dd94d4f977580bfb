import { join, posix } from 'node:path';
import { compareDiagnostics, compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import { readRegular } from '../../state/regular-file';
import type { DeclaredInputs } from '../graph/declared-inputs';
import { MANIFEST_NAME, parseManifest, type Manifest } from '../graph/manifest';
import { fileProblem, isFileError, isMissing, isSpecialFileError } from '../file-problem';
import { BuildInfo } from './build-info';
import type { CheckedTarget } from './checked-target';
import { findTypescript, runTypescript } from './compiler';
import { undeclaredFiles } from './files-read';
import { parseFindings } from './findings';
import { configFiles, projectFile } from './project-file';

export interface TypecheckOutcome {
  readonly success: boolean;
  /** Ready to print. */
  readonly output: string;
  /** The diagnostics in the output. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the types of all TypeScript files in a codegen target's manifest with the workspace's own compiler. Build info
 * is kept in the state folder between runs.
 */
export async function checkTypes(
  target: CheckedTarget,
  declared: DeclaredInputs | undefined,
): Promise<TypecheckOutcome> {
  const began = process.hrtime.bigint();
  const manifest = readManifest(target);
  if ('severity' in manifest) return failedOutcome([manifest]);
  const files = checkedFiles(target, manifest);
  const report = (problems: readonly Diagnostic[]): TypecheckOutcome => {
    const lines = problems.length > 0 ? [renderDiagnostics([...problems].sort(compareDiagnostics))] : [];
    const ms = (Number(process.hrtime.bigint() - began) / 1e6).toFixed(1);
    lines.push(`[TYPES] files=${files.length} errors=${problems.length} (${ms} ms)`);
    return { success: problems.length === 0, output: `${lines.join('\n')}\n`, diagnostics: problems };
  };
  if (files.length === 0) return report([]);

  const { settings, tsconfig } = target;
  const configs = configFiles(settings, tsconfig);
  if ('severity' in configs) return failedOutcome([configs]);
  const typescript = findTypescript(settings.workspaceRoot);
  if ('severity' in typescript) return failedOutcome([typescript]);
  let buildInfo: BuildInfo | undefined;
  try {
    buildInfo = BuildInfo.open(settings.stateFolder, join(settings.workspaceRoot, settings.outputDir));
    buildInfo.write(projectFile(settings, files, tsconfig, buildInfo.path));
    const run = await runTypescript(typescript, settings.workspaceRoot, buildInfo.project);
    const findings = parseFindings(run);
    if ('severity' in findings) return failedOutcome([findings]);
    const read = [...configs, ...buildInfo.filesRead(settings.workspaceRoot)];
    buildInfo.keep();
    const undeclared = undeclaredFiles(read, target, manifest, declared);
    if (findings.length === 0) return report(undeclared);
    const { explainFindings } = require('./explain-findings') as typeof import('./explain-findings');
    return report([...undeclared, ...(await explainFindings(findings, target, manifest))]);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return failedOutcome([fileProblem(error, settings)]);
  } finally {
    buildInfo?.close();
  }
}

export function failedOutcome(problems: readonly Diagnostic[]): TypecheckOutcome {
  return { success: false, output: `${renderDiagnostics(problems)}\n`, diagnostics: problems };
}

function readManifest({ settings, id }: CheckedTarget): Manifest | Diagnostic {
  let bytes: Buffer | undefined;
  try {
    bytes = readRegular(join(settings.workspaceRoot, settings.outputDir, MANIFEST_NAME));
  } catch (error) {
    if (!isFileError(error)) throw error;
    // Nothing is generated yet, or a special file that the next run replaces is in the place of the manifest.
    if (isSpecialFileError(error)) bytes = Buffer.alloc(0);
    else if (!isMissing(error)) return fileProblem(error, settings);
  }
  const reading = parseManifest(bytes);
  if (reading.state === 'ok') return reading.manifest;
  const how = reading.state === 'missing' ? 'missing' : reading.reason;
  return {
    severity: 'error',
    code: 'not-generated',
    message: `there is nothing to check: the manifest of ${id} is ${how}`,
    file: posix.join(settings.outputDir, MANIFEST_NAME),
    hint: `run "nx run ${id}" first; a target that checks its code names it in "dependsOn"`,
  };
}

/** Generated files to check, relative to the output folder: compiled sources and declarations. */
function checkedFiles({ isChecked }: CheckedTarget, manifest: Manifest): string[] {
  return Object.keys(manifest.files)
    .filter((path) => /\.d\.[cm]?ts$/.test(path) || isChecked(path))
    .sort(compareText);
}
