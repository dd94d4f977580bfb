import { annotationsOf } from '../../diagnostics/annotations';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import { writeCodegenRecord } from '../../state/codegen-records';
import type { CodegenOptions } from '../../engine/options';
import { codegenRecord } from './codegen-record';
import type { OnProgress } from '../../engine/report/progress';
import { reportLines, type RunReport } from '../../engine/report/report';
import { runCodegen } from '../../engine/run';
import { declaredFor, type TargetContext } from './target-context';
import { settingsIn } from './target-settings';

/** The outcome of a target, with its whole output as text, to print or to pass to Nx's batch runner. */
export interface TargetOutcome {
  readonly success: boolean;
  readonly output: string;
  /** Undefined if the options are invalid. */
  readonly report?: RunReport;
}

export interface RunTargetExtras {
  /**
   * Set for a task of Nx, and then the phases are recorded for the profile: the task's hash, or null if Nx provides
   * none.
   */
  readonly taskHash?: string | null;
  readonly onProgress?: OnProgress;
}

/** Runs one codegen target in Nx's context. */
export async function runTarget(
  options: CodegenOptions,
  context: TargetContext,
  { taskHash, onProgress }: RunTargetExtras = {},
): Promise<TargetOutcome> {
  const startTime = Date.now();
  const settings = settingsIn(context, options, process.env);
  const shown = (findings: readonly Diagnostic[]): string[] => [
    ...(findings.length > 0 ? [renderDiagnostics(findings)] : []),
    ...annotationsOf(findings, context.root, process.env),
  ];
  if (Array.isArray(settings)) return { success: false, output: `${shown(settings).join('\n')}\n` };
  process.on('exit', failEarlyExit);
  const report = await runCodegen(settings, {
    declared: declaredFor(context),
    taskHash: taskHash ?? undefined,
    onProgress,
  }).finally(() => {
    process.off('exit', failEarlyExit);
  });
  if (taskHash !== undefined) {
    const about = { task: taskId(context), hash: taskHash, startTime };
    writeCodegenRecord(settings.stateFolder, codegenRecord(about, report, settings.switches));
  }
  const lines = shown(report.diagnostics);
  lines.push(...reportLines(report, settings.switches, settings.verbose));
  return { success: report.success, output: `${lines.join('\n')}\n`, report };
}

/** Fails the process if user code calls `process.exit(0)`, which would count as success. */
function failEarlyExit(code: number): void {
  if (code !== 0) return;
  process.exitCode = 1;
  process.stderr.write('error: the process ended in the middle of the run; does a module call process.exit?\n');
}

function taskId({ projectName, targetName, configurationName }: TargetContext): string {
  return [projectName, targetName, configurationName].filter((part) => part !== undefined).join(':');
}
