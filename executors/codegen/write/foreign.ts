import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { sha256 as hashOf } from '../../../state/hash';
import { MANIFEST_NAME, parseManifest } from '../plan/manifest';
import type { Prepared } from '../prepare-run';
import type { StagedFile } from '../render/job';
import { findLeftovers } from './journal';
import { OwnedFiles } from './owned';
import { placeProblem } from './staging';

/**
 * Files that must not be put in place: something is there already that no run of this target wrote, or the
 * way there leads through a link. A damaged manifest still says that the folder is ours; no manifest does not.
 */
export function foreignFiles(
  { outputFolder, settings, reading, look }: Prepared,
  owned: OwnedFiles,
  files: readonly StagedFile[],
): Diagnostic[] {
  const problems: Diagnostic[] = [];
  let beside: OwnedFiles | undefined;
  for (const { path, sha256 } of files) {
    const file = `${settings.outputDir}/${path}`;
    const problem = placeProblem(outputFolder, path);
    if (problem !== undefined) {
      const message = `this file cannot be written: ${problem}`;
      problems.push({ severity: 'error', code: 'output-place', message, file, hint: 'remove what is in the way' });
      continue;
    }
    const ours = reading.state === 'lost' || (reading.state === 'ok' && owned.has(path));
    if (ours || !lstatSync(join(outputFolder, path), { throwIfNoEntry: false })) continue;
    const there = look(path)?.sha256;
    if (there !== undefined && (there === sha256 || owned.wrote(path, there))) continue;
    beside ??= writtenBeside(outputFolder);
    if (beside.wrote(path, hashNow(join(outputFolder, path)))) continue;
    problems.push({
      severity: 'error',
      code: 'foreign-file',
      message: 'this file was not written by this target and would be overwritten',
      file,
      hint: 'move it away, delete it, or give the target another outputDir',
    });
  }
  return problems;
}

/** What a run of the same target beside this one has written since this one began. */
function writtenBeside(outputFolder: string): OwnedFiles {
  const written = new OwnedFiles();
  for (const [path, hash] of findLeftovers(outputFolder).byLiving) written.add(path, hash);
  const reading = parseManifest(read(join(outputFolder, MANIFEST_NAME))?.toString('utf8'));
  if (reading.state !== 'ok') return written;
  const { files, compiled } = reading.manifest;
  for (const [path, { sha256 }] of [...Object.entries(files), ...Object.entries(compiled)]) written.add(path, sha256);
  return written;
}

function hashNow(path: string): string {
  const bytes = read(path);
  return bytes ? hashOf(bytes) : '';
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
