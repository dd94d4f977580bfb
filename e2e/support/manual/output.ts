/**
 * The first line that a page shows and the real output does not have, behind the lines before it; undefined where
 * all are there. Durations, versions, sizes and ids of runs are taken as equal; `…` stands for any text, and alone on
 * a line for any lines. Pure.
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
  // Nx's badge, which is blanks and colour on a terminal.
  [/^ *NX +/, ''],
];

/** A line without what differs from run to run and from machine to machine; a shift to the right does not count. */
function comparable(line: string): string {
  return VARYING.reduce((text, [what, by]) => text.replace(what, by), line)
    .replace(/\s+/g, ' ')
    .trim();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
