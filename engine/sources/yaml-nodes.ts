import type { Document, Node, Scalar, YAMLMap } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import { didYouMean } from '../../diagnostics/suggest';
import { lostNumber } from './exact-number';
import type { ParseOptions } from './spec';
import { placeOf, twice, type Place, type Range } from './spec-places';

/** As many values may aliases add to a document: a few lines of them can stand for any number. */
const MOST_BY_ALIASES = 1_000_000;

/** What is wrong with a document that is correct YAML, and that its data would not show; undefined where nothing is. */
export function yamlNodeProblem(
  source: SourceText,
  document: Document.Parsed,
  options: ParseOptions,
): Diagnostic | undefined {
  const check = new NodeCheck(source, options);
  if (document.contents) check.visit(document.contents);
  return check.problem;
}

const MERGE = Symbol('<<');

class NodeCheck {
  problem: Diagnostic | undefined;
  /** By name: its node, and how many values that holds with all aliases in place; undefined inside of it. */
  private readonly anchors = new Map<string, { readonly node: unknown; readonly size: number | undefined }>();
  private byAliases = 0;
  private readonly yaml = require('yaml') as typeof import('yaml');

  constructor(
    private readonly source: SourceText,
    private readonly options: ParseOptions,
  ) {}

  /** How many values a node holds with all aliases in place. */
  visit(node: unknown): number {
    const { isAlias, isCollection, isMap, isScalar, isSeq } = this.yaml;
    if (isAlias(node)) return this.alias(node.source, node);
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) this.anchors.set(anchor, { node, size: undefined });
    let size = 1;
    if (isScalar(node)) this.scalar(node);
    else if (isMap(node)) size += this.map(node);
    else if (isSeq(node) || isCollection(node)) for (const item of node.items) size += this.visit(item);
    // In a list of pairs, or of objects with one key each.
    else if (this.yaml.isPair(node)) size += this.visit(node.value);
    if (anchor !== undefined) this.anchors.set(anchor, { node, size });
    return size;
  }

  private map({ items }: YAMLMap): number {
    const seen = new Map<unknown, number>();
    let size = 0;
    for (const { key, value } of items) {
      const { offset, length } = rangeOf(key) ?? { offset: 0, length: 1 };
      if (!this.yaml.isScalar(key)) {
        const place = placeOf(this.source, { offset, length });
        this.say('spec-key', 'a key must be a plain value', place, 'write a text or a number');
        return size;
      }
      this.visit(key);
      const isMerge = typeof key.value === 'symbol';
      const name = keyOf(key);
      // In quotes, `<<` is a key like any other.
      const id = isMerge ? MERGE : name;
      const first = seen.get(id);
      if (first !== undefined) this.problem ??= twice(this.source, name, first, { offset, length });
      seen.set(id, offset);
      size += this.visit(value);
      if (isMerge) this.merged(value);
    }
    return size;
  }

  /** The value of a merge key is an object, or a list of objects. */
  private merged(value: unknown): void {
    const { isAlias, isMap, isSeq } = this.yaml;
    const target = (one: unknown): unknown => (isAlias(one) ? this.anchors.get(one.source)?.node : one);
    const source = target(value);
    if (isMap(source) || (isSeq(source) && source.items.every((one) => isMap(target(one))))) return;
    const place = placeOf(this.source, rangeOf(value) ?? { offset: 0, length: 1 });
    const hint = 'give it an alias of an object, as in "<<: *name"';
    this.say('spec-syntax', 'YAML: the key "<<" takes an object or a list of objects', place, hint);
  }

  private scalar(node: Scalar): void {
    const { value, source } = node;
    if (typeof value !== 'number' && typeof value !== 'bigint') return;
    const lost = this.options.rounds || source === undefined ? undefined : lostNumber(source, value);
    if (lost) this.problem ??= { ...lost, ...placeOf(this.source, rangeOf(node) ?? { offset: 0, length: 1 }) };
  }

  private alias(name: string, node: Node): number {
    const place = placeOf(this.source, rangeOf(node) ?? { offset: 0, length: 1 });
    const anchor = this.anchors.get(name);
    if (!anchor) {
      const hint = didYouMean(name, this.anchors.keys());
      this.say('spec-syntax', `YAML: no anchor "${name}" stands before this alias`, place, hint);
      return 1;
    }
    const { size } = anchor;
    if (size === undefined) {
      this.say(
        'spec-syntax',
        `YAML: this alias stands inside of its own anchor "${name}"`,
        place,
        'write the values out',
      );
      return 1;
    }
    this.byAliases += size;
    if (this.byAliases > MOST_BY_ALIASES) {
      const message = `YAML: aliases make this more than ${MOST_BY_ALIASES} values`;
      this.say('spec-syntax', message, place, 'let fewer aliases stand in what other aliases repeat');
    }
    return size;
  }

  private say(code: 'spec-syntax' | 'spec-key', message: string, place: Place, hint: string): void {
    this.problem ??= { severity: 'error', code, message, ...place, hint };
  }
}

/** The name that a key gives its property. */
export function keyOf({ value }: Scalar): string {
  if (typeof value === 'symbol') return '<<';
  const plain = value as string | number | boolean | null;
  return plain === null ? '' : String(plain);
}

export function rangeOf(node: unknown): Range | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range ? { offset: range[0], length: range[1] - range[0] } : undefined;
}
