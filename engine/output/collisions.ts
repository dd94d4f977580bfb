import { compareText, type Diagnostic } from '../../diagnostics/diagnostic';
import { fold } from '../../state/fold';

/** A file that a run makes or keeps, with a description of its producer. */
export interface Claim {
  readonly path: string;
  readonly by: string;
}

/**
 * Finds paths with two producers, files where another path needs a folder, and paths that differ only in case. Their
 * result would depend on the system or on the order.
 */
export function findCollisions(claims: readonly Claim[], outputDir: string): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const byFold = new Map<string, Claim>();
  const report = (claim: Claim, other: Claim, message: string): void => {
    problems.push({
      severity: 'error',
      code: 'output-collision',
      message,
      file: `${outputDir}/${claim.path}`,
      hint: `made by ${other.by}\nand by ${claim.by}; give "to" something that tells them apart`,
    });
  };
  const sorted = [...claims].sort((a, b) => compareText(a.path, b.path) || compareText(a.by, b.by));
  for (const claim of sorted) {
    const folded = fold(claim.path);
    const other = byFold.get(folded);
    if (!other) byFold.set(folded, claim);
    else if (other.path === claim.path) report(claim, other, 'this file would be made twice');
    else report(claim, other, `this differs from "${other.path}" only in case or accents: one file on many systems`);
  }
  for (const claim of sorted) {
    const parts = fold(claim.path).split('/');
    for (let count = 1; count < parts.length; count++) {
      const other = byFold.get(parts.slice(0, count).join('/'));
      if (other) report(claim, other, `"${other.path}" is a file, and here a folder`);
    }
  }
  return problems;
}
