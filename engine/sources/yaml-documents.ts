/** A line that begins or ends a document, behind the comments and directives before the first document. */
const BEFORE_FIRST = /^(?:[ \t]*(?:[#%].*)?\r?\n)*(?:---(?=\s|$))?/;
const MARKER = /^(?:---|\.\.\.)(?=\s|$)/m;

/** Whether a YAML text may hold several documents; only parsing it tells for sure. */
export function mayHoldSeveral(text: string): boolean {
  return MARKER.test(text.slice(BEFORE_FIRST.exec(text)?.[0].length ?? 0));
}

/** By the file's extension. */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}
