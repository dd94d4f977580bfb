import { small } from '../testing/small';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

it('the same text as a template and as a path has two entries in the template cache, because paths are never escaped', async () => {
  const text = '{{title}}.txt';
  const files = { 'specs/a.json': '{ "title": "a&b" }', 'templates/one.hbs': text };
  const workspace = small(files, { emit: [{ template: 'one', to: text }], escape: true });
  for (const templateCache of [true, true, false]) {
    workspace.remove('generated');
    await workspace.succeed({ optimizations: { templateCache } });
    expect(workspace.outputs()).toMatchObject({ 'a&b.txt': 'a&amp;b.txt' });
  }
  workspace.dispose();
});
