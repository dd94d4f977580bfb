import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { kindOf, readRegular } from '../state/regular-file';

/** A workflow of a thousand tasks has less than a tenth of this. */
const MAX_BYTES = 5_000_000;

export interface WorkflowText {
  readonly text: string | undefined;
  readonly problem?: { readonly message: string; readonly hint: string };
  /** The text of a file in a wrong encoding, decoded well enough to find task names. */
  readonly damaged?: string;
}

/**
 * The text of a workflow file, or the reason why there is none. A repository may contain a link to anything: devices are
 * never opened, and messages never show the content of a file outside the workspace.
 */
export function readWorkflowText(workspaceRoot: string, path: string): WorkflowText {
  const file = join(workspaceRoot, path);
  try {
    if (!realpathSync(file).startsWith(realpathSync(workspaceRoot) + sep)) {
      return problem('the workflow file is a link that leads out of the workspace', 'put the file itself there');
    }
    const stat = statSync(file);
    if (!stat.isFile()) return problem(`the workflow file is ${kindOf(stat)}, not a file`, 'put a file in its place');
    if (stat.size > MAX_BYTES) {
      return problem(`the workflow file has more than ${MAX_BYTES / 1e6} MB`, 'split it into several workflows');
    }
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readRegular(file));
    // In UTF-16 every other byte is mostly zero; JSON contains no zero byte.
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

/** Windows editors may save UTF-16; any other encoding is read byte by byte. */
function readDamaged(file: string): Pick<WorkflowText, 'damaged'> {
  const bytes = readRegular(file);
  const zeros = (start: number): number => bytes.filter((byte, at) => byte === 0 && at % 2 === start).length;
  const [even, odd] = [zeros(0), zeros(1)];
  const encoding = even === 0 && odd === 0 ? 'latin1' : even > odd ? 'utf-16be' : 'utf-16le';
  return { damaged: new TextDecoder(encoding).decode(bytes) };
}
