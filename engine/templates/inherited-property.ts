import { templateInStack } from './helper-place';

/** Thrown if a template shows a field that an object only inherits, for example from its class. */
export class InheritedPropertyError extends Error {
  constructor(readonly property: string) {
    super(`the data has no "${property}" of its own, but inherits it: only own fields are rendered`);
  }

  /** The template or partial that shows it, relative to the workspace; undefined if the stack does not show it. */
  get file(): string | undefined {
    return templateInStack(this.stack ?? '');
  }
}

/** The part of Handlebars' runtime that logs such a field on the console, once per name. */
interface LoggingRuntime {
  readonly logger: { log: (level: unknown, ...messages: unknown[]) => void };
  readonly resetLoggedPropertyAccesses: () => void;
}

const DENIED = /^Handlebars: Access has been denied to resolve the property "([^]*)" because/;
const patchedLoggers = new WeakSet();

/** Throws an {@link InheritedPropertyError} instead of that log message, every time. */
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
