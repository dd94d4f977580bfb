import { templateInStack } from './helper-place';

/** A template asked data for a field that it has not itself, but by its class: such fields are not rendered. */
export class InheritedPropertyError extends Error {
  constructor(readonly property: string) {
    super(`the data has no "${property}" of its own, but inherits it: only own fields are rendered`);
  }

  /** The template or partial that asked, relative to the workspace; undefined where the stack does not tell. */
  get file(): string | undefined {
    return templateInStack(this.stack ?? '');
  }
}

/** The part of Handlebars' runtime that tells of such a field: by a line on the console, once for each name. */
interface LoggingRuntime {
  readonly logger: { log: (level: unknown, ...messages: unknown[]) => void };
  readonly resetLoggedPropertyAccesses: () => void;
}

const DENIED = /^Handlebars: Access has been denied to resolve the property "([^]*)" because/;
const patchedLoggers = new WeakSet();

/** Makes an {@link InheritedPropertyError} of that line, each time. */
export function throwOnInheritedFields(runtime: object): void {
  const { logger, resetLoggedPropertyAccesses } = runtime as LoggingRuntime;
  if (patchedLoggers.has(logger)) return;
  patchedLoggers.add(logger);
  const { log } = logger;
  logger.log = function (level, ...messages) {
    const property = DENIED.exec(String(messages[0]))?.[1];
    if (property === undefined) {
      log.call(logger, level, ...messages);
      return;
    }
    resetLoggedPropertyAccesses();
    throw new InheritedPropertyError(property);
  };
}
