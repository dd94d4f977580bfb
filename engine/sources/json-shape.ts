/** Properties of data from `JSON.parse`, found in one walk. */
export interface JsonShape {
  /** Number of properties of all objects. */
  readonly keys: number;
  /** Nesting depth of objects and lists; 0 for a scalar. */
  readonly depth: number;
  /** True if `JSON.stringify` represents the data exactly: no number is infinite or a negative zero. */
  readonly isExact: boolean;
}

/** @param data from `JSON.parse`: no object is shared, and all properties are plain */
export function shapeOf(data: unknown): JsonShape {
  let keys = 0;
  let depth = 0;
  let isExact = true;
  const visit = (value: unknown, level: number): void => {
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || Object.is(value, -0)) isExact = false;
    } else if (typeof value === 'object' && value !== null) {
      if (level > depth) depth = level;
      if (Array.isArray(value)) {
        for (const item of value as unknown[]) visit(item, level + 1);
      } else {
        for (const key of Object.keys(value)) {
          keys++;
          visit((value as Record<string, unknown>)[key], level + 1);
        }
      }
    }
  };
  visit(data, 1);
  return { keys, depth, isExact };
}
