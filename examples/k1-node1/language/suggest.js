// @ts-check
/**
 * Returns `did you mean "x"?` for the known name closest to a misspelt one, or undefined if none is close.
 *
 * @param {string} name
 * @param {Iterable<string>} known
 * @param {string} [prefix] shown before the name
 * @returns {string | undefined}
 */
function didYouMean(name, known, prefix = '') {
  const limit = Math.max(2, Math.floor(name.length / 3));
  /** @type {{ name: string, distance: number } | undefined} */
  let best;
  for (const candidate of [...known].sort()) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best && `did you mean "${prefix}${best.name}"?`;
}

/** @param {string} a @param {string} b */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = /** @type {number} */ (row[j - 1]) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, /** @type {number} */ (row[j]) + 1, /** @type {number} */ (next[j - 1]) + 1);
    }
    row = next;
  }
  return /** @type {number} */ (row[b.length]);
}

module.exports = { didYouMean };
