import { renderDiagnostics } from '../../diagnostics/render';
import type { CheckResult } from '../../engine/session';
import type { RunReport } from '../../engine/report/report';
import type { RoundAnswer } from './round-worker';

/** The text for a round: findings, notes, and a summary line. */
export function roundText(answer: RoundAnswer): string {
  if ('thrown' in answer) return `${answer.thrown}\nwatch: the run ended with an error`;
  const { report } = answer;
  const { diagnostics, notes, generation, compilation, success } = report;
  const counts = `fresh=${generation.fresh} rendered=${generation.rendered} compiled=${compilation.compiled} pruned=${generation.pruned}`;
  const findings = diagnostics.length > 0 ? [renderDiagnostics(diagnostics)] : [];
  return [...findings, ...notes, `watch: ${success ? counts : failure(report)} (${ms(report)})`].join('\n');
}

/** The line for the check of all files after a round. */
export function lookText(look: CheckResult): string {
  const found = look.differs ? 'something else has changed' : 'nothing else has changed';
  return `watch: looked at all files, ${found} (${ms(look)})`;
}

function failure({ diagnostics }: RunReport): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return `failed, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
}

function ms({ durationNs }: Pick<RunReport, 'durationNs'>): string {
  return `${(durationNs / 1e6).toFixed(1)} ms`;
}
