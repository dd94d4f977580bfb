import glob from 'fast-glob';
import { parse } from 'jsonc-parser';
import { join } from 'node:path';
import { EXAMPLE, PRISM, SmallLibrary, STATIC } from './testing/small-library';

/** Tasks 20 to 22, which check other tasks' outputs: each must fail on broken inputs and name the location. */

const WORKFLOW = `${EXAMPLE}/nx-workflow.json`;
let library: SmallLibrary;

beforeAll(() => {
  library = new SmallLibrary();
  library.passes('20-regression-testing', EXAMPLE);
});

afterAll(() => {
  library.dispose();
});

describe('20: optimisation switches', () => {
  test('all combinations of the switches, cold, warm and after an edit, give the same bytes', () => {
    const { runs } = library.json(`${EXAMPLE}/build/regression-testing/regression-report.json`);
    expect(runs).toHaveLength(24);
    const hashes = (edited: boolean) =>
      new Set(runs.filter((one: any) => (one.phase === 'edited') === edited).map((one: any) => one.hash));
    expect([hashes(false).size, hashes(true).size]).toEqual([1, 1]);
    expect([...hashes(false)]).not.toEqual([...hashes(true)]);
  });

  test('output that changes with each generation fails', () => {
    const stderr = library.fails('20-regression-testing', EXAMPLE, `${EXAMPLE}/language/pattern.js`, (text) =>
      text.replace('(spec.name)', "(spec.name + ' ' + (globalThis.times = (globalThis.times ?? 0) + 1))"),
    );
    expect(stderr).toMatch(
      /^examples\/k1-node1 error with none, warm: cpp\/departure\.hpp is not the same\n@@ [^]*?\n- {4}"departure", "Departure 1",[^]*?\n\+ {4}"departure", "Departure \d+",/,
    );
    expect(stderr).toMatch(/^error gate ways-that-differ: threshold 0, actual \d+$/m);
  });

  test.each([
    ['a family', `${PRISM}/build/code-generation/cpp/prism.cpp`],
    ['the shared C++', `${EXAMPLE}/build/cpp-runtime/k1_runtime.hpp`],
  ])('%s that is not what would be generated now', (_name, file) => {
    const stderr = library.fails('20-regression-testing', EXAMPLE, file, (text) => `${text}// by hand\n`);
    expect(stderr.split('\n')[0]).toBe(`${file} error differs from what is generated now`);
    expect(stderr).toContain('\n-// by hand\n');
    expect(stderr).toContain('error gate folders-out-of-date: threshold 0, actual 1\n');
  });
});

describe('21, deployment guide', () => {
  const runbook = (): string => library.read(`${EXAMPLE}/build/deployment-guide/deployment-guide.md`);

  beforeAll(() => {
    library.passes('17-security-audit', EXAMPLE);
    library.passes('19-scalability-review', EXAMPLE);
    for (const family of [PRISM, STATIC]) {
      library.generates(family, 'optimised-code');
      for (const script of ['17-security-audit', '18-code-optimization', '20-regression-testing']) {
        library.passes(script, family);
      }
    }
    library.passes('21-deployment-guide', EXAMPLE);
  });

  test('the runbook lists the effective settings', () => {
    expect(runbook()).toContain('| `templateCache` | on |');
    expect(runbook()).toContain('| Budgets | 4 of 4 patterns within them |');
    const before = library.read(WORKFLOW);
    library.edit(
      WORKFLOW,
      '"compile": [{ "compiler": "typescript", "transformer": "oxc" }]',
      '"optimizations": { "templateCache": false }, "workers": 3',
    );
    library.passes('21-deployment-guide', EXAMPLE);
    library.write(WORKFLOW, before);
    expect(runbook()).toContain('| `templateCache` | off |');
    expect(runbook()).toContain('| Compiler | `none` |');
    expect(runbook()).toContain('| Worker threads | `3` |');
    library.passes('21-deployment-guide', EXAMPLE);
  });

  test('reports with failures forbid the deployment', () => {
    const audit = `${PRISM}/build/security-audit/audit-report.json`;
    const regression = `${EXAMPLE}/build/regression-testing/regression-report.json`;
    const headroom = `${EXAMPLE}/build/scalability-review/headroom-report.json`;
    const before = [audit, regression].map((file) => [file, library.read(file)] as const);
    const { runs } = library.json(regression);
    runs[4].hash = 'other';
    library.write(regression, JSON.stringify({ runs }));
    library.write(
      audit,
      JSON.stringify({ files: ['prism.cpp'], findings: [{ rule: 'heap-allocation' }, { rule: 'secret' }] }),
    );
    const stderr = library.fails('21-deployment-guide', EXAMPLE, headroom, (text) => {
      const report = JSON.parse(text);
      report.patterns[2].headroom.nodes = -0.25;
      return JSON.stringify(report);
    });
    for (const [file, text] of before) library.write(file, text);
    expect(stderr).toBe(
      `${audit} error it has 2 findings\n` +
        `${regression} error with ${runs[4].switches}, ${runs[4].phase}: the output differs\n` +
        `${headroom} error "prism" is over a budget\n` +
        'error gate audit-findings: threshold 0, actual 2\n' +
        'error gate ways-that-differ: threshold 0, actual 1\n' +
        'error gate patterns-over-budget: threshold 0, actual 1\n',
    );
  });

  test('a finding in the registry forbids the deployment', () => {
    const audit = `${EXAMPLE}/build/security-audit/audit-report.json`;
    const stderr = library.fails('21-deployment-guide', EXAMPLE, audit, () =>
      JSON.stringify({ files: ['k1_registry.hpp'], findings: [{ rule: 'syntax' }] }),
    );
    expect(stderr).toBe(`${audit} error it has 1 finding\nerror gate audit-findings: threshold 0, actual 1\n`);
  });

  test('a misplaced heading and a broken link fail', () => {
    const stderr = library.fails('21-deployment-guide', EXAMPLE, `${EXAMPLE}/documents/runbook.md.hbs`, (text) =>
      text.replace('## Switches', '#### [Switches](switches.md)'),
    );
    expect(stderr).toMatch(/^examples\/k1-node1\/build\/deployment-guide\/deployment-guide\.md:\d+ error MD001 /m);
    expect(stderr).toMatch(/deployment-guide\.md:\d+ error there is no switches\.md to link to$/m);
    expect(stderr).toContain('error gate style-findings: threshold 0, actual 2\n');
  });

  test('a missing report fails', () => {
    const report = `${STATIC}/build/code-optimization/optimization-report.json`;
    const stderr = library.without(report, () => library.failing('21-deployment-guide', EXAMPLE));
    expect(stderr).toBe(`${report} error file not found: run the task that creates it first\n`);
  });
});

