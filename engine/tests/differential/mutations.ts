/** A deliberate defect of the engine. */
export interface Mutation {
  readonly what: string;
  /** File below dist/. */
  readonly file: string;
  /** A regular expression, because minified names differ between builds. */
  readonly from: string;
  readonly to: string;
}

/** Defects that the differential test has to detect. */
export const MUTATIONS: readonly Mutation[] = [
  {
    what: 'the partials of a file',
    file: 'executors/codegen/executor.js',
    from: String.raw`return (\w+)\.flatMap\((\w+)=>\{if\(\2===`,
    to: 'return $1.slice(1).flatMap($2=>{if($2===',
  },
  {
    what: 'what a function template imports',
    file: 'executors/codegen/executor.js',
    from: String.raw`(\w+)\.files\.map\((\w+=>\w+\(\w+,\w+\)\)),\.\.\.\1\.tools`,
    to: '$1.files.slice(1).map($2,...$1.tools',
  },
];
