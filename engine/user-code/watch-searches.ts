import { framesAbove } from './callers';
import { activeListeners, MANY_FRAMES, type ObservedThread } from './observed-thread';
import { replaceCall, type AnyFunction, type Functions } from './replace-function';
import { recordOpaque } from './watch-opaque';

const STEPS = ['next', 'return', 'throw'] as const;
type Iterator = Record<(typeof STEPS)[number], AnyFunction>;

/**
 * Attributes the reads of Node's `glob` functions, some of them asynchronous, to the caller of the search. If Node
 * loaded its `glob` before the functions of `node:fs` were replaced, it keeps using the originals, and its reads are
 * unobserved.
 */
export function watchSearches(thread: ObservedThread): void {
  const fs = require('node:fs') as unknown as Functions & { promises: Functions };
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  const isUnseen = moduleLoadList?.includes('NativeModule internal/fs/glob') !== false;
  const asked = <T>(callee: (...args: never[]) => unknown, work: (during: <R>(step: () => R) => R) => T): T => {
    if (activeListeners(thread).length === 0) return work((step) => step());
    if (isUnseen) recordOpaque(thread, callee, 'search for files');
    const { frames } = framesAbove(callee, MANY_FRAMES);
    return work((step) => thread.searches.run(frames, step));
  };
  for (const name of ['glob', 'globSync'])
    replaceCall(fs, name, (call, callee) => asked(callee, (during) => during(call)));
  replaceCall(fs.promises, 'glob', (call, callee) =>
    asked(callee, (during) => {
      const found = call() as Iterator;
      for (const name of STEPS) {
        const step = found[name];
        found[name] = (...args) => during(() => step.apply(found, args));
      }
      return found;
    }),
  );
}
