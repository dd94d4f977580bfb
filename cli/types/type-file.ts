/** The contents of a type file. */
export interface TypeFile {
  /** The id of the target. */
  readonly id: string;
  /** The type of source files; undefined if there is no schema for them. */
  readonly spec: TypedSchema | undefined;
  /** The type of template data: of another schema, the same as {@link spec}, or undefined if there is no schema. */
  readonly data: TypedSchema | 'spec' | undefined;
  /** True if a load module returns a whole document, in which the option `items` finds the patterns. */
  readonly loadsDocuments: boolean;
}

/** A schema with its compiled declarations. */
export interface TypedSchema {
  /** Its path, relative to the workspace. */
  readonly schema: string;
  readonly declarations: string;
}

const MARK = '// Made by `npx nx-workflow types ';

/** True if a text was written by {@link typeFile}. */
export function isTypeFile(text: string): boolean {
  return text.startsWith(MARK);
}

/** The text of a declaration file with the types of a target's data and of its modules. */
export function typeFile({ id, spec, data, loadsDocuments }: TypeFile): string {
  const schemas = [spec, data === 'spec' ? undefined : data].flatMap((one) => one?.schema ?? []);
  const loaded = loadsDocuments ? 'unknown' : 'Spec | readonly Spec[] | Readonly<Record<string, Spec>>';
  return `${MARK}${id}\` from ${schemas.join(' and ')}; do not edit.

/** A pattern in its source file. */
${declaration('Spec', spec)}

/** The template data of a pattern. */
${data === 'spec' ? 'export type Data = Spec;' : declaration('Data', data)}

/** Identifies a pattern. */
export interface Pattern {
  /** The source file, relative to the workspace. */
  readonly path: string;
  readonly name: string;
  /** Set if the file has several patterns. */
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

/** The export \`library\` of that module. */
export type PrepareLibrary = (patterns: readonly Data[], about: readonly Pattern[]) => unknown;

export interface Partials {
  /** The text of a partial. Without data, it gets that of the template. */
  partial(name: string, data?: unknown): string;
}

/** A template or partial that is a function. */
export type Template = (data: Data, about: Pattern & Partials & { readonly source?: unknown }) => string;

/** The same for an emit with \`"each": "source"\` or \`"library"\`. */
export type GroupTemplate = (
  data: { readonly patterns: readonly Data[] },
  about: Partial<Pattern> & Partials & { readonly source?: unknown; readonly patterns: readonly Pattern[] },
) => string;
`;
}

/** In a namespace, because two schemas may have definitions of the same name. */
function declaration(name: 'Spec' | 'Data', described: TypedSchema | undefined): string {
  if (!described) return `export type ${name} = unknown;`;
  const lines = described.declarations.trim().split('\n');
  return `export type ${name} = ${name}Types.${name};

/** From ${described.schema}. */
export namespace ${name}Types {
${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}
}`;
}
