import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { RunGraph } from '../graph/run-graph';
import type { StagedFile } from '../render/job';
import { outputNamesFor } from './output-names';
import { FileAliases } from './file-aliases';
import type { OwnedFiles } from './owned';
import { placeProblem } from './staging';

/**
 * Errors for files that must not be placed: a file that this target did not write is in the way, or the path leads
 * through a link. A damaged manifest still lists our files; without one, only equal bytes prove ownership.
 */
export function foreignFiles(graph: RunGraph, owned: OwnedFiles, files: readonly StagedFile[]): Diagnostic[] {
  const { outputFolder, settings, reading, hashOutput } = graph;
  const names = outputNamesFor(graph, files.length);
  const before = new FileAliases(outputFolder, () => owned.paths());
  const problems: Diagnostic[] = [];
  for (const { path, sha256 } of files) {
    if (names?.isFree(path)) continue;
    const file = `${settings.outputDir}/${path}`;
    const problem = placeProblem(outputFolder, path);
    if (problem !== undefined) {
      const message = `this file cannot be written: ${problem}`;
      problems.push({ severity: 'error', code: 'output-place', message, file, hint: 'remove what is in the way' });
      continue;
    }
    const isOurs = reading.state !== 'missing' && owned.has(path);
    if (isOurs || !lstatSync(join(outputFolder, path), { throwIfNoEntry: false })) continue;
    const there = hashOutput(path)?.sha256;
    if (there !== undefined && (there === sha256 || owned.wrote(path, there))) continue;
    const otherName = before.of(path);
    if (otherName !== undefined && there !== undefined && owned.wrote(otherName, there)) continue;
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
