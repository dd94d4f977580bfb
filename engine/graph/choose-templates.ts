import type { Diagnostic } from '../../diagnostics/diagnostic';
import { didYouMean } from '../../diagnostics/suggest';
import { withoutTemplateEnding } from '../../modules/template-module';
import type { Settings } from '../settings';
import type { Discovered } from '../sources/discover';

/** A problem with the files that an option selects, and the path of the option. */
export interface SelectionProblem {
  readonly option: readonly (string | number)[];
  readonly problem: Diagnostic;
}

const GLOB_HINT = 'globs are relative to the workspace\'s root; "{projectRoot}" stands for the project\'s folder';

/** Reports globs that match nothing, and names that match no file or several. */
export function selectionProblems(settings: Settings, found: Discovered): SelectionProblem[] {
  const problems: SelectionProblem[] = [];
  const add = (option: SelectionProblem['option'], problem: Omit<Diagnostic, 'severity'>): void => {
    problems.push({ option, problem: { severity: 'error', ...problem } });
  };
  if (found.specs.length === 0) {
    const message = `no file matches the option "patterns" (${settings.patterns.join(', ')})`;
    add(['patterns'], { code: 'no-patterns', message, hint: GLOB_HINT });
  }
  for (const { name, paths } of found.ambiguous) {
    const message = `"${name}" names two files: ${paths.join(' and ')}`;
    const hint = 'rename one of them or narrow the glob';
    add([found.templates.has(name) ? 'templates' : 'partials'], { code: 'ambiguous-name', message, hint });
  }
  for (const [emit, path] of pickTemplates(settings, found).entries()) {
    const { template, copy } = settings.emits[emit]!;
    if (copy && !found.copies.some((one) => one.emit === emit)) {
      const message = `no file matches emit.copy (${copy.join(', ')})`;
      add(['emit', emit, 'copy'], { code: 'missing-file', message, hint: GLOB_HINT });
    }
    if (path !== undefined) continue;
    const message = `emit names the template "${template}", which the option "templates" does not give`;
    const hint =
      found.templates.size > 0
        ? didYouMean(template, found.templates.keys())
        : `no file matches the option "templates" (${settings.templates.join(', ')})`;
    add(['emit', emit, 'template'], { code: 'unknown-template', message, hint });
  }
  return problems;
}

/** The template path of each emit, by emit index; or the problems with the selected files. */
export function chooseTemplates(settings: Settings, found: Discovered): string[] | Diagnostic[] {
  const problems = selectionProblems(settings, found);
  if (problems.length > 0) return problems.map(({ problem }) => problem);
  return pickTemplates(settings, found).map((path) => path ?? '');
}

/** The template path of each emit; undefined if there is no such template, empty for an emit that copies. */
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
