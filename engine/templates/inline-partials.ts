const INLINE = /\{\{~?#\*\s*inline\s+(?:"([^"]*)"|'([^']*)')/g;

/** Names of the inline partials that a template may define, found without parsing it: comments are not left out. */
export function inlinePartials(text: string): string[] {
  return [...text.matchAll(INLINE)].map(([, name, other]) => name ?? other ?? '');
}
