import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { foldersAround } from '../../modules/formatter-files';
import { readRegularText } from '../../state/regular-file';
import { makeTemporaryFolder } from '../../state/temporary-folder';
import { runCommand } from '../compile/process-group';
import type { Formatter, FormatterInput, RenderedText } from './formatter';
import { missingFormatter, textProblem, type TextPlace } from './problems';

/** In characters. Biome reports on each file. */
const MAX_OUTPUT = 100_000_000;

/** One finding in biome's JSON output. */
interface Finding {
  readonly category?: string;
  readonly message?: string;
  readonly location?: { readonly path?: string; readonly start?: TextPlace };
}

/**
 * The project's installed biome. Starting it takes longer than formatting hundreds of files, so it gets many files at a
 * time, in a temporary folder. There, files and configuration have the same relative paths as in the workspace, so that
 * globs in the configuration match.
 */
export function biomeFormatter({ settings, format }: FormatterInput): Promise<Formatter | Diagnostic> {
  const { workspaceRoot, outputDir } = settings;
  let program: string;
  try {
    program = createRequire(join(workspaceRoot, dirname(outputDir), 'package.json')).resolve(
      '@biomejs/biome/bin/biome',
    );
  } catch (error) {
    return Promise.resolve(missingFormatter(workspaceRoot, 'biome', error));
  }
  return Promise.resolve({
    format: async (files) => {
      const folder = makeTemporaryFolder('biome');
      try {
        for (const path of format.files) cpSync(join(workspaceRoot, path), join(folder, path));
        if (format.hasPlugins) linkPackages(workspaceRoot, folder, outputDir);
        const placeOf = (path: string): string => join(folder, outputDir, path);
        for (const { path, text } of files) {
          mkdirSync(dirname(placeOf(path)), { recursive: true });
          writeFileSync(placeOf(path), text);
        }
        const problems = await run(program, folder, outputDir);
        return files.map((file) => problemOf(settings, file, problems) ?? readRegularText(placeOf(file.path)));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  });
}

/** Links node_modules, so that packages named by the configuration resolve as in the workspace. */
function linkPackages(workspaceRoot: string, folder: string, outputDir: string): void {
  for (const one of foldersAround(outputDir)) {
    const modules = posix.join(one, 'node_modules');
    if (!existsSync(join(workspaceRoot, modules))) continue;
    mkdirSync(join(folder, one), { recursive: true });
    symlinkSync(join(workspaceRoot, modules), join(folder, modules), 'junction');
  }
}

/** Formats all files in a folder in place; returns its findings, or the problem if it did not run. */
async function run(program: string, folder: string, outputDir: string): Promise<readonly Finding[] | Diagnostic> {
  const { BIOME_CONFIG_PATH: _other, ...env } = process.env;
  const flags = ['--write', '--reporter=json', '--colors=off', '--max-diagnostics=none', '--vcs-enabled=false'];
  const args = [program, 'format', ...flags, '--no-errors-on-unmatched', `./${outputDir}`];
  const { stdout, output, error } = await runCommand(process.execPath, args, folder, { maxOutput: MAX_OUTPUT, env });
  try {
    return (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics;
  } catch {
    return failureOf(error?.message ?? output, folder);
  }
}

/** Parses the first finding of the readable output, which biome uses for problems of its configuration. */
function failureOf(output: string, folder: string): Diagnostic {
  const text = output.replaceAll(`${folder}/`, '');
  const [, file, line, column] = /^(\S+?):(\d+):(\d+) /m.exec(text) ?? [];
  const reason = /× (.*)/.exec(text)?.[1]?.trim() ?? text.trim().split('\n', 1)[0] ?? '';
  const place = file === undefined ? {} : { file, line: Number(line), column: Number(column) };
  return { severity: 'error', code: 'format', message: `biome: ${reason}`, ...place };
}

/** The problem of a file; none if biome ignores the file or does not know its type. */
function problemOf(
  settings: FormatterInput['settings'],
  file: RenderedText,
  problems: readonly Finding[] | Diagnostic,
): Diagnostic | undefined {
  if ('severity' in problems) return problems;
  const path = posix.join(settings.outputDir, file.path);
  const own = problems.filter(({ location }) => location?.path?.replace(/^\.\//, '') === path);
  const found = own.find(({ location }) => (location?.start?.line ?? 0) > 0) ?? own[0];
  if (!found) return undefined;
  const start = found.location?.start;
  return textProblem(settings, file, `biome: ${found.message ?? 'failed'}`, (start?.line ?? 0) > 0 ? start : undefined);
}
