import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonDocument, JsonPath } from './document';
import type { Task } from './workflow';

const MANGLED = /\{\{(projectRoot|projectName|workspaceRoot)\}\}/;
const WORKSPACE_ROOT = '{workspaceRoot}';

/**
 * Reports strings in options, at any depth, that Nx would break when it replaces its tokens: it replaces
 * `{projectName}` even in the double braces of a template, and it fails every command of the workspace
 * on a `{workspaceRoot}` that is not at the start of a string.
 */
export function* checkOptionTokens(task: Task, document: JsonDocument): Generator<Diagnostic> {
  for (const key of ['command', 'options', 'configurations'] as const) {
    yield* checkValue(task.target[key], ['tasks', task.name, key], document);
  }
}

function* checkValue(value: unknown, path: JsonPath, document: JsonDocument): Generator<Diagnostic> {
  if (typeof value === 'string') yield* checkText(value, path, document);
  else if (Array.isArray(value)) {
    for (const [index, item] of (value as unknown[]).entries()) yield* checkValue(item, [...path, index], document);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* checkValue(item, [...path, key], document);
  }
}

function* checkText(text: string, path: JsonPath, document: JsonDocument): Generator<Diagnostic> {
  const mangled = MANGLED.exec(text);
  if (mangled) {
    const [token, name] = mangled;
    const message = `Nx would replace the inner part of ${token} before the executor sees it`;
    yield document.atPart('mangled-token', path, token, message, `write {{ ${name} }}, with spaces`);
    return;
  }
  const rest = text.startsWith(WORKSPACE_ROOT) ? text.slice(WORKSPACE_ROOT.length) : text;
  if (rest.includes(WORKSPACE_ROOT)) {
    const message = `${WORKSPACE_ROOT} is only allowed at the start of a value; here it makes every Nx command fail`;
    const hint = 'leave it out: paths are relative to the workspace root, and commands run there';
    yield document.atPart('misplaced-workspace-root', path, lastToken(text), message, hint);
  }
}

/** The last token with the text before it, so that a correct token at the start is not marked. */
function lastToken(text: string): string {
  return text.lastIndexOf(WORKSPACE_ROOT) === text.indexOf(WORKSPACE_ROOT) ? WORKSPACE_ROOT : text;
}
