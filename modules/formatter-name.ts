/** The formatters that the option `format` accepts by name; any other value is the path of a module. */
export const FORMATTERS = ['prettier', 'biome'] as const;
export type FormatterName = (typeof FORMATTERS)[number];

export function isFormatterName(name: string): name is FormatterName {
  return (FORMATTERS as readonly string[]).includes(name);
}

/** The package that a formatter comes from. */
export function formatterPackage(formatter: FormatterName): string {
  return formatter === 'biome' ? '@biomejs/biome' : formatter;
}
