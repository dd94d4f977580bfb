import { posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Settings } from '../settings';
import { loadTransform, type Transform, type TransformedFile } from './transform';

/** Compiles TypeScript files one by one. Transformers are loaded on first use. */
export class FileCompiler {
  private readonly transforms = new Map<number, Transform | Diagnostic>();

  constructor(private readonly settings: Settings) {}

  /**
   * Compiles a source with one compiler; returns the outputs or the problems.
   *
   * @param madeBy description of the template and pattern, for messages; empty to omit it
   */
  compile(compiler: number, source: string, text: string, madeBy: string): TransformedFile[] | Diagnostic[] {
    const transform = this.transform(compiler);
    if (typeof transform !== 'function') return [transform];
    const made = transform(source, text);
    return made.map((one) => ('path' in one ? one : this.withPlace(one, madeBy))) as TransformedFile[] | Diagnostic[];
  }

  /** Completes a problem of a transform, which knows only paths in the output folder. */
  private withPlace(one: Diagnostic, madeBy: string): Diagnostic {
    const message = madeBy === '' ? one.message : `${one.message} (made by ${madeBy})`;
    return { ...one, message, file: posix.join(this.settings.outputDir, one.file ?? '') };
  }

  private transform(compiler: number): Transform | Diagnostic {
    let transform = this.transforms.get(compiler);
    if (!transform) {
      const { workspaceRoot, compilers } = this.settings;
      const chosen = compilers[compiler];
      transform = loadTransform(workspaceRoot, chosen?.compiler === 'typescript' ? chosen.transformer : 'oxc');
      this.transforms.set(compiler, transform);
    }
    return transform;
  }
}
