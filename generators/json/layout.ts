/** The style of a JSON file. */
export interface JsonStyle {
  /** One level of indentation. */
  readonly indent: string;
  readonly lineEnd: string;
}

const WIDTH = 80;

/** The style of an existing text; by default two spaces and a line feed. */
export function styleOf(text: string): JsonStyle {
  return {
    indent: /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ',
    lineEnd: /\r?\n/.exec(text)?.[0] ?? '\n',
  };
}

/**
 * Formats a value as JSON such that common formatters do not change it: objects on several lines, lists
 * on one line if they fit in 80 columns.
 *
 * @param prefix indentation of the line on which the value starts
 * @param column column at which the value starts
 */
export function layOutJson(value: unknown, style: JsonStyle, prefix = '', column = prefix.length): string {
  if (Array.isArray(value)) return layOutList(value, style, prefix, column);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return '{}';
  const inner = prefix + style.indent;
  const lines = entries.map(([key, entry]) => {
    const start = `${inner}${JSON.stringify(key)}: `;
    return start + layOutJson(entry, style, inner, start.length);
  });
  return `{${style.lineEnd}${lines.join(`,${style.lineEnd}`)}${style.lineEnd}${prefix}}`;
}

function layOutList(values: readonly unknown[], style: JsonStyle, prefix: string, column: number): string {
  if (values.length === 0) return '[]';
  const line = inOneLine(values);
  if (!isTable(values) && column + line.length + 1 <= WIDTH) return line;
  const inner = prefix + style.indent;
  const lines = values.map((value) => {
    const short = inOneLine(value);
    return inner + (inner.length + short.length + 1 <= WIDTH ? short : layOutJson(value, style, inner));
  });
  return `[${style.lineEnd}${lines.join(`,${style.lineEnd}`)}${style.lineEnd}${prefix}]`;
}

/** True for several entries of several parts each, which get one line each. */
function isTable(values: readonly unknown[]): boolean {
  return (
    values.length > 1 &&
    values.every((value) => typeof value === 'object' && value !== null && Object.keys(value).length > 1)
  );
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, entry]) => `${JSON.stringify(key)}: ${inOneLine(entry)}`).join(', ')} }`;
}
