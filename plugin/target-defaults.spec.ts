import { fakeFacts } from '../testing/fake-facts';
import { appliedDefaults } from './target-defaults';

const TARGET = { name: 'build', executor: '@nx/js:tsc', project: { name: 'shop', root: 'libs/web' } };

/** The keys of the entries that apply to the target. */
function applied(targetDefaults: Record<string, unknown>, target = TARGET): unknown[] {
  return appliedDefaults(target, fakeFacts({ targetDefaults })).map(({ key, fields }) => [key, fields]);
}

test('the entry of the executor wins over that of the name, which wins over globs', () => {
  const [one, two, three] = [{ cache: true }, { cache: false }, { outputs: [] }];
  expect(applied({ 'b*': three, build: two, '@nx/js:tsc': one })).toEqual([['@nx/js:tsc', one]]);
  expect(applied({ 'b*': three, build: two })).toEqual([['build', two]]);
  expect(applied({ 'b*': three, test: two })).toEqual([['b*', three]]);
  expect(applied({ 'c*': three, test: two })).toEqual([]);
});

test('of several globs, the longest that matches counts', () => {
  const [short, long] = [{ cache: true }, { cache: false }];
  expect(applied({ 'b*': short, 'bui*': long, 'build-*-long': short })).toEqual([['bui*', long]]);
  expect(applied({ 'bui*': long, 'b*': short })).toEqual([['bui*', long]]);
});

test('an entry for another executor is ignored, and so is one that is not an object', () => {
  const own = { executor: '@nx/js:tsc', cache: true };
  expect(applied({ build: own })).toEqual([['build', own]]);
  expect(applied({ build: { executor: '@nx/vite:build', cache: true } })).toEqual([]);
  expect(applied({ build: null, 'b*': own })).toEqual([['b*', own]]);
  expect(applied({ build: 'text', 'b*': own })).toEqual([['b*', own]]);
});

describe('a list of entries with filters', () => {
  const entry = (filter: object | undefined, id: number): object => ({
    ...(filter ? { filter } : {}),
    options: { id },
  });
  const ids = (...filters: (object | undefined)[]): unknown[] =>
    applied({ build: filters.map(entry) }).map((one) => (one as [string, { options: { id: number } }])[1].options.id);

  it('applies those whose filter matches the target, in order', () => {
    expect(ids(undefined, {}, { executor: '@nx/js:tsc' }, { executor: 'other' })).toEqual([0, 1, 2]);
  });

  it('matches this plugin by its name', () => {
    expect(ids({ plugin: 'nx-workflow' }, { plugin: 'nx-workflow/records' })).toEqual([0]);
    expect(ids({ plugin: '@nx/vite' })).toEqual([]);
  });

  it('matches projects by name or root, as globs', () => {
    expect(ids({ projects: ['shop'] }, { projects: ['libs/*'] }, { projects: ['sh*'] })).toEqual([0, 1, 2]);
    expect(ids({ projects: ['other'] }, { projects: ['libs'] }, { projects: [] }, { projects: [1] })).toEqual([]);
    expect(ids({ projects: 'shop' })).toEqual([0]);
  });
});
