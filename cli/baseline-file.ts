import { join, resolve } from 'node:path';
import { parseBaseline, type Baseline } from '../profile/baseline';
import { NotAFileError, readRegularText } from '../state/regular-file';
import { UsageError } from './command';

/** The default folder of baselines, to be committed. Relative to the workspace. */
const FOLDER = 'baselines';

export function baselineFile(name: string): string {
  if (!/^[\w][\w.-]*$/.test(name))
    throw new UsageError(`"${name}" is not a valid baseline name`, 'use letters, digits, ".", "-" and "_"');
  return `${FOLDER}/${name}.json`;
}

/** The text of a baseline file: one line for each figure, with its values in all runs. */
export function serializeBaseline(baseline: Baseline): string {
  const text = JSON.stringify(baseline, null, 2);
  return `${text.replace(/\[[\s\d.,nul]*\]/g, (list) => list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}

/** The baseline with a name or in a file; undefined if there is none. */
export function readBaseline(workspaceRoot: string, nameOrFile: string): Baseline | undefined {
  const named = /^[\w][\w.-]*$/.test(nameOrFile) ? [join(workspaceRoot, baselineFile(nameOrFile))] : [];
  for (const file of [resolve(nameOrFile), ...named]) {
    let text: string;
    try {
      text = readRegularText(file);
    } catch (error) {
      // A folder may have the name of a baseline.
      if (error instanceof NotAFileError && error.code !== 'EISDIR')
        throw new UsageError(`${nameOrFile} is ${error.kind}, not a file`, 'write it to a file first');
      continue;
    }
    const baseline = parseBaseline(text);
    if (!baseline)
      throw new UsageError(`${nameOrFile} is not a baseline, or was written by another version`, 'record it again');
    return baseline;
  }
  return undefined;
}
