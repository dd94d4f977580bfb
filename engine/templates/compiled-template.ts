/** A template as code of a Handlebars template specification. Plain data, for any thread. */
export interface CompiledTemplate {
  /** Names of a partial, template path of an emit, or text of a `to` or `when`. */
  readonly names: readonly string[];
  readonly kind: 'template' | 'partial' | 'path' | 'condition';
  /** Relative to the workspace; for a `to` and a `when`, a description. */
  readonly file: string;
  readonly code: string;
}
