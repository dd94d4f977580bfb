/** The manifest's file, in the output folder. */
export const MANIFEST_NAME = '.codegen-manifest.json';
