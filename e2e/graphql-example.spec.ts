import { filesOf, packagesOf } from './support/examples';
import { createWorkspace, type Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ files: filesOf('graphql', 'libs/api'), packages: packagesOf('graphql') });
});

afterAll(() => workspace.dispose());

test('the GraphQL example generates types, checks and tests them', async () => {
  const first = await workspace.nx(['run-many', '-t', 'workflow']);
  expect(first.output).toContain('generation: fresh=0 rendered=10 pruned=0');
  expect(first).toMatchObject({
    code: 0,
    tasks: { 'graphql:generate': 'ran', 'graphql:build': 'ran', 'graphql:test': 'ran' },
  });
  expect(workspace.read('libs/api/generated/search-result.mts')).toContain(
    'export type SearchResult = Author | Book;\n',
  );
});

test('an edit of one type, in a file that is imported, renders one file', async () => {
  workspace.edit('libs/api/schema/loans.graphql', '  due: Date!\n', '  due: Date!\n  returned: Date\n');
  const run = await workspace.nx(['run', 'graphql:generate']);
  expect(run.output).toContain('generation: fresh=9 rendered=1 pruned=0');
  expect(workspace.read('libs/api/generated/loan.mts')).toContain('  returned: string | null;\n');
});

test('an error in the schema has its position', async () => {
  workspace.edit('libs/api/schema/schema.graphql', 'union SearchResult =', 'union SearchResult :');
  const run = await workspace.nx(['run', 'graphql:generate']);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain('libs/api/schema/schema.graphql:23:20 error load: ');
  workspace.edit('libs/api/schema/schema.graphql', 'union SearchResult :', 'union SearchResult =');
});

test('validate has no finding, and finds a misspelt field', async () => {
  const { code, stdout, stderr } = await workspace.cli(['validate']);
  expect([code, stdout, stderr]).toEqual([0, 'libs/api/nx-workflow.json: 3 tasks, no findings\n', '']);
  workspace.edit('libs/api/templates/object.hbs', '{{#if optional}}', '{{#if optinal}}');
  const finding = await workspace.cli(['validate']);
  expect(finding.code).toBe(1);
  expect(finding.stdout + finding.stderr).toContain('error unknown-field: the field "optinal" is not in the data\n');
});
