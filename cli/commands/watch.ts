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
  passthrough: OVERRIDES,
  summary: 'run a codegen target again whenever its inputs change',
  help: `Runs the target, then again after each change of its specs, templates, partials, modules and schema, of packages
that modules import and of files that they read, in a warm process, and prints one line for each round.
Ctrl-C ends it.

It watches this target only: tasks that it depends on are not run, and neither is its type check. After a
change of the workflow file, project.json, nx.json or an .env file, the next round has the new options, or a line says why
it keeps the old ones. The next round restores files in the output folder that were changed by hand.

A round checks the files that file system events named. After it, all other files are checked; a change among those starts
another round. With the option \`verbose\` of the target, a line reports this check.

${AS_NX_RUNS}

There is no --json, because it runs until it is stopped.`,
  options: [],
  hasJson: false,
  async run(invocation) {
    const id = invocation.positionals[0] ?? '';
    const { workspaceRoot, passthroughArgs, shell } = invocation;
    const graph = await loadProjectGraph(workspaceRoot);
    const { declared, ...task } = taskToRun(graph, id, invocation);
    const say = (text: string): void => void process.stdout.write(`${text}\n`);
    const rounds = new Rounds(
      { task, declaredKey: declared?.key },
      (signal) => reloadTask({ id, workspaceRoot, passthroughArgs, shell }, signal),
      say,
      (answer) => say(roundText(answer)),
      (look) => task.settings.verbose && say(lookText(look)),
      unwatched(say),
    );
    void rounds.run();
    await new Promise<void>((resolve) => {
      const stop = (): void => void rounds.close().then(resolve);
      for (const signal of SIGNALS) process.on(signal, stop);
      // The reader is gone: a closed pipe or terminal.
      process.stdout.once('error', stop);
    });
    return { code: 0, text: 'watch: ended', json: null };
  },
};

function unwatched(say: (text: string) => void): (folder: string, reason: string) => void {
  return (folder, reason) => {
    const limit = reason === 'ENOSPC' || reason === 'EMFILE';
    const hint = limit ? '; the limit of file watches is reached (Linux: raise fs.inotify.max_user_watches)' : '';
    say(`watch: ${folder} cannot be watched (${reason}), so changes in it go unnoticed${hint}`);
  };
}
