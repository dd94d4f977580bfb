/** True if a file that the options `templates` and `partials` select is a module, by its name. Handlebars reads all others. */
export function isTemplateModule(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path);
}

/** Declarations of types, which lie beside modules and are no templates. */
export function isTypeDeclaration(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}

/** How a template's file ends beside its name. */
const ENDING = /\.(?:hbs|handlebars|[cm]?[jt]s)$/;

export function withoutTemplateEnding(path: string): string {
  return path.replace(ENDING, '');
}
