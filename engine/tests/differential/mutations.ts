/** Something that the engine leaves out on purpose. */
export interface Mutation {
  readonly what: string;
  /** Below dist/. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Each of them the fuzz has to find. */
export const MUTATIONS: readonly Mutation[] = [
  {
    what: 'the partials of a file',
    file: 'executors/codegen/executor.js',
    from: 'used.flatMap(name=>{',
    to: 'used.slice(1).flatMap(name=>{',
  },
  {
    what: 'what a function template imports',
    file: 'executors/codegen/executor.js',
    from: 'code.files.map(one=>',
    to: 'code.files.slice(1).map(one=>',
  },
];
