import type { Diagnostic } from '../../diagnostics/diagnostic';

/** A problem with a read of user code, without its place. */
export type ReadProblem = Pick<Diagnostic, 'code' | 'message' | 'hint'>;

/** @param path relative to the workspace, or absolute */
export function outsideRead(path: string): ReadProblem {
  return {
    code: 'path-outside-workspace',
    message: `this reads ${path}, which lies outside of the workspace: changes to it would be missed`,
    hint: 'put the file itself into the workspace',
  };
}

export function ownOutputRead(path: string): ReadProblem {
  return {
    code: 'own-output-read',
    message: `this reads ${path}, an output of the target itself: what it makes would depend on what it made before`,
    hint: 'read the inputs that the output is made from',
  };
}

/** @param what description of what is there instead of a file */
export function missingRead(path: string, what: string): ReadProblem {
  return {
    code: 'missing-file',
    message: `this reads ${path}, which ${what}`,
    hint: 'a path that begins with "./" or "../" is relative to the source file, any other to the workspace\'s root',
  };
}
