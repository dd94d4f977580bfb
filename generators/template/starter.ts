import type { TemplateOptions } from './options';

type Each = NonNullable<TemplateOptions['each']>;

/**
 * A first template, whose output is valid in the language of the output's extension.
 */
export function starterTemplate(to: string, each: Each): string {
  const extension = /\.([a-z0-9]+)$/i.exec(to)?.[1]?.toLowerCase() ?? '';
  if (extension === 'json') return each === 'pattern' ? '{{json this indent=2}}\n' : '{{json patterns indent=2}}\n';
  const source = each === 'library' ? '{{patterns.length}} patterns' : '{{@path}}; change that file instead';
  const [open, close] = COMMENTS.find(([extensions]) => extensions.includes(extension))?.[1] ?? ['// ', ''];
  return `${open}Generated from ${source}.${close}\n${body(extension, each)}`;
}

type Comment = readonly [open: string, close: string];

const COMMENTS: readonly (readonly [extensions: readonly string[], comment: Comment])[] = [
  [
    ['css', 'scss', 'less'],
    ['/* ', ' */'],
  ],
  [
    ['html', 'htm', 'md', 'xml', 'svg', 'vue'],
    ['<!-- ', ' -->'],
  ],
  [
    ['yaml', 'yml', 'toml', 'py', 'rb', 'sh', 'txt', 'graphql', 'ini', 'cfg'],
    ['# ', ''],
  ],
  [
    ['sql', 'lua'],
    ['-- ', ''],
  ],
];

function body(extension: string, each: Each): string {
  if (!/^[cm]?[jt]sx?$/.test(extension)) return '';
  if (!extension.includes('t')) {
    return each === 'pattern' ? 'exports.name = {{json @name}};\n' : 'exports.patterns = {{json patterns indent=2}};\n';
  }
  return each === 'pattern'
    ? 'export const name = {{json @name}};\n'
    : 'export const patterns = {{json patterns indent=2}} as const;\n';
}
