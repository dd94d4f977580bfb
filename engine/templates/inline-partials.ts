const INLINE = /\{\{~?#\*\s*inline\s+(?:"([^"]*)"|'([^']*)')/g;

/** Names of the inline partials that a template may define. Found without parsing, so comments count too. */
export function inlinePartials(text: string): string[] {
  return [...text.matchAll(INLINE)].map(([, name, other]) => name ?? other ?? '');
}
