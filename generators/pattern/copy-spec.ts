import { isMap, isScalar, parseDocument } from 'yaml';

/**
 * Copies the text of a spec (JSON or YAML) for a new name: top-level values that are the old name become
 * the new one; comments and layout stay. Pure.
 */
export function copySpec(text: string, oldName: string, newName: string): string {
  const document = parseDocument(text, { keepSourceTokens: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  const places = document.contents.items.flatMap(({ value }) => {
    if (!isScalar(value) || value.value !== oldName || !value.range) return [];
    return [{ from: value.range[0], to: value.range[1] }];
  });
  return places.reduceRight((copy, { from, to }) => {
    const isQuoted = /^["']/.test(copy.slice(from, to));
    const written = isQuoted || !/^[A-Za-z][\w-]*$/.test(newName) ? JSON.stringify(newName) : newName;
    return copy.slice(0, from) + written + copy.slice(to);
  }, text);
}
