/**
 * The first line of a page's output that is not in the real output, after the lines before it; undefined if all are
 * there. Durations, versions, sizes and ids of runs count as equal; `…` matches any text, and alone on a line any
 * lines. Pure.
 */
export function firstMissingLine(shown: string, real: string): string | undefined {
  const rest = real.split('\n').map(comparable);
  for (const line of shown.split('\n')) {
    if (line.trim() === '' || line.trim() === '…') continue;
    const pattern = comparable(line).split('…').map(escaped).join('.*');
    const at = rest.findIndex((one) => new RegExp(`^${pattern}$`).test(one));
    if (at === -1) return line;
    rest.splice(0, at + 1);
  }
  return undefined;
}

const VARYING: readonly [RegExp, string][] = [
  [/\u001b\[[0-9;]*m/g, ''],
  [/\d{4}-\d\d-\d\dT[\d-]+Z-[0-9a-f]{6}/g, '<run>'],
  [/\b\d+(\.\d+)? ?(ms|s|min)\b/g, '<time>'],
  [/\b\d+(\.\d+)? (%|B|kB|MB)/g, '<amount>'],
  [/\b(nx|node) \d+\.\d+\.\d+/g, '$1 <version>'],
  [/\b\d+ (cores?|workers?)\b/g, '<cores>'],
  // Nx's badge, which consists of blanks and colours on a terminal.
  [/^ *NX +/, ''],
];

/** A line without values that differ between runs and machines; indentation is ignored. */
function comparable(line: string): string {
  return VARYING.reduce((text, [what, by]) => text.replace(what, by), line)
    .replace(/\s+/g, ' ')
    .trim();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
