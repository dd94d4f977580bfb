import { compareText } from './diagnostic';

/** Longer names are not compared, since that costs the product of their lengths. */
const MAX_LENGTH = 100;

/**
 * The known name closest to a misspelt one; undefined if none is close (more than a third of its letters
 * would have to change, or the only one). Ties go to the name that sorts first.
 */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const limit = name.length < 2 ? 0 : Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  const wanted = name.toLowerCase();
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance > bestDistance || (distance === bestDistance && (best === undefined || best < candidate))) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** `did you mean "x"?`, or the known names if none is close. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = [...known];
  const near = suggest(name, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  names.sort(compareText);
  if (names.length === 0) return 'none is defined';
  const shown = names.slice(0, 12).map((text) => `"${text}"`);
  return `known: ${shown.join(', ')}${names.length > shown.length ? `, and ${names.length - shown.length} more` : ''}`;
}

/** Levenshtein distance with transpositions of neighbours counted as one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