describe('22, project summary', () => {
  const SUMMARY = `${EXAMPLE}/build/project-summary/project-summary.json`;
  const gate = { name: 'a-gate', threshold: 0, actual: 0, required: true, passed: true, rule: 'at-most' };
  const written: string[] = [];

  /** Writes a passing result for every task of the workflow on every project. */
  beforeAll(() => {
    const { tasks } = parse(library.read(WORKFLOW));
    // Code generation is an executor: code-generation-result writes its result.
    tasks['code-generation'].project = EXAMPLE;
    for (const [task, { id, project = EXAMPLE }] of Object.entries<any>(tasks)) {
      if (id === undefined || id === 22) continue;
      const folder = task === 'code-generation' ? 'code-generation-result' : task;
      const roots = [project]
        .flat()
        .flatMap((root: string) => glob.sync(`${root}/{project,package}.json`, { cwd: library.root }));
      for (const root of new Set(roots.map((file) => file.replace(/\/?(project|package)\.json$/, '') || '.'))) {
        const file = join(root, 'build', folder, 'result.json');
        library.write(file, JSON.stringify({ task, project: root, status: 'passed', gates: [gate], figures: {} }));
        written.push(file);
      }
    }
    for (const page of ['pages/index.md', 'pages/architecture/index.md']) {
      library.write(`${EXAMPLE}/build/${page}`, '# A page\n');
    }
  });

  test('22 of 22 tasks, with the results of every project', () => {
    expect(library.passes('22-project-summary', EXAMPLE).stdout).toContain('22 of 22 tasks\n');
    const { done, total, gates } = library.json(SUMMARY);
    expect({ done, total, gates }).toEqual({
      done: 22,
      total: 22,
      gates: { total: written.length, passed: written.length },
    });
    // 15 tasks on one project; 1 on all five, 7, 11 and 18 on both families, 17 and 20 on these and the example.
    expect(written).toHaveLength(15 + 5 + 3 * 2 + 2 * 3);
  });

  test('a missing result fails', () => {
    const file = `${EXAMPLE}/build/integration-testing/result.json`;
    const stderr = library.without(file, () => library.failing('22-project-summary', EXAMPLE));
    expect(stderr).toBe(
      `${file} error task 12, integration-testing, has no result for ${EXAMPLE}\n` +
        'error gate tasks-done: threshold 22, actual 20\n' +
        'error gate results-missing: threshold 0, actual 1\n',
    );
  });

  test('a missing result of one of several projects fails', () => {
    const file = `${PRISM}/build/unit-test-suite/result.json`;
    const stderr = library.without(file, () => library.failing('22-project-summary', EXAMPLE));
    expect(stderr).toContain(`${file} error task 11, unit-test-suite, has no result for ${PRISM}\n`);
    expect(stderr).toContain('error gate results-missing: threshold 0, actual 1\n');
  });

  test('a failed task and an invalid result fail', () => {
    const failed = `${EXAMPLE}/build/database-integration/result.json`;
    const text = library.read(failed);
    library.write(failed, text.replace('"status":"passed"', '"status":"failed"'));
    const odd = 'build/design-review/result.json';
    const stderr = library.fails('22-project-summary', EXAMPLE, odd, (one) => one.replace('"gates"', '"checks"'));
    library.write(failed, text);
    expect(stderr).toContain(`${EXAMPLE}/build/database-integration error task 10, database-integration, failed\n`);
    expect(stderr).toContain(`${odd} error invalid result: / must have required property 'gates'\n`);
  });

  test('the status "passed" with an open required gate fails', () => {
    const file = `${EXAMPLE}/build/database-integration/result.json`;
    const stderr = library.fails('22-project-summary', EXAMPLE, file, (text) =>
      text.replace('"actual":0', '"actual":1').replace('"passed":true', '"passed":false'),
    );
    expect(stderr).toContain(`${file} error its status is "passed", and the required gate a-gate is open\n`);
    expect(stderr).toContain('error gate results-unreadable: threshold 0, actual 1\n');
  });

  test('duplicate and unused task ids fail', () => {
    const stderr = library.fails('22-project-summary', EXAMPLE, WORKFLOW, (text) =>
      text.replace('"id": 12,', '"id": 11,'),
    );
    expect(stderr).toContain(`${WORKFLOW} error 2 tasks have the id 11\n${WORKFLOW} error 0 tasks have the id 12\n`);
  });

  test('a missing document fails', () => {
    const page = `${EXAMPLE}/build/pages/architecture/index.md`;
    library.remove(page);
    const stderr = library.failing('22-project-summary', EXAMPLE);
    library.write(page, '# A page\n');
    expect(stderr).toContain(`${page} error missing or empty\n`);
  });
});
