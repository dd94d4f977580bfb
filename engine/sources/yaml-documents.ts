/** Comments and directives before the first document, with its start marker. */
const BEFORE_FIRST = /^(?:[ \t]*(?:[#%].*)?\r?\n)*(?:---(?=\s|$))?/;
const MARKER = /^(?:---|\.\.\.)(?=\s|$)/m;

/** True if a YAML text may hold several documents; only parsing tells for sure. */
export function mayBeMultiDocument(text: string): boolean {
  return MARKER.test(text.slice(BEFORE_FIRST.exec(text)?.[0].length ?? 0));
}

/** True for YAML by file extension. */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}
