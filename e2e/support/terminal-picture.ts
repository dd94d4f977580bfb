/** A command of a recorded session, and the lines of its output that the picture shows. */
export interface RecordedCommand {
  readonly command: string;
  readonly lines: readonly string[];
}

const FONT = 13;
const LINE = 19;
const CHARACTER = 7.83;
const MARGIN = 18;
const COLORS = { background: '#15202b', text: '#d5dde5', prompt: '#7ee2a8', cached: '#7cc7ff', changed: '#ffcf70' };

/**
 * Draws a session as on a terminal. Deterministic on every machine, because durations and ids of runs are masked with
 * `…`. Pure.
 */
export function drawTerminal(title: string, session: readonly RecordedCommand[]): string {
  const rows = session.flatMap(({ command, lines }, at) => [
    ...(at === 0 ? [] : ['']),
    part(`$ ${command}`, COLORS.prompt, true),
    ...lines.map((line) => part(masked(line), colorOf(line), false)),
  ]);
  const longest = Math.max(...session.flatMap(({ command, lines }) => [command.length + 2, ...lines.map(lengthOf)]));
  const width = Math.ceil(longest * CHARACTER + 2 * MARGIN);
  const height = rows.length * LINE + 2 * MARGIN;
  const texts = rows.map((row, at) => row.replace('Y', String(MARGIN + FONT + at * LINE))).filter((row) => row !== '');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${FONT}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${COLORS.background}"/>
${texts.join('\n')}
</svg>
`;
}

/** A line without values that differ between runs. */
export function masked(line: string): string {
  return line.replace(/\b\d+(\.\d+)? (?=ms\b)/g, '… ').replace(/\d{4}-\d\d-\d\dT[\d-]+Z-[0-9a-f]{6}/g, '…');
}

function part(text: string, color: string, isBold: boolean): string {
  const weight = isBold ? ' font-weight="bold"' : '';
  return `<text x="${MARGIN}" y="Y" xml:space="preserve" fill="${color}"${weight}>${escaped(text)}</text>`;
}

function colorOf(line: string): string {
  if (/\[local cache\]|^Nx read/.test(line)) return COLORS.cached;
  return /^render|rendered=[1-9]|compiled=[1-9]/.test(line) ? COLORS.changed : COLORS.text;
}

function lengthOf(line: string): number {
  return masked(line).length;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
