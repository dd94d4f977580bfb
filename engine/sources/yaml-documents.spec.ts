import { isYaml, mayBeMultiDocument } from './yaml-documents';

test.each([
  ['a.yaml', true],
  ['d/a.YML', true],
  ['a.yaml.json', false],
  ['ayml', false],
  ['a.yamll', false],
])('%s is YAML: %s', (path, expected) => {
  expect(isYaml(path)).toBe(expected);
});

test.each([
  ['', false],
  ['a: 1\n', false],
  ['---\na: 1\n', false],
  ['---', false],
  ['%YAML 1.2\n# comment\n\n  # indented\r\n--- a\n', false],
  ['a: 1\n---\nb: 1\n', true],
  ['a: 1\r\n---\r\nb: 1\r\n', true],
  ['a: 1\n...\n', true],
  ['---\n---\n', true],
  ['# comment\n---\na: 1\n--- b\n', true],
  ['a: 1\n----\n', false],
  ['a: 1\n ---\n', false],
  ['a: 1\n....\n', false],
])('%j may hold several documents: %s', (text, expected) => {
  expect(mayBeMultiDocument(text)).toBe(expected);
});
