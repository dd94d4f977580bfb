import { SIGNALS } from '../../engine/compile/process-group';
import type { Command } from '../command';
import { AS_NX_RUNS, OVERRIDES } from '../task/help';
import { taskToRun } from '../task/task-to-run';
import { Rounds } from '../watch/rounds';
import { lookText, roundText } from '../watch/round-text';
import { reloadTask } from '../watch/reload-task';
import { loadProjectGraph } from '../workspace';

export const watch: Command = {
  name: 'watch',
  argument: '<project:target[:configuration]>',
  passesOn: OVERRIDES,
  summary: 'run a codegen target again whenever its inputs change',
  help: `Runs the target, then again after each change of its specs, templates, partials, modules and schema, of packages
that modules import and of files that they read, in a process that stays warm, and says in one line what a round did.
Ctrl-C ends it.

It watches this target only: tasks that it depends on are not run, and neither is its type check. After a
change of the workflow file, project.json, nx.json or an .env file, the next round has the new options, or a line says why
it has the old ones. Files in the output folder that were changed by hand are put right in the next round.

A round looks at the files that are said to have changed, and behind it at all others; what has changed among those makes
another round. With \`verbose\` in the target's options, a line tells of that look.

${AS_NX_RUNS}

There is no --json: it has no result, only rounds without end.`,
  options: [],
  hasJson: false,
  async run(invocation) {
    const id = invocation.positionals[0] ?? '';
    const { workspaceRoot, passedOn, shell } = invocation;
    const graph = await loadProjectGraph(workspaceRoot);
    const { declared, ...task } = taskToRun(graph, id, invocation);
    const say = (text: string): void => void process.stdout.write(`${text}\n`);
    const rounds = new Rounds(
      { task, declaredKey: declared?.key },
      (signal) => reloadTask({ id, workspaceRoot, passedOn, shell }, signal),
      say,
      (answer) => say(roundText(answer)),
      (look) => task.settings.verbose && say(lookText(look)),
      unwatched(say),
    );
    void rounds.run();
    await new Promise<void>((resolve) => {
      const stop = (): void => void rounds.close().then(resolve);
      for (const signal of SIGNALS) process.on(signal, stop);
      // Nobody listens any more: a pipe that was closed, a terminal that went.
      process.stdout.once('error', stop);
    });
    return { code: 0, text: 'watch: ended', json: null };
  },
};

function unwatched(say: (text: string) => void): (folder: string, reason: string) => void {
  return (folder, reason) => {
    const limit = reason === 'ENOSPC' || reason === 'EMFILE';
    const hint = limit ? ': the system has no watches left (Linux: raise fs.inotify.max_user_watches)' : '';
    say(`watch: changes in ${folder} go unnoticed, it cannot be watched (${reason})${hint}`);
  };
}
