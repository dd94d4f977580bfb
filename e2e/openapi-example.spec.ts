import { filesOf, packagesOf } from './support/examples';
import { createWorkspace, type Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ files: filesOf('openapi', 'libs/api'), packages: packagesOf('openapi') });
});

afterAll(() => workspace.dispose());

test('the OpenAPI example generates models, a client and a page, checks and tests them', async () => {
  const first = await workspace.nx(['run-many', '-t', 'workflow']);
  expect(first.output).toContain('generation: fresh=0 rendered=13 pruned=0');
  expect(first).toMatchObject({
    code: 0,
    tasks: { 'openapi:generate': 'ran', 'openapi:build': 'ran', 'openapi:test': 'ran' },
  });
  expect(workspace.read('libs/api/generated/models/order-status.mts')).toContain(
    "export type OrderStatus = 'open' | 'paid' | 'sent' | 'cancelled';\n",
  );
  expect(workspace.read('libs/api/generated/client.mts')).toContain('getOrder(orderId: string) {\n');
  expect(workspace.read('libs/api/generated/api.md')).toContain('`string \\| null`');

  const second = await workspace.nx(['run-many', '-t', 'workflow']);
  expect(second).toMatchObject({
    code: 0,
    tasks: { 'openapi:generate': 'cached', 'openapi:build': 'cached', 'openapi:test': 'cached' },
  });
});

test('an edit of one model, in a file of its own, renders it and the page', async () => {
  workspace.edit('libs/api/api/schemas/order.yaml', 'An order.', 'An order of a customer.');
  const run = await workspace.nx(['run', 'openapi:generate']);
  expect(run.output).toContain('generation: fresh=11 rendered=2 pruned=0');
  expect(workspace.read('libs/api/generated/models/order.mts')).toContain('/** An order of a customer. */\n');
});

test('a field that is no longer in the document fails the build of its tests', async () => {
  workspace.edit('libs/api/api/schemas/order-line.yaml', '  quantity:', '  count:');
  const run = await workspace.nx(['run', 'openapi:workflow']);
  expect(run.code).not.toBe(0);
  expect(run.output).toMatch(/client\.test\.mts.*'quantity' does not exist in type 'OrderLine'/);
  workspace.edit('libs/api/api/schemas/order-line.yaml', '  count:', '  quantity:');
});

test('a reference to a missing file is an error', async () => {
  workspace.edit('libs/api/api/schemas/order.yaml', './money.yaml', './mony.yaml');
  const run = await workspace.nx(['run', 'openapi:generate']);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain('error missing-file');
  workspace.edit('libs/api/api/schemas/order.yaml', './mony.yaml', './money.yaml');
});

test('validate has no finding, and finds a misspelt field', async () => {
  const { code, stdout, stderr } = await workspace.cli(['validate']);
  expect([code, stdout, stderr]).toEqual([0, 'libs/api/nx-workflow.json: 3 tasks, no findings\n', '']);
  workspace.edit(
    'libs/api/templates/model.hbs',
    '/** {{description}} */\n{{#if properties',
    '/** {{descripton}} */\n{{#if properties',
  );
  const finding = await workspace.cli(['validate']);
  expect(finding.code).toBe(1);
  expect(finding.stdout + finding.stderr).toContain(
    'libs/api/templates/model.hbs:6:7 error unknown-field: the field "descripton" is not in the data\n',
  );
});
