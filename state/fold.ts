/** A key that is equal for paths that some file system treats as equal: it ignores case and Unicode composition. */
export function fold(path: string): string {
  if (/^[\u0000-\u007f]*$/.test(path)) return path.toLowerCase();
  return Array.from(path.normalize('NFC'))
    .map((letter) => {
      // By upper case, as file systems do: both lower-case sigmas share one capital, and so do s and the long s.
      const capital = letter.toUpperCase();
      return Array.from(capital).length === 1 ? capital.toLowerCase() : letter.toLowerCase();
    })
    .join('');
}
