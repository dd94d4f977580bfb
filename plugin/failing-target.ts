import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { renderDiagnostics } from '../diagnostics/render';

const MAX_SHOWN = 20;

/**
 * A target that prints the errors of its workflow file and fails. The text is passed in an environment
 * variable, percent-encoded: no shell quoting can break it, Nx finds no token in it to replace, and
 * the command needs no file of this package.
 *
 * @param targets how many targets of the file get the text: the more, the shorter it is cut
 */
export function failingTarget(file: string, diagnostics: readonly Diagnostic[], targets = 1): TargetConfiguration {
  const most = Math.min(MAX_LENGTH, Math.max(MIN_LENGTH, Math.floor(MAX_TOTAL / targets)));
  return {
    executor: 'nx:run-commands',
    cache: false,
    inputs: [],
    options: {
      command: `node -e "console.error(decodeURIComponent(process.env.NX_WORKFLOW_BROKEN));process.exitCode=1"`,
      env: { NX_WORKFLOW_BROKEN: encode(brokenFileText(file, diagnostics), most) },
      forwardAllArgs: false,
    },
    metadata: { description: `${file} is broken: this target prints its errors`, technologies: ['nx-workflow'] },
  };
}

/** Linux allows 128 KiB for one variable. */
const MAX_LENGTH = 100_000;
const MIN_LENGTH = 4_000;
/** For all targets of a file together: they are part of Nx's graph, which each command reads. */
const MAX_TOTAL = 2_000_000;

/** Percent-encodes a text, cut to at most `most` characters. A `Buffer` replaces halves of surrogate pairs. */
function encode(text: string, most: number): string {
  for (let length = text.length; ; length = Math.floor(length / 2)) {
    const part = length < text.length ? `${text.slice(0, length)}…` : text;
    const result = encodeURIComponent(Buffer.from(part).toString());
    if (result.length <= most) return result;
  }
}

/** The message that the targets of a broken file print and that `strict` throws. */
export function brokenFileText(file: string, diagnostics: readonly Diagnostic[]): string {
  const count = diagnostics.length === 1 ? '1 error' : `${diagnostics.length} errors`;
  const rest = diagnostics.length > MAX_SHOWN ? `\nand ${diagnostics.length - MAX_SHOWN} more` : '';
  const elsewhere = diagnostics.every((one) => one.file !== file) ? diagnostics[0]?.file : undefined;
  const what =
    elsewhere === undefined
      ? `${file} is broken (${count}), so none of its tasks can run.`
      : `${elsewhere} has ${count}, so no task of ${file} can run.`;
  return `${what}\n${renderDiagnostics(diagnostics.slice(0, MAX_SHOWN))}${rest}`;
}
