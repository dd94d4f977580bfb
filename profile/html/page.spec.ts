import type { CodegenRecord } from '../../state/codegen-records';
import type { TaskRecord } from '../../state/run-records';
import { profileRun } from '../run-profile';
import { codegen, run, task } from '../testing/sample-run';
import { graphLayout, type GraphLayout } from './graph-layout';
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

function pageOf(tasks: readonly TaskRecord[], records: readonly CodegenRecord[] = []): string {
  const parallel = tasks.length === 1 && tasks[0]?.status === 'ran' ? 1 : 2;
  return profileHtml(profileRun({ run: run(tasks, { parallel }), history: [], codegen: records }));
}

test('is self-contained, and has no script', () => {
  expect(PAGE).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|src=/i);
  expect(PAGE).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test('escapes names', () => {
  expect(PAGE).toContain('<h1>nx run &#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; &#39;y&#39;</h1>');
});

test('every link leads to a row of the table, and ids are unique', () => {
  const ids = [...PAGE.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...PAGE.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]);
  expect(links).toHaveLength(8);
  for (const link of links) expect(ids).toContain(link);
});

test('elements are properly nested', () => {
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

test('a bar for each task at its time, with the codegen phases inside', () => {
  expect(PAGE).toMatch(
    /class="bar ran critical" href="#task-1" style="left:22.22%;width:66.67%" title="b:gen, ran, 300 ms, on the critical path"/,
  );
  expect(PAGE).toContain('<i class="templates" style="left:16.67%;width:10%"></i>');
  expect(PAGE).toContain('<i class="generation" style="left:26.67%;width:40%"></i>');
  expect(PAGE).toContain('class="bar cached"');
});

test('no information is conveyed by colour alone', () => {
  expect(PAGE).toContain(
    '<span class="chip failed critical">failed</span> <span class="chip path">critical path</span>',
  );
  expect(PAGE).toContain('<span class="chip cached">cached</span>');
});

test('advice is a sentence; a task name at its start is not capitalized', () => {
  expect([...PAGE.matchAll(/<li>([^<]*)\.<\/li>/g)].map((match) => match[1])).toEqual([
    'Speed up b:gen: it takes 300 ms of the critical path, and at most 297 ms can be gained',
    'Speed up a:first: it takes 100 ms of the critical path, and at most 100 ms can be gained',
    'Speed up d:last: it takes 50 ms of the critical path, and at most 50 ms can be gained',
    'b:gen waits for a:first only for order: without that edge the critical path is 100 ms shorter',
  ]);
  const full = [task('a:t', 0, 100), task('b:t', 0, 100), task('c:t', 100, 100), task('d:t', 100, 100)];
  expect(pageOf(full)).toContain('<li>All 2 lanes were busy for 100 % of the run:');
});

test('without advice, there is no section for it', () => {
  const even = pageOf([task('a:t', 0, 100), task('b:t', 0, 100)]);
  expect(even).not.toContain('What to do next');
  expect(even).toContain('</ul>\n\n<section aria-labelledby="timeline">');
});

test('codegen counts, and optimizations that were off', () => {
  expect(PAGE).toContain('<span class="note">code generation, 210 ms of it, 1 worker</span>');
  const optimizations = { templateCache: false, parallelGeneration: true, incrementalCompilation: false };
  const oneOff = { ...optimizations, templateCache: true };
  expect(pageOf([task('b:gen', 0, 300)], [codegen('b:gen', 0, [1, 2, 3], { optimizations: oneOff })])).toContain(
    '1 worker, off: incrementalCompilation</span>',
  );
  expect(pageOf([task('b:gen', 0, 300)], [codegen('b:gen', 0, [1, 2, 3], { workers: 2, optimizations })])).toContain(
    '<span class="note">code generation, 6 ms of it, 2 workers, off: templateCache, incrementalCompilation</span>',
  );
});

test('a run of one millisecond, and one that took no time', () => {
  const short = pageOf([task('a:t', 0, 1)], [codegen('a:t', 0, [0, 1, 0])]);
  expect(short).toContain('<b>100 %</b><span>parallel efficiency on 1 lane</span>');
  expect(short).toContain('<a class="bar ran critical" href="#task-1" style="left:0%;width:100%"');
  expect(short).toContain('<span class="bar ran critical" style="left:0%;width:100%"></span>');
  // Phases without duration have no strip.
  expect(short).toContain('<span>t a</span><i class="generation" style="left:0%;width:100%"></i></a>');
  const none = pageOf([task('a:t', 0, 0)]);
  expect(none).not.toContain('NaN');
  expect(none).not.toContain('class="track"');
});

test('the lanes count as used where tasks ran or failed', () => {
  expect(pageOf([task('a:t', 0, 5), task('b:t', 0, 5, { status: 'failed' })])).toContain('<b>100 %</b>');
  expect(pageOf([task('a:t', 0, 5, { status: 'local-cache' })])).toContain(
    '<b>–</b><span>parallel efficiency on 2 lanes</span>',
  );
});

test('names that do not fit into a box of the graph are cut', () => {
  const page = pageOf([
    task(`${'p'.repeat(20)}:${'t'.repeat(22)}`, 0, 5),
    task(`${'q'.repeat(21)}:${'u'.repeat(23)}`, 0, 5),
  ]);
  const texts = [...page.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts).toEqual([
    't'.repeat(22),
    `5 ms · ${'p'.repeat(20)}`,
    `${'u'.repeat(21)}…`,
    `5 ms · ${'q'.repeat(19)}…`,
  ]);
});

test('an edge over two columns bends further', () => {
  const page = pageOf([
    task('a:t', 0, 5),
    task('b:t', 5, 5, { dependsOn: ['a:t'] }),
    task('x:t', 0, 1),
    task('c:t', 10, 5, { dependsOn: ['b:t', 'x:t'] }),
  ]);
  expect([...page.matchAll(/<path class="([^"]*)" d="([^"]*)"/g)].map(([, classes, d]) => [classes, d])).toEqual([
    ['edge', 'M194 81C339 81 339 29 484 29'],
    ['edge critical', 'M194 29C220 29 220 29 246 29'],
    ['edge critical', 'M432 29C458 29 458 29 484 29'],
  ]);
});

function layoutOf(tasks: readonly TaskRecord[]): GraphLayout {
  const profile = profileRun({ run: run(tasks), history: [], codegen: [] });
  return graphLayout(profile.tasks, profile.criticalPath.tasks);
}

test('the graph: columns by dependencies, the critical path on top, edges transitively reduced', () => {
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

test('in a column, tasks are near their dependencies', () => {
  const { tasks } = layoutOf([
    task('a:t', 0, 9),
    task('b:t', 0, 8),
    task('c:t', 0, 7),
    task('w:t', 9, 9, { dependsOn: ['a:t'] }),
    task('p:near-c', 9, 1, { dependsOn: ['c:t'] }),
    task('q:near-b', 9, 1, { dependsOn: ['a:t', 'c:t'] }),
    task('r:near-a', 9, 1, { dependsOn: ['a:t'] }),
  ]);
  expect(tasks.map(({ task: { task: name }, column, row }) => `${column} ${row} ${name}`)).toEqual([
    '0 0 a:t',
    '0 1 b:t',
    '0 2 c:t',
    '1 0 w:t',
    '1 1 r:near-a',
    '1 2 q:near-b',
    '1 3 p:near-c',
  ]);
});

test('a cycle, which a damaged record may contain, is drawn', () => {
  const { tasks, edges } = layoutOf([
    task('a:t', 0, 5, { dependsOn: ['b:t'] }),
    task('b:t', 0, 4, { dependsOn: ['a:t'] }),
    task('x:t', 0, 3),
    task('c:t', 5, 2, { dependsOn: ['a:t', 'x:t'] }),
  ]);
  expect(tasks.map(({ task: { task: name } }) => name).sort()).toEqual(['a:t', 'b:t', 'c:t', 'x:t']);
  expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['b:t a:t', 'a:t b:t', 'a:t c:t', 'x:t c:t']);
  const alone = layoutOf([task('a:t', 0, 5, { dependsOn: ['b:t'] }), task('b:t', 0, 4, { dependsOn: ['a:t'] })]);
  expect(alone.tasks.map(({ task: { task: name }, row }) => [name, row]).sort()).toEqual([
    ['a:t', 0],
    ['b:t', 0],
  ]);
});

test('a graph of many tasks shows the critical path and the longest tasks', () => {
  const many = Array.from({ length: 200 }, (_, index) => task(`p${index}:t`, 0, index));
  const profile = profileRun({
    run: run([...many, task('last:t', 199, 1, { dependsOn: ['p0:t', 'p199:t'] })]),
    history: [],
    codegen: [],
  });
  const { tasks, edges, hidden } = graphLayout(profile.tasks, profile.criticalPath.tasks);
  expect(tasks).toHaveLength(80);
  expect(hidden).toBe(121);
  expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['p199:t last:t']);
  expect(tasks.map(({ task: { task: name } }) => name)).toEqual(expect.arrayContaining(['last:t', 'p199:t']));
  expect(profileHtml(profile)).toContain('121 short tasks left out.');
  expect(pageOf(many.slice(0, 81))).toContain('1 short task left out.');
  expect(pageOf(many.slice(0, 80))).not.toMatch(/short tasks? left out/);
});

test('marks of the time axis are round and few', () => {
  expect(marks(1000)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(marks(4500)).toEqual([0, 1000, 2000, 3000, 4000]);
  expect(marks(5000)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  expect(marks(11_000)).toEqual([0, 5000, 10_000]);
  expect(marks(19_465)).toEqual([0, 5000, 10_000, 15_000]);
  expect(marks(1)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
});
