import { join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isConfigurationName } from '../../modules/formatter-files';
import { isFormatterName } from '../../modules/formatter-name';
import { sha256 } from '../../state/hash';
import { textOrNothing } from '../../state/text-or-nothing';
import { fileProblem, isFileError } from '../file-problem';
import { formatFingerprint } from '../graph/fingerprints';
import { madeBy, type Draft, type EmitStageInput, type EmitStageJob } from '../render/emit-stage';
import { matchesAny } from '../sources/matches-any';
import type { CodeWatch } from '../user-code/code-watch';
import type { Formatter, FormatterInput } from './formatter';
import { loadFormatter, formatsInBatches } from './load-formatter';
import { textProblem, thrownProblem } from './problems';

/** A draft that has to be formatted, and its position. */
interface DueDraft {
  readonly job: number;
  readonly part: number;
  readonly draft: Draft;
  readonly formatted: string;
}

/**
 * Formats rendered texts in the thread that rendered them. The formatter is loaded on first use: for an unchanged text,
 * the formatted file in the output folder is reused.
 */
export class FormatStage {
  private formatter: Promise<Formatter | Diagnostic> | undefined;

  constructor(
    private readonly input: EmitStageInput & FormatterInput,
    private readonly watch: CodeWatch | undefined,
  ) {}

  /** True if jobs are formatted one by one, false if in batches. */
  get formatsOneByOne(): boolean {
    return !formatsInBatches(this.input.settings);
  }

  /** The jobs with formatted texts, or with errors for texts that could not be formatted. */
  async format(jobs: readonly EmitStageJob[]): Promise<EmitStageJob[]> {
    const parts = jobs.map((job) => (job.kind === 'drafted' ? [...job.parts] : []));
    const due: DueDraft[] = [];
    for (const [job, drafts] of parts.entries()) {
      for (const [part, draft] of drafts.entries()) {
        if ('severity' in draft || 'isSkipped' in draft) continue;
        const configurationProblem = this.refused(draft);
        if (configurationProblem) drafts[part] = configurationProblem;
        if (configurationProblem || !this.isIncluded(draft)) continue;
        const formatted = formatFingerprint(this.input.format.key, draft.path, sha256(draft.text));
        const text = this.reusableText(draft, formatted);
        if (text === undefined) due.push({ job, part, draft, formatted });
        else drafts[part] = { ...draft, text, formatted };
      }
    }
    const texts = due.length > 0 ? await this.formatAll(due) : [];
    for (const [at, { job, part, draft, formatted }] of due.entries()) {
      const text = texts[at]!;
      parts[job]![part] = typeof text === 'string' ? { ...draft, text, formatted } : text;
    }
    return jobs.map((job, at) => (job.kind === 'drafted' ? { ...job, parts: withoutDuplicates(parts[at]!) } : job));
  }

  private async formatAll(due: readonly DueDraft[]): Promise<readonly (string | Diagnostic)[]> {
    const { watch, input } = this;
    const { formatter: name = '' } = input.settings.format ?? {};
    // The graph tracks the formatter's configuration files. Code that the configuration loads is user code, so its
    // reads are observed.
    const watched = <T>(hasCode: boolean, work: () => T): T => (watch && hasCode ? watch.run(work) : work());
    const formatter = await (this.formatter ??= watched(!isFormatterName(name), () => loadFormatter(input)));
    if ('severity' in formatter) return due.map(() => formatter);
    const files = due.map(({ draft }) => ({ ...draft, madeBy: madeBy(input, draft) }));
    try {
      return await watched(input.format.hasCode, () => formatter.format(files));
    } catch (error) {
      if (isFileError(error)) return files.map(() => fileProblem(error, input.settings));
      // A late error: the formatter's own promise may never settle.
      return files.map((file) => thrownProblem(input.settings, file, name, error));
    }
  }

  /**
   * The error for a file that the formatter would treat as its own configuration: outputs would depend on earlier
   * outputs.
   */
  private refused(draft: Draft): Diagnostic | undefined {
    const { settings } = this.input;
    const { formatter = '' } = settings.format ?? {};
    if (!isFormatterName(formatter) || !isConfigurationName(formatter, posix.basename(draft.path))) return undefined;
    const file = { ...draft, madeBy: madeBy(this.input, draft) };
    const message = `${formatter} would take this file for its own configuration`;
    return { ...textProblem(settings, file, message), hint: 'make it by a target of its own' };
  }

  private isIncluded({ path }: Draft): boolean {
    const { include } = this.input.settings.format ?? {};
    return include === undefined || matchesAny(path, include);
  }

  /** The formatted text in the output folder, if formatting would produce it again. */
  private reusableText({ path }: Draft, formatted: string): string | undefined {
    const { settings, freshParts } = this.input;
    const before = freshParts.get(path);
    if (before?.formatted !== formatted) return undefined;
    const text = textOrNothing(join(settings.workspaceRoot, settings.outputDir, path));
    return text !== undefined && sha256(text) === before.sha256 ? text : undefined;
  }
}

/** Removes duplicates: a problem of the formatter itself appears for each file of a job. */
function withoutDuplicates<T extends object>(parts: readonly T[]): T[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    if (!('severity' in part)) return true;
    const key = JSON.stringify(part);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
