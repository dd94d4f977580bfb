/** The package that a transformer comes from. */
export function transformerPackage(transformer: 'oxc' | 'typescript'): string {
  return transformer === 'oxc' ? 'oxc-transform' : 'typescript';
}
