import type { TargetConfiguration } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { renderDiagnostics } from '../diagnostics/render';

const SHOWN = 20;

/**
 * A target that prints what is wrong with its workflow file and fails. The text travels in the
 * environment, percent-encoded: no shell quoting can break it, Nx finds no token in it to replace,
 * and the command needs no file of this package.
 */
export function failingTarget(file: string, diagnostics: readonly Diagnostic[]): TargetConfiguration {
  return {
    executor: 'nx:run-commands',
    cache: false,
    inputs: [],
    options: {
      command: `node -e "console.error(decodeURIComponent(process.env.NX_WORKFLOW_BROKEN));process.exitCode=1"`,
      env: { NX_WORKFLOW_BROKEN: encodeURIComponent(brokenFileText(file, diagnostics)) },
      forwardAllArgs: false,
    },
    metadata: { description: `${file} is broken: this target only says why`, technologies: ['nx-workflow'] },
  };
}

/** What a broken file's targets print, and what `strict` throws. */
export function brokenFileText(file: string, diagnostics: readonly Diagnostic[]): string {
  const count = diagnostics.length === 1 ? '1 error' : `${diagnostics.length} errors`;
  const rest = diagnostics.length > SHOWN ? `\nand ${diagnostics.length - SHOWN} more` : '';
  return `${file} is broken (${count}), so none of its tasks can run.\n${renderDiagnostics(diagnostics.slice(0, SHOWN))}${rest}`;
}
