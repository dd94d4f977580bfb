import { fakeFacts } from '../testing/fake-facts';
import { inferWorkflows } from './infer';

/** Number of requests for project names, with six tasks on each project, each of which waits for all of the previous task. */
function questions(projects: number): number {
  const roots = Array.from({ length: projects }, (_, at) => `libs/p${at}`);
  const facts = fakeFacts({ projects: Object.fromEntries(roots.map((root) => [root, { name: root.slice(5) }])) });
  let count = 0;
  const counting = { ...facts, project: (root: string) => (count++, facts.project(root)) };
  const tasks = Array.from({ length: 6 }, (_, at) => [
    `t${at}`,
    {
      command: 'x',
      project: 'libs/*',
      outputs: [`{projectRoot}/o/${at}`],
      dependsOn: at === 0 ? [] : [{ task: `t${at - 1}`, projects: '*' }],
      after: at < 2 ? [] : [{ task: `t${at - 2}`, projects: '*' }],
    },
  ]);
  const text = JSON.stringify({ name: 'k', tasks: Object.fromEntries(tasks) });
  const [result] = inferWorkflows([{ file: 'k/nx-workflow.json', text }], counting);
  expect(result?.diagnostics).toEqual([]);
  const last = result?.projects['libs/p0']?.targets?.['t5'];
  expect(last?.dependsOn?.map((entry) => (entry as { projects: string[] }).projects.length)).toEqual([
    projects,
    projects,
  ]);
  return count;
}

it('an edge from all projects to all projects is resolved once, not once for each project', () => {
  const few = questions(20);
  expect(questions(40)).toBeLessThan(2.2 * few);
});
