import { resolve } from 'node:path';
import { copyOfExample } from './support/example';
import { createWorkspace, type NxResult, type Workspace } from './support/workspace';

const ROOT = 'libs/library';
const PACKAGES = { '@apidevtools/swagger-parser': '12.1.0', prettier: '3.10.1' };

let workspace: Workspace;

beforeAll(async () => {
  const files = copyOfExample(resolve(__dirname, '../examples/openapi'), ROOT);
  workspace = await createWorkspace({ files, packages: PACKAGES });
});

afterAll(() => {
  workspace.dispose();
});

const generate = async (): Promise<NxResult> => workspace.nx(['run', 'openapi:workflow']);

/** `rendered, compiled`, and how the test got its result. */
async function made(): Promise<string> {
  const { code, output, tasks } = await generate();
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  const [, rendered] = /generation: fresh=\d+ rendered=(\d+)/.exec(output) ?? [];
  const [, compiled] = /compilation: fresh=\d+ compiled=(\d+)/.exec(output) ?? [];
  return `${rendered} rendered, ${compiled} compiled, test ${tasks['openapi:test']}`;
}

function replace(path: string, from: string, to: string): void {
  const text = workspace.read(`${ROOT}/${path}`);
  expect(text).toContain(from);
  workspace.write(`${ROOT}/${path}`, text.replace(from, to));
}

test('models, a client and a page are generated, checked and tested', async () => {
  expect(await made()).toBe('9 rendered, 8 compiled, test ran');
  const read = (path: string): string => workspace.read(`${ROOT}/generated/${path}`);
  expect(read('models/book.mts')).toBe(`// Generated from libs/library/api/library.yaml; change that instead.
import type { NewBook } from './new-book.mjs';

/** A book of the catalogue. */
export type Book = NewBook & {
  /** Its number in the catalogue. */
  readonly number: number;
  readonly copies: number;
};
`);
  expect(read('client.mts')).toContain(
    '  async listBooks(parameters: { genre?: Genre; limit?: number }): Promise<BookPage> {\n',
  );
  expect(read('library.md')).toContain('Answers 200 with `readonly Loan[]`.\n');
});

test.each([
  [
    'a field of one model',
    'api/models/member.yaml',
    'name: { type: string }',
    'name: { type: integer }',
    '3',
    '1',
    'ran',
  ],
  ['a summary', 'api/library.yaml', 'summary: One book', 'summary: A book', '2', '1', 'ran'],
  ['a comment', 'api/models/loan.yaml', 'type: object', '# A loan.\ntype: object', '0', '0', 'cached'],
  ["the page's template", 'templates/reference.hbs', '## Models', '## The models', '1', '0', 'cached'],
])(
  '%s is edited: only what is made from it is made again',
  async (_what, path, from, to, rendered, compiled, tested) => {
    replace(path, from, to);
    expect(await made()).toBe(`${rendered} rendered, ${compiled} compiled, test ${tested}`);
  },
);

test('a new model is a new file', async () => {
  workspace.write(`${ROOT}/api/models/shelf.yaml`, 'type: object\ndescription: Where books stand.\n');
  replace('api/library.yaml', '  schemas:\n', '  schemas:\n    Shelf: { $ref: ./models/shelf.yaml }\n');
  expect(await made()).toBe('2 rendered, 1 compiled, test ran');
  expect(workspace.exists(`${ROOT}/generated/models/shelf.mjs`)).toBe(true);
});

test('validate finds nothing, and a misspelt field where there is one', async () => {
  const validate = () => workspace.cli(['validate']);
  expect((await validate()).code).toBe(0);
  replace('templates/model.hbs', '{{description}}', '{{descripton}}');
  const { code, stdout, stderr } = await validate();
  const output = `${stdout}${stderr}`;
  expect(code).toBe(1);
  expect(output).toContain(
    `${ROOT}/templates/model.hbs:6:7 error unknown-field: the field "descripton" is not in the data`,
  );
  expect(output).toContain('did you mean "description"?');
});
