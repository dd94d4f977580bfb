import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { installCommand } from '../../modules/install-command';

/** An output of a transform: the source's path with another extension, and its text. */
export interface TransformedFile {
  readonly path: string;
  readonly text: string;
}

/** Compiles a TypeScript file (path relative to the output folder, text); returns the outputs or the problems. */
export type Transform = (path: string, text: string) => TransformedFile[] | Diagnostic[];

/** The outputs for a TypeScript source: JavaScript, declarations, source map. */
export function typescriptOutputs(source: string): [script: string, declarations: string, map: string] {
  const stem = source.replace(/\.[cm]?tsx?$/, '');
  const kind = /\.([cm]?)tsx?$/.exec(source)?.[1] ?? '';
  return [`${stem}.${kind}js`, `${stem}.d.${kind}ts`, `${stem}.${kind}js.map`];
}

/**
 * Loads a transformer from the workspace. If it is missing, that is an error. It never falls back to the other
 * transformer, whose output differs in bytes.
 */
export function loadTransform(workspaceRoot: string, transformer: 'oxc' | 'typescript'): Transform | Diagnostic {
  const name = transformer === 'oxc' ? 'oxc-transform' : 'typescript';
  let api: unknown;
  try {
    api = createRequire(join(workspaceRoot, 'package.json'))(name);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    const version = transformer === 'oxc' ? 'oxc-transform@0.158.0' : 'typescript@5.9.3';
    return {
      severity: 'error',
      code: 'missing-transformer',
      message: `the transformer "${transformer}" needs the package ${name}, which ${missing ? 'is not installed' : 'does not load'}`,
      hint: missing ? installCommand(workspaceRoot, version) : (error as Error).message,
    };
  }
  if (transformer === 'oxc') return oxcTransform(api as typeof import('oxc-transform'));
  const typescript = api as typeof import('typescript');
  if (typeof typescript.transpileModule === 'function' && typeof typescript.transpileDeclaration === 'function') {
    return typescriptTransform(typescript);
  }
  return {
    severity: 'error',
    code: 'missing-transformer',
    message: `the transformer "typescript" needs TypeScript 5.5 or later and below 7, not ${typescript.version}`,
    hint: 'install typescript@5.9.3, or choose "transformer": "oxc"',
  };
}

function oxcTransform(oxc: typeof import('oxc-transform')): Transform {
  return (path, text) => {
    const [script, declarations, map] = typescriptOutputs(path);
    const result = oxc.transformSync(baseName(path), text, {
      sourcemap: true,
      target: 'es2022',
      typescript: { declaration: { stripInternal: false } },
    });
    if (result.errors.length > 0) {
      const source = new SourceText(path, text);
      return result.errors.map((error) => {
        const label = error.labels[0];
        const place = label
          ? source.at(
              codeUnits(text, label.start),
              Math.max(1, codeUnits(text, label.end) - codeUnits(text, label.start)),
            )
          : { file: path };
        return {
          severity: 'error' as const,
          code: 'compile',
          message: error.message,
          ...place,
          ...(error.helpMessage ? { hint: error.helpMessage } : {}),
        };
      });
    }
    // The source lies next to its map, so its text is not repeated there.
    const { sourcesContent: _text, ...rest } = result.map ?? { mappings: '', names: [], sources: [], version: 3 };
    const sourceMap = { ...rest, file: baseName(script), sources: [baseName(path)] };
    return [
      { path: script, text: `${withNewline(result.code)}//# sourceMappingURL=${baseName(map)}\n` },
      { path: declarations, text: withNewline(result.declaration ?? '') },
      { path: map, text: `${JSON.stringify(sourceMap)}\n` },
    ];
  };
}

function typescriptTransform(typescript: typeof import('typescript')): Transform {
  const compilerOptions = {
    target: typescript.ScriptTarget.ES2022,
    module: typescript.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    sourceMap: true,
    newLine: typescript.NewLineKind.LineFeed,
  };
  return (path, text) => {
    const [script, declarations, map] = typescriptOutputs(path);
    const options = { fileName: baseName(path), reportDiagnostics: true, compilerOptions };
    const javascript = typescript.transpileModule(text, options);
    const types = typescript.transpileDeclaration(text, {
      ...options,
      compilerOptions: { ...compilerOptions, declaration: true, isolatedDeclarations: true, sourceMap: false },
    });
    // With syntax errors, type errors are meaningless.
    const syntax = javascript.diagnostics ?? [];
    const found = syntax.length > 0 ? syntax : (types.diagnostics ?? []);
    if (found.length > 0) {
      const source = new SourceText(path, text);
      return found.map((one) => ({
        severity: 'error' as const,
        code: 'compile',
        message: `TS${one.code}: ${typescript.flattenDiagnosticMessageText(one.messageText, '\n')}`,
        ...(one.start === undefined ? { file: path } : source.at(one.start, Math.max(1, one.length ?? 1))),
      }));
    }
    return [
      { path: script, text: withNewline(javascript.outputText) },
      { path: declarations, text: withNewline(types.outputText) },
      { path: map, text: `${javascript.sourceMapText ?? ''}\n` },
    ];
  };
}

/** The native transformer reports offsets in UTF-8 bytes. */
function codeUnits(text: string, byteOffset: number): number {
  return Buffer.from(text).subarray(0, byteOffset).toString('utf8').length;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
