import { join } from 'node:path';
import { parseTree } from 'jsonc-parser';

import { SourceText } from '../diagnostics/source-text';
import { parseManifest } from '../engine/graph/manifest';
import { readManifest } from '../engine/graph/read-manifest';
import { JsonDocument } from '../plugin/document';
import type { WorkspaceFacts } from '../plugin/facts';
import { textOrNothing } from '../state/text-or-nothing';
import type { ConsumerFacts } from './check-consumers';

/** Reads the facts from the disk. */
export function consumerFacts(workspaceRoot: string, { ignored }: Pick<WorkspaceFacts, 'ignored'>): ConsumerFacts {
  return {
    workspaceRoot,
    generatedIn: (folder) => {
      const reading = parseManifest(readManifest(join(workspaceRoot, folder)));
      if (reading.state !== 'ok') return [];
      const { files, compiled } = reading.manifest;
      return [...Object.keys(files), ...Object.keys(compiled)].map((path) => `${folder}/${path}`);
    },
    isIgnored: ignored.isIgnored,
    placeOf: (root, target) => {
      const own = root === '.' ? '' : `${root}/`;
      const places = [
        [`${own}project.json`, ['targets', target]],
        [`${own}package.json`, ['nx', 'targets', target]],
        ['nx.json', ['targetDefaults', target]],
      ] as const;
      for (const [file, path] of places) {
        const text = textOrNothing(join(workspaceRoot, file));
        if (text === undefined) continue;
        const document = new JsonDocument(new SourceText(file, text), parseTree(text));
        if (document.has([...path])) return document.placeOf([...path], 'key');
      }
      return {};
    },
  };
}
