import { loadedSpec, NO_SOURCES } from './loaded-sources';

test('the parts of loaded data have the place of their file', () => {
  const spec = loadedSpec('a.txt', { n: 1 });
  expect([spec.path, spec.data, spec.locate('/n')]).toEqual(['a.txt', { n: 1 }, { file: 'a.txt' }]);
});

test('no sources are empty', () => {
  expect([NO_SOURCES.entries.size, NO_SOURCES.due.size]).toEqual([0, 0]);
});
