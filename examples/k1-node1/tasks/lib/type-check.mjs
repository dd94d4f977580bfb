// @ts-check
import ts from 'typescript';

/**
 * Type-checks one TypeScript module that imports nothing, strictly, and turns it into JavaScript.
 *
 * @param {string} file its name in messages
 * @param {string} text
 * @returns {{ errors: string[], javascript: string }} errors with file, line and column
 */
export function checkModule(file, text) {
  /** @type {ts.CompilerOptions} */
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  host.getSourceFile = (name, ...rest) => (name === file ? source : getSourceFile(name, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  const program = ts.createProgram([file], options, host);
  const errors = ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    return `${file}:${line + 1}:${character + 1} error ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  const { outputText } = ts.transpileModule(text, { compilerOptions: { ...options, noEmit: false } });
  return { errors, javascript: outputText };
}
