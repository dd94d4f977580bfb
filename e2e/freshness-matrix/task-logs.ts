/** The result of one task of a `run-many`, from Nx's own lines. */
export interface TaskLog {
  readonly state: 'ran' | 'cached' | 'failed' | 'not run';
  /** Its output. */
  readonly log: string;
}

/** The tasks of a run in the static output style, by project and target. */
export function tasksOf(output: string): Map<string, TaskLog> {
  const tasks = new Map<string, TaskLog>();
  const [sections, summary] = splitBefore(output, /^ NX {3}(?:Ran|Successfully ran|Running) target.*$/gm);
  const failed = new Set([...summary.matchAll(/^\s*- (\S+:\S+)$/gm)].map(([, id = '']) => withoutConfiguration(id)));
  for (const section of sections.split(/^(?=> nx run )/m)) {
    const [, full, rest = ''] = /^> nx run (\S+)(.*)$/m.exec(section) ?? [];
    if (full === undefined) continue;
    const id = withoutConfiguration(full);
    const log = section.slice(section.indexOf('\n') + 1);
    const isCached = /\[(local cache|remote cache|existing outputs match)/.test(rest);
    const state = failed.has(id) ? 'failed' : isCached ? 'cached' : 'ran';
    tasks.set(id, { state, log: `${tasks.get(id)?.log ?? ''}${log}` });
  }
  for (const id of failed) tasks.set(id, { state: 'failed', log: tasks.get(id)?.log ?? '' });
  return tasks;
}

function withoutConfiguration(id: string): string {
  return id.split(':').slice(0, 2).join(':');
}

/** Splits at the last match. */
function splitBefore(text: string, at: RegExp): [string, string] {
  const last = [...text.matchAll(at)].at(-1);
  return last ? [text.slice(0, last.index), text.slice(last.index)] : [text, ''];
}
