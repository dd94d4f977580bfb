import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import { withoutTemplateEnding } from '../../modules/template-module';
import type { Settings } from '../settings';
import type { Discovered } from '../sources/discover';

/** The path of each emit's template by the emit's index, or what is wrong with the names. */
export function chooseTemplates(settings: Settings, found: Discovered): string[] | Diagnostic[] {
  const problems: Diagnostic[] = [];
  const fail = (code: string, message: string, hint: string): void => {
    problems.push({ severity: 'error', code, message, hint });
  };
  if (found.specs.length === 0) {
    fail(
      'no-patterns',
      `no file matches the option "patterns" (${settings.patterns.join(', ')})`,
      'globs are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder',
    );
  }
  for (const { name, paths } of found.ambiguous) {
    fail(
      'ambiguous-name',
      `"${name}" names two files: ${paths.join(' and ')}`,
      'rename one of them or narrow the glob',
    );
  }
  const chosen = pickTemplates(settings, found).map((path, emit) => {
    const { template } = settings.emits[emit]!;
    if (path === undefined) {
      fail(
        'unknown-template',
        `emit names the template "${template}", which the option "templates" does not give`,
        found.templates.size > 0
          ? didYouMean(template, found.templates.keys())
          : `no file matches the option "templates" (${settings.templates.join(', ')})`,
      );
    }
    return path ?? template;
  });
  return problems.length > 0 ? problems : chosen;
}

/** The same; undefined where there is no such template, and empty for an emit that copies. */
export function pickTemplates(
  { emits }: Settings,
  { templates }: Pick<Discovered, 'templates'>,
): (string | undefined)[] {
  const paths = new Set(templates.values());
  return emits.map(({ template, copy }) => {
    if (copy) return '';
    if (paths.has(template)) return template;
    return templates.get(template) ?? templates.get(withoutTemplateEnding(template));
  });
}

export function isProblems(value: readonly string[] | readonly Diagnostic[]): value is Diagnostic[] {
  return typeof value[0] === 'object';
}
