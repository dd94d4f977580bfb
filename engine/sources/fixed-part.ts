/** The leading folders of a glob without wildcards: `a/b` for `a/b/**\/*.hbs`. */
export function fixedPart(glob: string): string {
  const fixed = glob.split('/').slice(0, -1);
  const wild = fixed.findIndex((part) => /[*?[\]{}()]/.test(part));
  return (wild < 0 ? fixed : fixed.slice(0, wild)).join('/') || '.';
}
