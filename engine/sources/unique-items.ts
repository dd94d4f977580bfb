import type { CodeKeywordDefinition, default as Ajv } from 'ajv';
import { isRecord } from '../graph/is-record';

/**
 * Replaces Ajv's `uniqueItems` by a comparison of canonical texts. Ajv compares all pairs of items unless the schema
 * says that they are scalars, which takes 15 s for 20 000 objects. Errors name the same two items.
 */
export function compareItemsByText(ajv: Ajv): void {
  const { _ } = require('ajv') as typeof import('ajv');
  const rule = ajv.getKeyword('uniqueItems') as CodeKeywordDefinition;
  const compareAll = rule.code;
  rule.code = (context, ruleType) => {
    const { gen, data, parentSchema } = context;
    if (context.schema !== true || areScalars(parentSchema['items'])) return compareAll(context, ruleType);
    const find = gen.scopeValue('func', { ref: lastEqualItems });
    const pair = gen.const('pair', _`${find}(${data})`);
    context.setParams({ i: _`${pair}[0]`, j: _`${pair}[1]` });
    context.fail(_`${pair} !== undefined`);
  };
}

/** True if a schema of items allows only scalars by `type`: Ajv compares those efficiently. */
function areScalars(items: unknown): boolean {
  if (!isRecord(items) || items['type'] === undefined) return false;
  const types = [items['type']].flat();
  return types.length > 0 && !types.includes('object') && !types.includes('array');
}

/**
 * Indexes of two equal items, the later one first: the last item with an equal earlier one, and the nearest of these.
 */
export function lastEqualItems(items: readonly unknown[]): readonly [number, number] | undefined {
  const places = new Map<string, number>();
  let pair: readonly [number, number] | undefined;
  for (const [at, item] of items.entries()) {
    const text = canonical(item);
    const before = places.get(text);
    if (before !== undefined) pair = [at, before];
    places.set(text, at);
  }
  return pair;
}

/** A text that is the same for equal values: 1 and 1.0, or objects with the same keys in any order. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return String(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
