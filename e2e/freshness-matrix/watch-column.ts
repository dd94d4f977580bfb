import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { inParallel } from './in-parallel';
import { judge, type Verdict } from './judge';
import type { MatrixWorkspace } from './matrix-workspace';
import type { Right, Row } from './row';

/** Milliseconds to wait for a change; a right result ends the wait. */
const CHANGE_MS = 40_000;
const START_MS = 60_000;
/** Milliseconds in which the result must stay right. */
const SETTLED_MS = 400;

/** Edits each row while a process of its own watches it. */
export async function watchColumn(matrix: MatrixWorkspace): Promise<ReadonlyMap<Row, Verdict>> {
  const graph = await matrix.graphOnce();
  const results = await inParallel(matrix.rows, 4, async (row): Promise<readonly [Row, Verdict]> => {
    return [row, await watchRow(matrix, row, graph)];
  });
  return new Map(results);
}

async function watchRow(matrix: MatrixWorkspace, row: Row, graph: NodeJS.ProcessEnv): Promise<Verdict> {
  const place = matrix.place(row);
  const child = matrix.start(['watch', `${row.id}:${row.target}`], graph);
  const said = new Said(child);
  try {
    if (!(await said.until((text) => /^watch: /m.test(text), START_MS))) {
      return { isRight: false, cell: 'NO ROUND', details: said.text };
    }
    const before = verdict(matrix, row, said.text, row.before);
    if (!before.isRight) return { ...before, cell: `BEFORE THE EDIT: ${before.cell}` };
    place.log = said.text;
    said.text = '';
    row.edit(place);
    await said.until(() => verdict(matrix, row, said.text, row.after).isRight, CHANGE_MS);
    await wait(SETTLED_MS);
    return verdict(matrix, row, said.text, row.after);
  } finally {
    child.kill('SIGTERM');
    await said.ended;
  }
}

/** True if the last line reports a failed round. */
function verdict(matrix: MatrixWorkspace, row: Row, text: string, rights: readonly Right[]): Verdict {
  const last = [...text.matchAll(/^watch: (.*)$/gm)].at(-1)?.[1] ?? '';
  return judge(matrix.place(row), { failed: /^(failed|the run ended)/.test(last), log: text }, rights);
}

class Said {
  text = '';
  readonly ended: Promise<unknown>;
  private isEnded = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    }
    this.ended = new Promise((resolve) => child.on('close', resolve));
    void this.ended.then(() => (this.isEnded = true));
  }

  async until(isDone: (text: string) => boolean, ms: number): Promise<boolean> {
    for (const end = performance.now() + ms; performance.now() < end && !this.isEnded;) {
      if (isDone(this.text)) return true;
      await wait(25);
    }
    return isDone(this.text);
  }
}
