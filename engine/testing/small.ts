import type { CodegenOptions } from '../options';
import { Workspace, type RunChanges } from './workspace';

/** The smallest target: one spec, one template, one emit. */
export const SMALL: CodegenOptions = {
  patterns: ['specs/*.{json,yaml}'],
  templates: ['templates/*.hbs'],
  partials: ['partials/**/*.hbs'],
  emit: [{ template: 'one', to: '{{@name}}.txt' }],
  outputDir: 'generated',
  workers: 1,
};

export const SMALL_FILES: Readonly<Record<string, string>> = {
  'specs/a.json': '{ "title": "A" }\n',
  'templates/one.hbs': 'Hello {{title}}\n',
};

export function small(
  files: Readonly<Record<string, string | Buffer>> = {},
  options: Partial<CodegenOptions> = {},
): Workspace {
  const workspace = new Workspace({ ...SMALL, ...options }, SMALL_FILES);
  workspace.write(files);
  return workspace;
}

/** A run that must fail and write nothing. */
export interface Refusal {
  readonly title: string;
  /** Added to the files of the smallest target, or replacing them. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly options?: Partial<CodegenOptions>;
  readonly changes?: RunChanges;
  /** The expected lines before the log. */
  readonly says: readonly string[];
}

/** The diagnostic lines of a run that must fail and write nothing. Throws otherwise. */
export async function refusal({ files, options = {}, changes = {} }: Omit<Refusal, 'says'>): Promise<string[]> {
  const workspace = small(files, options);
  try {
    const run = await workspace.run({}, changes);
    if (run.success) throw new Error(`the run succeeded:\n${run.output}`);
    const outputs = workspace.outputs();
    if (outputs !== undefined) throw new Error(`something was written: ${Object.keys(outputs).join(', ')}`);
    return diagnosticsOf(run.output).split('\n');
  } finally {
    workspace.dispose();
  }
}

/** The output of a run without log lines. */
export function diagnosticsOf(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/^\[(OPT-\d|PERF)\]|^manifest: none yet/.test(line))
    .join('\n')
    .trimEnd();
}
