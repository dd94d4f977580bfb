import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { kindOf, readRegular } from '../state/regular-file';

/** In bytes. A workflow of a thousand tasks has less than a tenth of it. */
const MOST_BYTES = 5_000_000;

export interface WorkflowText {
  readonly text: string | undefined;
  readonly problem?: { readonly message: string; readonly hint: string };
  /** The text in another encoding than it must have: good enough to read the tasks' names. */
  readonly damaged?: string;
}

/**
 * The text of a workflow file, or why there is none. A repository can hold a link to anything: a device is never
 * opened, and no file from outside of the workspace is shown in a message.
 */
export function readWorkflowText(workspaceRoot: string, path: string): WorkflowText {
  const file = join(workspaceRoot, path);
  try {
    if (!realpathSync(file).startsWith(realpathSync(workspaceRoot) + sep)) {
      return problem('the workflow file is a link that leads out of the workspace', 'put the file itself there');
    }
    const stat = statSync(file);
    if (!stat.isFile()) return problem(`the workflow file is ${kindOf(stat)}, not a file`, 'put a file in its place');
    if (stat.size > MOST_BYTES) {
      return problem(`the workflow file has more than ${MOST_BYTES / 1e6} MB`, 'split it into several workflows');
    }
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readRegular(file));
    // Every other byte of UTF-16 is a zero, and JSON has none.
    return text.includes('\0') ? notUtf8(file) : { text };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return notUtf8(file);
    return { text: undefined };
  }
}

function problem(message: string, hint: string): WorkflowText {
  return { text: undefined, problem: { message, hint } };
}

function notUtf8(file: string): WorkflowText {
  return { ...problem('the workflow file is not valid UTF-8', 'save it as UTF-8'), ...readDamaged(file) };
}

/** Editors on Windows may save as UTF-16; anything else is read byte by byte. */
function readDamaged(file: string): Pick<WorkflowText, 'damaged'> {
  const bytes = readRegular(file);
  const zeros = (start: number): number => bytes.filter((byte, at) => byte === 0 && at % 2 === start).length;
  const [even, odd] = [zeros(0), zeros(1)];
  const encoding = even === 0 && odd === 0 ? 'latin1' : even > odd ? 'utf-16be' : 'utf-16le';
  return { damaged: new TextDecoder(encoding).decode(bytes) };
}
