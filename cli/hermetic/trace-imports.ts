/* The module resolution hook of trace-reads, which older versions of Node run in a thread of its own. */
import { appendFileSync } from 'node:fs';
import { noteOf } from './traced-path';

interface Target {
  readonly file: string;
  readonly below: readonly string[];
}

let target: Target | undefined;
const seen = new Set<string>();

export function initialize(data: Target): void {
  target = data;
}

export async function resolve(
  specifier: string,
  context: unknown,
  next: (specifier: string, context: unknown) => Promise<{ url: string }>,
): Promise<unknown> {
  const resolved = await next(specifier, context);
  if (target !== undefined && resolved.url.startsWith('file:')) {
    const line = noteOf('r', new URL(resolved.url), target.below);
    if (line !== undefined && !seen.has(line)) {
      seen.add(line);
      appendFileSync(target.file, `${line}\n`);
    }
  }
  return resolved;
}
