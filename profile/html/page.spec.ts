import { profileRun } from '../run-profile';
import { codegen, run, task } from '../testing/sample-run';
import { graphLayout } from './graph-layout';
import { profileHtml } from './page';
import { marks } from './timeline';

const HOSTILE = '<script>alert("x")</script> & \'y\'';

const PROFILE = profileRun({
  run: run(
    [
      task('a:first', 0, 100),
      task('b:gen', 100, 300, { dependsOn: ['a:first'], orderOnly: ['a:first'] }),
      task('c:gen', 100, 3, { status: 'local-cache', dependsOn: ['a:first'] }),
      task('d:last', 400, 50, { dependsOn: ['a:first', 'b:gen', 'c:gen'], status: 'failed' }),
    ],
    { command: ['run', HOSTILE] },
  ),
  history: [],
  codegen: [codegen('b:gen', 150, [30, 120, 60])],
});
const PAGE = profileHtml(PROFILE);

test('needs nothing from outside, and runs nothing', () => {
  expect(PAGE).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|src=/i);
  expect(PAGE).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test('takes names for text, whatever they hold', () => {
  expect(PAGE).toContain('<h1>nx run &#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; &#39;y&#39;</h1>');
});

test('every link leads to a row of the table, and ids are unique', () => {
  const ids = [...PAGE.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...PAGE.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]);
  expect(links).toHaveLength(8);
  for (const link of links) expect(ids).toContain(link);
});

test('elements are closed in the order in which they were opened', () => {
  const open: string[] = [];
  for (const [, close, name = '', attributes = ''] of PAGE.replace(/<style>[^]*<\/style>/, '').matchAll(
    /<(\/?)([a-z0-9]+)([^>]*)>/g,
  )) {
    if (/^(meta|rect|path)$/.test(name) && (name === 'meta' || attributes.endsWith('/'))) continue;
    if (close) expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
});

test('a bar for each task where it was, and the phases of generation inside it', () => {
  expect(PAGE).toMatch(
    /class="bar ran critical" href="#task-1" style="left:22.22%;width:66.67%" title="b:gen, ran, 300 ms, on the critical path"/,
  );
  expect(PAGE).toContain('<i class="templates" style="left:16.67%;width:10%"></i>');
  expect(PAGE).toContain('<i class="generation" style="left:26.67%;width:40%"></i>');
  expect(PAGE).toContain('class="bar cached"');
});

test('what a colour says, a word says too', () => {
  expect(PAGE).toContain(
    '<span class="chip failed critical">failed</span> <span class="chip path">critical path</span>',
  );
  expect(PAGE).toContain('<span class="chip cached">cached</span>');
});

test('the graph: columns by what is waited for, the critical path on top, no edge that follows from others', () => {
  const { tasks, edges, hidden } = graphLayout(PROFILE.tasks, PROFILE.criticalPath.tasks);
  expect(tasks.map(({ task: { task: name }, column, row }) => `${column} ${row} ${name}`).sort()).toEqual([
    '0 0 a:first',
    '1 0 b:gen',
    '1 1 c:gen',
    '2 0 d:last',
  ]);
  expect(
    edges
      .map((edge) => `${edge.from} ${edge.to}${edge.critical ? ' critical' : ''}${edge.orderOnly ? ' order-only' : ''}`)
      .sort(),
  ).toEqual(['a:first b:gen critical order-only', 'a:first c:gen', 'b:gen d:last critical', 'c:gen d:last']);
  expect(hidden).toBe(0);
});

test('a task on the critical path comes first in its column, whatever its name', () => {
  const tasks = [task('z:slow', 0, 90), task('a:quick', 0, 5)];
  const profile = profileRun({ run: run(tasks), history: [], codegen: [] });
  const rows = graphLayout(profile.tasks, profile.criticalPath.tasks).tasks.map((one) => [one.task.task, one.row]);
  expect(rows).toEqual([
    ['z:slow', 0],
    ['a:quick', 1],
  ]);
});

test('of many tasks, the graph shows the critical path and the longest', () => {
  const many = Array.from({ length: 200 }, (_, index) => task(`p${index}:t`, 0, index));
  const profile = profileRun({
    run: run([...many, task('last:t', 199, 1, { dependsOn: ['p0:t', 'p199:t'] })]),
    history: [],
    codegen: [],
  });
  const { tasks, hidden } = graphLayout(profile.tasks, profile.criticalPath.tasks);
  expect(tasks).toHaveLength(80);
  expect(hidden).toBe(121);
  expect(tasks.map(({ task: { task: name } }) => name)).toEqual(expect.arrayContaining(['last:t', 'p199:t']));
  expect(profileHtml(profile)).toContain('121 short tasks left out.');
});

test('marks of the time axis are round and few', () => {
  expect(marks(1000)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(marks(19_465)).toEqual([0, 5000, 10_000, 15_000]);
  expect(marks(1)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
});
