import { posix, relative } from 'node:path';
import type { Diagnostic } from './diagnostic';

/**
 * Findings as commands in the log of a GitHub workflow, which shows each at its line of the change: one line a finding. Paths
 * begin at the checkout, of which the workspace may be a part.
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

/** The same for a task that runs in a workflow of GitHub, as its environment says; nothing anywhere else. */
export function annotationsOf(
  findings: readonly Diagnostic[],
  workspaceRoot: string,
  env: NodeJS.ProcessEnv,
): string[] {
  if (env['GITHUB_ACTIONS'] !== 'true') return [];
  return githubAnnotations(findings, workspaceRoot, env);
}

/** Where the checkout is not known, or does not hold the workspace, the workspace is taken for it. */
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
