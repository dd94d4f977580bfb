import type { BaselineSummary, Comparison, ComparisonRow } from './compare';
import { duration, plural, table } from './format';
import type { Statistics } from './noise';

const VERDICTS: Readonly<Record<ComparisonRow['verdict'], string>> = {
  faster: 'faster',
  slower: 'slower',
  noise: 'within the noise',
  'too-few': 'too few runs to tell',
  'only-a': 'only in A',
  'only-b': 'only in B',
  'not-measured': 'never ran',
};

/** The comparison as a table. Tasks of workflows are summed over their projects, unless `all` is set. */
export function compareText(comparison: Comparison, all = false): string {
  const rows = comparison.rows.filter(({ detail }) => all || !detail);
  const cells = rows.map((row) => [
    name(row),
    row.a ? duration(row.a.median) : '',
    row.a ? spread(row.a) : '',
    row.b ? duration(row.b.median) : '',
    row.b ? spread(row.b) : '',
    row.ratio === null ? '' : `×${row.ratio.toFixed(2)}`,
    VERDICTS[row.verdict],
  ]);
  return [
    `A: ${describe(comparison.a)}`,
    `B: ${describe(comparison.b)}`,
    ...comparison.differences.map((difference) => `differs in ${difference}`),
    '',
    ...table([['', 'A', 'from–to', 'B', 'from–to', 'B/A', ''], ...cells], [1, 2, 3, 4, 5]),
    '',
    'Medians, and the fastest and slowest run. Faster and slower: beyond the noise (docs/profile.md says by which test).',
  ].join('\n');
}

function name(row: ComparisonRow): string {
  if (row.kind === 'codegen') return `    ${row.name.slice(row.name.lastIndexOf(' ') + 1)}`;
  const many = row.kind === 'workflow-task' && row.tasks > 1 ? ` (${row.tasks} projects)` : '';
  return row.kind === 'run' ? 'run' : `  ${row.name}${many}`;
}

function spread({ min, max }: Statistics): string {
  return `${duration(min)}–${duration(max)}`;
}

function describe({ name: title, runs, recorded, command }: BaselineSummary): string {
  return `${title}, ${plural(runs, 'run')} of ${recorded.slice(0, 10)}: nx ${command.join(' ')}`;
}
