/** The file name of the manifest in the output folder. */
export const MANIFEST_NAME = '.codegen-manifest.json';
