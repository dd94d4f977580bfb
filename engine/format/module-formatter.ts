import { posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { loadModule } from '../user-code/load-module';
import type { Formatter, FormatterInput, RenderedText } from './formatter';
import { textProblem, thrownProblem } from './problems';

type FormatFunction = (text: string, about: { readonly path: string }) => unknown;

/** A user's module as formatter: `(text, { path }) => text`, or a promise of the text. */
export async function moduleFormatter(
  { settings, modules }: FormatterInput,
  module: string,
): Promise<Formatter | Diagnostic> {
  const exports = await loadModule(settings.workspaceRoot, module, 'format', modules);
  if ('severity' in exports) return exports as unknown as Diagnostic;
  const format = exports['default'];
  if (typeof format !== 'function') {
    const message = 'the default export of the option "format" is not a function';
    return { severity: 'error', code: 'module', message, file: module, hint: 'export (text, { path }) => text' };
  }
  const one = async (file: RenderedText): Promise<string | Diagnostic> => {
    try {
      const path = posix.join(settings.outputDir, file.path);
      const text = await (format as FormatFunction)(file.text, { path });
      if (typeof text === 'string') return text;
      const kind = text === null ? 'null' : typeof text;
      return { ...textProblem(settings, file, `${module} gave no text but ${kind}`), hint: 'return the whole text' };
    } catch (error) {
      return thrownProblem(settings, file, module, error);
    }
  };
  return { format: (files) => inOrder(files, one) };
}

/** Runs sequentially, because a module may keep state. */
async function inOrder<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}
