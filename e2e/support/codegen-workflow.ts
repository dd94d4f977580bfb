/** A workflow file with one codegen task, which makes a text file from each spec. */
export function codegenWorkflow(name: string, options: Readonly<Record<string, unknown>>): object {
  const generate = {
    executor: 'nx-workflow:codegen',
    options: {
      patterns: ['{projectRoot}/specs/*.json'],
      emit: [{ template: 'value', to: '{{@name}}.txt' }],
      outputDir: '{projectRoot}/generated',
      ...options,
    },
  };
  return { name, tasks: { generate } };
}
