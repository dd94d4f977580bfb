import { pathArgument } from './path-argument';
import { callerIn, framesAbove } from './callers';
import { keyOf, activeListeners, notifyListeners, type ObservedThread } from './observed-thread';
import { replaceFunction, replaceClass, type Functions } from './replace-function';
import type { UserRead } from './user-read';

type Opaque = (UserRead & { readonly kind: 'opaque' })['what'];

const STARTERS = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];

/** Observes functions of Node that start something that may read unobserved: processes, threads, native code. */
export function watchOpaque(thread: ObservedThread): void {
  const processes = require('node:child_process') as unknown as Functions;
  for (const name of STARTERS)
    replaceFunction(processes, name, (callee) => recordOpaque(thread, callee, 'child process'));
  replaceClass(require('node:worker_threads') as object, 'Worker', (callee) =>
    recordOpaque(thread, callee, 'worker thread'),
  );
  replaceFunction(process as unknown as Functions, 'dlopen', (callee, args) => recordAddon(thread, callee, args[1]));
}

/** Reports something that may read unobserved. */
export function recordOpaque(thread: ObservedThread, callee: (...args: never[]) => unknown, what: Opaque): void {
  const listeners = activeListeners(thread);
  if (listeners.every((listener) => listener.knows(`opaque ${what}`))) return;
  notifyListeners(listeners, callee, () => ({ kind: 'opaque', what }));
}

/** Node loads an addon for the code that requires it. An addon in a package counts as the package's own. */
function recordAddon(thread: ObservedThread, callee: (...args: never[]) => unknown, asked: unknown): void {
  const read: UserRead = { kind: 'opaque', what: 'native addon' };
  const isInPackage = pathArgument(asked)?.split(/[\\/]/).includes('node_modules') === true;
  if (activeListeners(thread).length === 0) return;
  const { frames } = framesAbove(callee, 100);
  const outside = frames.filter(({ file }) => !file.startsWith('node:'));
  for (const listener of activeListeners(thread)) {
    const caller = callerIn(outside, listener.root);
    if (caller.kind === 'own') continue;
    listener.add(keyOf(read), read, isInPackage ? { ...caller, kind: 'package' } : caller);
  }
}
