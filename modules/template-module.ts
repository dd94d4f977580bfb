/** True if a template or partial is a module, by its file name. All others are Handlebars texts. */
export function isTemplateModule(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path);
}

/** True for type declarations, which are beside modules but are not templates. */
export function isTypeDeclaration(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}

/** The extensions of template files. */
const ENDING = /\.(?:hbs|handlebars|[cm]?[jt]s)$/;

export function withoutTemplateEnding(path: string): string {
  return path.replace(ENDING, '');
}
