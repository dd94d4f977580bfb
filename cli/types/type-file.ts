/** What a file of types is made from. */
export interface TypeFile {
  /** The target that was named. */
  readonly id: string;
  /** What the source files hold; undefined where no schema says. */
  readonly spec: Described | undefined;
  /** What templates get: of another schema than {@link spec}, the same, or undefined where no schema says. */
  readonly data: Described | 'spec' | undefined;
  /** True if what a load module gives is a whole document, in which the option `items` finds the patterns. */
  readonly loadsDocuments: boolean;
}

/** A schema with the declarations that it was compiled to. */
export interface Described {
  /** Its path, relative to the workspace. */
  readonly schema: string;
  readonly declarations: string;
}

const MARK = '// Made by `npx nx-workflow types ';

/** True if a text is one of {@link typeFile}. */
export function isTypeFile(text: string): boolean {
  return text.startsWith(MARK);
}

/** A declaration file with the types of a target's data, and of the modules that get it. */
export function typeFile({ id, spec, data, loadsDocuments }: TypeFile): string {
  const schemas = [spec, data === 'spec' ? undefined : data].flatMap((one) => one?.schema ?? []);
  const loaded = loadsDocuments ? 'unknown' : 'Spec | readonly Spec[] | Readonly<Record<string, Spec>>';
  return `${MARK}${id}\` from ${schemas.join(' and ')}; do not edit.

/** A pattern as its source file has it. */
${declaration('Spec', spec)}

/** What templates get of a pattern. */
${data === 'spec' ? 'export type Data = Spec;' : declaration('Data', data)}

/** Which pattern it is. */
export interface Pattern {
  /** Of its source file, relative to the workspace. */
  readonly path: string;
  readonly name: string;
  /** Of one of several patterns in a file. */
  readonly key?: string;
}

export interface Tools {
  /** The text of another file of the workspace. */
  read(path: string): string;
}

export interface Source {
  /** Relative to the workspace. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The default export of the module of the option \`load\`. */
export type Load = (source: Source, tools: Tools) => Loaded | Promise<Loaded>;
export type Loaded = ${loaded};

/** The default export of the module of the option \`prepare\`. */
export type Prepare = (spec: Spec, about: Pattern & Tools) => Data | Promise<Data>;

/** Its export \`library\`. */
export type PrepareLibrary = (patterns: readonly Data[], about: readonly Pattern[]) => unknown;

export interface Partials {
  /** The text of a partial. Without data, it gets that of the template. */
  partial(name: string, data?: unknown): string;
}

/** A template or partial that is a function. */
export type Template = (data: Data, about: Pattern & Partials & { readonly source?: unknown }) => string;

/** The same of an emit with \`"each": "source"\` or \`"library"\`. */
export type GroupTemplate = (
  data: { readonly patterns: readonly Data[] },
  about: Partial<Pattern> & Partials & { readonly source?: unknown; readonly patterns: readonly Pattern[] },
) => string;
`;
}

/** In a namespace of its own: two schemas may have definitions of the same name. */
function declaration(name: 'Spec' | 'Data', described: Described | undefined): string {
  if (!described) return `export type ${name} = unknown;`;
  const lines = described.declarations.trim().split('\n');
  return `export type ${name} = ${name}Types.${name};

/** By ${described.schema}. */
export namespace ${name}Types {
${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}
}`;
}
