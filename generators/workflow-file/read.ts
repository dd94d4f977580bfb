import { getNodeValue, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { SourceText } from '../../diagnostics/source-text';
import { Refusal } from '../refusal';

export const WORKFLOW_FILE = 'nx-workflow.json';

/** The parts of a workflow file that generators need. Not validated here; `nx-workflow validate` does that. */
export interface WorkflowFile {
  /** Relative to the workspace, with `/` between folders. */
  readonly path: string;
  /** The folder of the file; `.` for the workspace itself. */
  readonly root: string;
  readonly text: string;
  readonly name: string | undefined;
  readonly phases: readonly string[] | undefined;
  readonly tasks: ReadonlyMap<string, TaskFields>;
}

export type TaskFields = Readonly<Record<string, unknown>>;

/** Parses a workflow file for editing. Pure. */
export function readWorkflowFile(path: string, text: string): WorkflowFile | Refusal {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) {
    const { line, column } = new SourceText(path, text).positionAt(first.offset);
    return broken(path, `${path}:${line}:${column}: not valid JSON (${words(printParseErrorCode(first.error))})`);
  }
  const value: unknown = root && getNodeValue(root);
  if (!isObject(value)) return broken(path, `${path}: a workflow file must be an object`);
  const tasks = value['tasks'] ?? {};
  if (!isObject(tasks)) return broken(path, `${path}: "tasks" must be an object`);
  const phases = value['phases'];
  return {
    path,
    root: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.',
    text,
    name: typeof value['name'] === 'string' ? value['name'] : undefined,
    phases: Array.isArray(phases) ? phases.filter((phase): phase is string => typeof phase === 'string') : undefined,
    tasks: new Map(Object.entries(tasks).map(([name, fields]) => [name, isObject(fields) ? fields : {}])),
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(path: string, message: string): Refusal {
  return new Refusal(message, `correct it first: npx nx-workflow validate ${path} shows all findings`);
}

function words(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
