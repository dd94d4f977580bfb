import type { Document, Tags, YAMLError } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import type { ParseOptions, Spec } from './spec';
import { indexOf, nearestPlace, placeOf, splitPointer, type Place, type Step } from './spec-places';
import { keyOf, rangeOf, yamlData } from './yaml-data';

/**
 * Parses YAML 1.2 with merge keys (`<<`). For several documents, the data is the list of those that are not empty. An
 * empty file is null.
 */
export function parseYaml(source: SourceText, options: ParseOptions): Spec | Diagnostic[] {
  const { parseAllDocuments } = require('yaml') as typeof import('yaml');
  const all = parseAllDocuments(source.text, {
    version: '1.2',
    prettyErrors: false,
    // The library compares each key of an object with all others, which takes minutes for large objects.
    uniqueKeys: false,
    merge: true,
    customTags: timestampsAsTexts,
  });
  const errors = all.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  // The parser recurses once per level and reports this error rather than throwing it.
  if (errors.some(({ message }) => message.includes('call stack'))) throw new RangeError('nested too deeply');
  if (errors.length > 0) return errors.slice(0, 5).map((error) => syntaxProblem(error, source));
  const documents = all.length > 1 ? all.filter((one) => !isEmpty(one)) : all;
  const data: unknown[] = [];
  for (const document of documents) {
    const built = yamlData(source, document, options);
    if ('severity' in built) return [built];
    data.push(built.data);
  }
  const path = source.file;
  const isSeveral = all.length > 1 && documents.length !== 1;
  if (!isSeveral) {
    const [document] = documents;
    const locate: Spec['locate'] = (pointer, part) => locateInYaml(source, document, pointer, part);
    return { path, data: data[0] ?? null, locate };
  }
  return {
    path,
    data,
    isMultiDocument: isSeveral,
    locate: (pointer, part) => {
      const [index = ''] = splitPointer(pointer);
      return locateInYaml(source, documents[indexOf(index)], pointer.slice(index.length + 1), part);
    },
  };
}

/** Keeps timestamps as strings: a Date would be shown in the time zone of the machine. */
function timestampsAsTexts(tags: Tags): Tags {
  const tag = 'tag:yaml.org,2002:timestamp';
  const isOther = (one: Tags[number]): boolean => typeof one === 'string' || one.tag !== tag;
  return [...tags.filter(isOther), { tag, resolve: (text: string) => text }];
}

function isEmpty({ contents }: Document.Parsed): boolean {
  const { isScalar } = require('yaml') as typeof import('yaml');
  if (contents === null) return true;
  return isScalar(contents) && contents.value === null && !contents.source && !contents.tag && !contents.anchor;
}

function syntaxProblem(error: YAMLError, source: SourceText): Diagnostic {
  const message = `YAML syntax: ${error.message.replace(/\s+at line \d+.*$/s, '')}`;
  const [start, end] = error.pos;
  return {
    severity: 'error',
    code: 'spec-syntax',
    message,
    ...placeOf(source, { offset: start, length: end - start }),
  };
}

/** The place of the value or key at a JSON Pointer, or of the nearest existing part. */
function locateInYaml(
  source: SourceText,
  document: Document.Parsed | undefined,
  pointer: string,
  part: 'value' | 'key' = 'value',
): Place {
  const { isMap, isScalar, isSeq } = require('yaml') as typeof import('yaml');
  let node: unknown = document?.contents;
  const steps: Step[] = [{ value: rangeOf(node), key: undefined }];
  for (const name of splitPointer(pointer)) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && keyOf(key) === name) : undefined;
    node = isSeq(node) ? node.items[indexOf(name)] : pair?.value;
    steps.push({ value: rangeOf(node), key: rangeOf(pair?.key) });
  }
  return nearestPlace(source, steps, part);
}
