import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { sha256OfParts } from '../../../state/hash';
import type { Settings } from '../../settings';
import type { TemplateCache } from '../template-cache';
import { checkTexts } from './check-texts';
import type { KnownData, TargetTexts } from './target-texts';

/**
 * Finds fields that templates, partials, `to` and `when` texts use but that the schema rules out. The cache stores the
 * result if nothing was found.
 *
 * @param base key over everything else that affects how the texts are understood
 */
export function checkDataFields(
  { workspaceRoot }: Settings,
  data: KnownData,
  texts: TargetTexts,
  cache: TemplateCache | undefined,
  base: string,
): Diagnostic[] {
  const key = verdictKey(data, texts, base);
  if (typeof cache?.get(key) === 'object') return [];
  const found = checkTexts(workspaceRoot, data, texts);
  if (found.length === 0 && cache) {
    cache.put(key, NOTHING_FOUND);
    cache.trim();
  }
  return found;
}

/** Contents of a cache entry for an empty result. */
const NOTHING_FOUND = '"no unknown fields"';

function verdictKey(
  { hash, isLibraryPrepared: isLibraryPrepared }: KnownData,
  texts: TargetTexts,
  base: string,
): string {
  const { emits, partials, helpers } = texts;
  return sha256OfParts([
    'fields',
    base,
    hash,
    String(isLibraryPrepared),
    String(helpers.replacesBlocks),
    ...[...helpers.known].sort(),
    '',
    ...emits.flatMap(({ each, template, to, when }) => [
      each,
      ...(template ? ['text', template.text] : ['function']),
      to.text,
      ...(when ? ['when', when.text] : ['always']),
    ]),
    '',
    ...partials.flatMap(({ names, source }) => [...names, '', source.text]),
  ]);
}
