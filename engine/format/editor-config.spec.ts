import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import { editorConfigProblem } from './editor-config';

let workspace: TemporaryWorkspace;
beforeEach(() => (workspace = temporaryWorkspace()));
afterEach(() => workspace.remove());

const problem = (files: readonly string[] = ['.editorconfig']): string | undefined =>
  editorConfigProblem(workspace.root, join(workspace.root, 'libs/a'), files)?.message;

describe('an .editorconfig above the workspace', () => {
  beforeEach(() => writeFileSync(join(workspace.parent, '.editorconfig'), '[*]\nindent_size = 3\n'));

  it('is a problem', () => {
    workspace.write('.editorconfig', '[*]\nindent_size = 2\n');
    expect(problem()).toBe(
      'the formatter reads ../.editorconfig, which lies outside of the workspace: changes to it would be missed',
    );
  });

  it('is not read above a file of the workspace that says `root = true`', () => {
    workspace.write('.editorconfig', 'root = true\n');
    expect(problem()).toBeUndefined();
    // One that is not an input is not there for the formatter.
    expect(problem([])).toMatch(/^the formatter reads /);
  });

  it('is not read above the folder of a repository', () => {
    workspace.write('.git/HEAD', '');
    expect(problem()).toBeUndefined();
  });
});
