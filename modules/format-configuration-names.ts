import type { FormatterName } from './formatter-name';

/** Names in a formatter's configuration: packages, or files if they begin with a dot. */
export interface ConfigurationNames {
  readonly plugins: readonly string[];
  /** Configurations that this one extends. */
  readonly extended: readonly string[];
}

const NONE: ConfigurationNames = { plugins: [], extended: [] };

/** Strings in a script that look like names of plugins; only running it would tell which ones are used. */
const IN_SCRIPT = /(['"`])((?:@[\w.-]+\/)?[\w.-]*plugin[\w./-]*|\.{1,2}\/[\w./-]+)\1/g;

/** Invalid configuration gives no names; the formatter reports the error. */
export function namesInConfiguration(formatter: FormatterName, path: string, text: string): ConfigurationNames {
  if (/\.[cm]?[jt]s$/.test(path)) {
    return { plugins: [...new Set([...text.matchAll(IN_SCRIPT)].map(([, , name = '']) => name))], extended: [] };
  }
  const value = parse(path, text);
  if (formatter === 'biome') {
    const extended = strings((value as Fields | null | undefined)?.['extends']);
    // `//` is the root configuration.
    return { plugins: [], extended: extended.filter((name) => !name.startsWith('/')) };
  }
  const config: unknown = path.endsWith('package.yaml') ? (value as Fields | null | undefined)?.['prettier'] : value;
  if (typeof config === 'string') return { plugins: [], extended: [config] };
  if (typeof config !== 'object' || config === null) return NONE;
  const overrides = (config as Fields)['overrides'];
  const all = [config as Fields, ...(Array.isArray(overrides) ? overrides.map(optionsOf) : [])];
  return { plugins: all.flatMap((options) => strings(options['plugins'])), extended: [] };
}

type Fields = Readonly<Record<string, unknown>>;

function optionsOf(override: unknown): Fields {
  return ((override as Fields | null)?.['options'] ?? {}) as Fields;
}

function parse(path: string, text: string): unknown {
  try {
    if (path.endsWith('.toml')) return (require('smol-toml') as typeof import('smol-toml')).parse(text);
    if (/\.jsonc?$/.test(path)) {
      const jsonc = require('jsonc-parser') as typeof import('jsonc-parser');
      return jsonc.parse(text, [], { allowTrailingComma: true }) as unknown;
    }
    // JSON, and most of JSON5, is YAML.
    return (require('yaml') as typeof import('yaml')).parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
