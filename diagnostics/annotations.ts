import { createHash } from 'node:crypto';
import { posix, relative } from 'node:path';
import type { Diagnostic } from './diagnostic';

/**
 * Findings as GitHub workflow commands, one line per finding, which GitHub shows at the lines of a change. Paths are relative
 * to the checkout, of which the workspace may be a part.
 *
 * Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubAnnotations(
  findings: readonly Diagnostic[],
  workspaceRoot: string,
  { GITHUB_WORKSPACE: checkout }: NodeJS.ProcessEnv,
): string[] {
  return findings.map(({ severity, code, message, hint, file, line, column }) => {
    const properties = Object.entries({
      file: file === undefined ? undefined : inCheckout(file, workspaceRoot, checkout),
      line,
      col: column,
      title: code,
    })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${severity} ${properties.join(',')}::${escapeText(hint === undefined ? message : `${message}\n${hint}`)}`;
  });
}

/** An entry of a Code Quality report of GitLab. */
export interface CodeQualityIssue {
  readonly description: string;
  readonly check_name: string;
  /** The same for a finding in another version of the file, so that GitLab knows which findings are new. */
  readonly fingerprint: string;
  readonly severity: 'minor' | 'major';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/**
 * Findings as a Code Quality report, which GitLab shows at the lines of a merge request. GitLab requires a location, so
 * findings without a file get line 1 of nx.json.
 *
 * Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlabReport(
  findings: readonly Diagnostic[],
  workspaceRoot: string,
  { CI_PROJECT_DIR: checkout }: NodeJS.ProcessEnv,
): CodeQualityIssue[] {
  const known = new Map<string, number>();
  return findings.map(({ severity, code, message, hint, file = 'nx.json', line = 1 }) => {
    const path = inCheckout(file, workspaceRoot, checkout);
    const text = JSON.stringify([code, path, message]);
    const count = (known.get(text) ?? 0) + 1;
    known.set(text, count);
    return {
      description: hint === undefined ? message : `${message} (${hint.replaceAll('\n', '; ')})`,
      check_name: code,
      fingerprint: createHash('sha256').update(`${text} ${count}`).digest('hex'),
      severity: severity === 'error' ? 'major' : 'minor',
      location: { path, lines: { begin: line } },
    };
  });
}

/** Annotations for a task that runs in a GitHub workflow, according to its environment; otherwise empty. */
export function annotationsOf(
  findings: readonly Diagnostic[],
  workspaceRoot: string,
  env: NodeJS.ProcessEnv,
): string[] {
  if (env['GITHUB_ACTIONS'] !== 'true') return [];
  return githubAnnotations(findings, workspaceRoot, env);
}

/** A path relative to the checkout. If that is unknown or does not contain the workspace, relative to the workspace. */
function inCheckout(file: string, workspaceRoot: string, checkout: string | undefined): string {
  const below = checkout === undefined ? '' : relative(checkout, workspaceRoot).replaceAll('\\', '/');
  return below.startsWith('..') ? file : posix.join(below, file);
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
