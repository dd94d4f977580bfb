import type { Settings } from '../../settings';
import { schemaOfData } from './target-texts';

test.each([
  [{}, undefined],
  [{ schema: 's.json' }, 's.json'],
  [{ schema: 's.json', prepare: 'p.js' }, undefined],
  [{ schema: 's.json', dataSchema: 'd.json' }, 'd.json'],
  [{ schema: 's.json', dataSchema: 'd.json', prepare: 'p.js' }, 'd.json'],
])('the schema of the data for %j is %j', (settings, expected) => {
  expect(schemaOfData(settings as Settings)).toBe(expected);
});
