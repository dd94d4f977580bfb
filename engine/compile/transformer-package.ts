/** The package of a transformer. */
export function transformerPackage(transformer: 'oxc' | 'typescript'): string {
  return transformer === 'oxc' ? 'oxc-transform' : 'typescript';
}
