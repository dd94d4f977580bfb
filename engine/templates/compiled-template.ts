/** One template as code that makes Handlebars' template specification; plain data, ready for a thread. */
export interface CompiledTemplate {
  /** A partial's names, an emit's template path, or the text of a `to` or a `when`. */
  readonly names: readonly string[];
  readonly kind: 'template' | 'partial' | 'path' | 'condition';
  /** Relative to the workspace; for a `to` and a `when`, a description. */
  readonly file: string;
  readonly code: string;
}
