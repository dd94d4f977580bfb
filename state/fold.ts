/** Equal for paths that some system takes for one: case aside, as letters are composed. */
export function fold(path: string): string {
  if (/^[\u0000-\u007f]*$/.test(path)) return path.toLowerCase();
  return Array.from(path.normalize('NFC'))
    .map((letter) => {
      // By way of the capital, as file systems do: the two small sigmas have one, and so have s and the long s.
      const capital = letter.toUpperCase();
      return Array.from(capital).length === 1 ? capital.toLowerCase() : letter.toLowerCase();
    })
    .join('');
}
