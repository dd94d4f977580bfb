import type { CodeKeywordDefinition, default as Ajv } from 'ajv';
import { isRecord } from '../graph/is-record';

/**
 * Makes a validator's `uniqueItems` find equal items by a text of each. Ajv compares all with all, unless the schema
 * says that the items are plain values, which takes a quarter of a minute for 20 000 objects. An error names the same
 * two items.
 */
export function findEqualItemsByText(ajv: Ajv): void {
  const { _ } = require('ajv') as typeof import('ajv');
  const rule = ajv.getKeyword('uniqueItems') as CodeKeywordDefinition;
  const compareAll = rule.code;
  rule.code = (context, ruleType) => {
    const { gen, data, parentSchema } = context;
    if (context.schema !== true || arePlain(parentSchema['items'])) return compareAll(context, ruleType);
    const find = gen.scopeValue('func', { ref: lastEqualItems });
    const pair = gen.const('pair', _`${find}(${data})`);
    context.setParams({ i: _`${pair}[0]`, j: _`${pair}[1]` });
    context.fail(_`${pair} !== undefined`);
  };
}

/** Whether a schema of items says by `type` that they are no objects or lists: Ajv finds those by their value. */
function arePlain(items: unknown): boolean {
  if (!isRecord(items) || items['type'] === undefined) return false;
  const types = [items['type']].flat();
  return types.length > 0 && !types.includes('object') && !types.includes('array');
}

/** Places of two equal items, the second first: the last item that has an equal one before it, and the nearest such. */
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

/** A text that two values share if they are equal: 1 and 1.0, and objects whatever the order of their keys. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return String(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
