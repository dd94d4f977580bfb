/** The results of the essential steps on one pair of versions. */
export interface PairResult {
  readonly nx: string;
  readonly devkit: string;
  readonly node: string;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** The result of `npm run e2e:matrix`, committed beside its test. */
export interface MatrixResult {
  readonly pairs: readonly PairResult[];
}

/** The table of the README and the manual: a row for each Nx, a column for each line of Node. */
export function compatibilityTable({ pairs }: MatrixResult): string {
  const lines = [...new Set(pairs.map(({ node }) => lineOf(node)))].sort();
  const rows = [...new Set(pairs.map(({ nx }) => nx))].map((nx) => [
    nx,
    ...lines.map((line) => cell(pairs.find((pair) => pair.nx === nx && lineOf(pair.node) === line))),
  ]);
  const table = [['Nx', ...lines.map((line) => `Node ${line}`)], ...rows];
  const widths = table[0]!.map((_text, column) => Math.max(...table.map((row) => row[column]!.length)));
  const texts = table.map((row) => `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [texts[0], rule, ...texts.slice(1)].join('\n');
}

function lineOf(version: string): string {
  return version.split('.')[0] ?? version;
}

function cell(pair: PairResult | undefined): string {
  if (!pair) return 'not tried';
  return pair.failed.length === 0 ? `works (${pair.node})` : `${pair.node} fails: ${pair.failed.join(', ')}`;
}
