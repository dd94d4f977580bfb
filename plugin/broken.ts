import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { renderDiagnostics } from '../diagnostics/render';

const SHOWN = 20;

/**
 * A target that prints what is wrong with its workflow file and fails. The text travels in the
 * environment, percent-encoded: no shell quoting can break it, Nx finds no token in it to replace,
 * and the command needs no file of this package.
 *
 * @param targets how many targets of the file get it: the more, the shorter
 */
export function failingTarget(file: string, diagnostics: readonly Diagnostic[], targets = 1): TargetConfiguration {
  const most = Math.min(MOST_ENCODED, Math.max(LEAST_ENCODED, Math.floor(MOST_OF_ALL / targets)));
  return {
    executor: 'nx:run-commands',
    cache: false,
    inputs: [],
    options: {
      command: `node -e "console.error(decodeURIComponent(process.env.NX_WORKFLOW_BROKEN));process.exitCode=1"`,
      env: { NX_WORKFLOW_BROKEN: encoded(brokenFileText(file, diagnostics), most) },
      forwardAllArgs: false,
    },
    metadata: { description: `${file} is broken: this target only says why`, technologies: ['nx-workflow'] },
  };
}

/** A system takes about 128 KiB in one variable; all targets of a file travel in Nx's graph. */
const MOST_ENCODED = 100_000;
const LEAST_ENCODED = 4_000;
const MOST_OF_ALL = 2_000_000;

/** Percent-encoded, and cut where that would be longer than `most`. Half a surrogate pair cannot be encoded. */
function encoded(text: string, most: number): string {
  for (let length = text.length; ; length = Math.floor(length / 2)) {
    const part = length < text.length ? `${text.slice(0, length)}…` : text;
    const result = encodeURIComponent(Buffer.from(part).toString());
    if (result.length <= most) return result;
  }
}

/** What a broken file's targets print, and what `strict` throws. */
export function brokenFileText(file: string, diagnostics: readonly Diagnostic[]): string {
  const count = diagnostics.length === 1 ? '1 error' : `${diagnostics.length} errors`;
  const rest = diagnostics.length > SHOWN ? `\nand ${diagnostics.length - SHOWN} more` : '';
  const elsewhere = diagnostics.every((one) => one.file !== file) ? diagnostics[0]?.file : undefined;
  const what =
    elsewhere === undefined
      ? `${file} is broken (${count}), so none of its tasks can run.`
      : `${elsewhere} is wrong (${count}), so no task of ${file} can run.`;
  return `${what}\n${renderDiagnostics(diagnostics.slice(0, SHOWN))}${rest}`;
}
