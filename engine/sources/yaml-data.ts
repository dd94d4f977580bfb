import type { Alias, Document, Pair, Scalar } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import { didYouMean } from '../../diagnostics/suggest';
import { inexactNumber } from './exact-number';
import type { ParseOptions } from './spec';
import { placeOf, setOwn, duplicateKey, type Place, type Range } from './spec-places';

/** Most values that aliases may add to a document: a few lines of them can stand for any number. */
const MAX_ALIAS_VALUES = 1_000_000;

/** The data of an anchor; not built yet inside the anchor's own node. */
interface Anchor {
  readonly node: unknown;
  readonly built?: Built;
}

/** Data, and its number of values with all aliases expanded. */
interface Built {
  readonly data: unknown;
  readonly size: number;
}

/**
 * Converts a document to data, or returns a problem that the syntax allows. The library's own conversion keeps the last
 * of equal keys, stringifies complex keys, and searches the whole document for each alias.
 */
export function yamlData(
  source: SourceText,
  { contents }: Document.Parsed,
  options: ParseOptions,
): { readonly data: unknown } | Diagnostic {
  const builder = new DataBuilder(source, options);
  const { data } = builder.build(contents);
  return builder.problem ?? { data };
}

class DataBuilder {
  problem: Diagnostic | undefined;
  private readonly anchors = new Map<string, Anchor>();
  private byAliases = 0;
  private readonly yaml = require('yaml') as typeof import('yaml');

  constructor(
    private readonly source: SourceText,
    private readonly options: ParseOptions,
  ) {}

  build(node: unknown): Built {
    const { isAlias, isMap, isScalar, isSeq } = this.yaml;
    if (isAlias(node)) return this.alias(node);
    const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
    if (anchor !== undefined) this.anchors.set(anchor, { node });
    let built: Built = { data: null, size: 1 };
    if (isScalar(node)) built = { data: this.scalar(node), size: 1 };
    else if (isMap(node)) built = tag === SET ? this.list(node.items.map(({ key }) => key)) : this.object(node.items);
    else if (isSeq(node)) built = tag === ORDERED_MAP ? this.object(node.items as Pair[]) : this.list(node.items);
    // In a list of pairs, each pair is an object with one key.
    else if (this.yaml.isPair(node)) built = this.object([node]);
    if (anchor !== undefined) this.anchors.set(anchor, { node, built });
    return built;
  }

  private list(items: readonly unknown[]): Built {
    const data: unknown[] = [];
    let total = 1;
    for (const item of items) {
      const built = this.build(item);
      data.push(built.data);
      total += built.size;
    }
    return { data, size: total };
  }

  private object(items: readonly Pair[]): Built {
    const data = {};
    const seen = new Map<unknown, number>();
    let total = 1;
    for (const { key, value } of items) {
      const range = rangeOf(key) ?? { offset: 0, length: 1 };
      if (!this.yaml.isScalar(key)) {
        this.report('spec-key', 'a key must be a plain value', key, 'write a text or a number');
        break;
      }
      this.build(key);
      const isMerge = typeof key.value === 'symbol';
      const name = keyOf(key);
      // A quoted `<<` is an ordinary key.
      const id = isMerge ? MERGE : name;
      const first = seen.get(id);
      if (first !== undefined) this.problem ??= duplicateKey(this.source, name, first, range);
      seen.set(id, range.offset);
      const built = this.build(value);
      total += built.size;
      if (isMerge) this.merge(data, value, built.data);
      else setOwn(data, name, built.data);
    }
    return { data, size: total };
  }

  /** Merges the missing properties of an object, or of each of a list of objects. */
  private merge(into: object, node: unknown, data: unknown): void {
    const { isAlias, isMap, isSeq } = this.yaml;
    const target = (one: unknown): unknown => (isAlias(one) ? this.anchors.get(one.source)?.node : one);
    const source = target(node);
    if (!isMap(source) && !(isSeq(source) && source.items.every((one) => isMap(target(one))))) {
      const hint = 'give it an alias of an object, as in "<<: *name"';
      this.report('spec-syntax', 'YAML: the key "<<" takes an object or a list of objects', node, hint);
      return;
    }
    for (const object of isMap(source) ? [data] : (data as unknown[])) {
      for (const [key, value] of Object.entries(object ?? {})) {
        if (!Object.hasOwn(into, key)) setOwn(into, key, value);
      }
    }
  }

  private scalar(node: Scalar): unknown {
    const { value, source } = node;
    if (value instanceof Uint8Array) return source;
    if (typeof value !== 'number' && typeof value !== 'bigint') return value;
    const lost = this.options.roundsNumbers || source === undefined ? undefined : inexactNumber(source, value);
    if (lost) this.problem ??= { ...lost, ...this.placeOf(node) };
    return Number(value);
  }

  private alias(node: Alias): Built {
    const name = node.source;
    const anchor = this.anchors.get(name);
    if (!anchor) {
      // Only the first problem is reported; suggestions for thousands of aliases would be slow.
      const hint = this.problem ? '' : didYouMean(name, this.anchors.keys());
      this.report('spec-syntax', `YAML: no anchor "${name}" stands before this alias`, node, hint);
    } else if (!anchor.built) {
      this.report(
        'spec-syntax',
        `YAML: this alias stands inside of its own anchor "${name}"`,
        node,
        'write the values out',
      );
    }
    const built = anchor?.built ?? { data: null, size: 1 };
    this.byAliases += built.size;
    if (this.byAliases > MAX_ALIAS_VALUES) {
      const message = `YAML: aliases make this more than ${MAX_ALIAS_VALUES} values`;
      this.report('spec-syntax', message, node, 'let fewer aliases stand in what other aliases repeat');
    }
    return built;
  }

  private report(code: 'spec-syntax' | 'spec-key', message: string, node: unknown, hint: string): void {
    this.problem ??= { severity: 'error', code, message, ...this.placeOf(node), hint };
  }

  private placeOf(node: unknown): Place {
    return placeOf(this.source, rangeOf(node) ?? { offset: 0, length: 1 });
  }
}

const MERGE = Symbol('<<');
/** Converted to a list of its members. */
const SET = 'tag:yaml.org,2002:set';
/** Converted to an object, whose keys are ordered. */
const ORDERED_MAP = 'tag:yaml.org,2002:omap';

/** The property name of a key. */
export function keyOf({ value }: Scalar): string {
  if (typeof value === 'symbol') return '<<';
  const plain = value as string | number | boolean | null;
  return plain === null ? '' : String(plain);
}

export function rangeOf(node: unknown): Range | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range ? { offset: range[0], length: range[1] - range[0] } : undefined;
}
