import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownerToken } from '../../state/owner';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { abandonRuns } from './abandon';
import { findLeftovers, runOfStaging } from './journal';

let workspace: TemporaryWorkspace;
beforeEach(() => {
  workspace = temporaryWorkspace();
});
afterEach(() => workspace.remove());

test('renames the staging folders of this process to those of ended runs', () => {
  const own = ownerToken();
  for (const run of [`${own}-0a`, `${own}-0b`, '1.1-0a', `${own}1-0a`])
    workspace.write(`.codegen-staging-${run}/journal.json`, { [run]: 'hash' });
  workspace.write(`other-${own}-0a`);
  abandonRuns(workspace.root);
  const names = readdirSync(workspace.root);
  expect(names).toHaveLength(5);
  expect(names).toEqual(
    expect.arrayContaining(['.codegen-staging-1.1-0a', `.codegen-staging-${own}1-0a`, `other-${own}-0a`]),
  );
  const abandoned = names.filter((name) => runOfStaging(name)?.startsWith('0.0-'));
  expect(abandoned).toHaveLength(2);
  expect(findLeftovers(workspace.root).files).toEqual(
    expect.arrayContaining([
      [`${own}-0a`, 'hash'],
      [`${own}-0b`, 'hash'],
    ]),
  );
});

test('removes the lock of an ended run', () => {
  workspace.write(`.codegen-lock/${ownerToken()}-0a`);
  abandonRuns(workspace.root);
  expect(readdirSync(workspace.root)).toEqual([]);
});

test('does nothing without an output folder', () => {
  expect(() => abandonRuns(join(workspace.root, 'none'))).not.toThrow();
});
