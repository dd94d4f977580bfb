// Handlebars publishes itself as some thirty modules and, for the web, as one file of the same code: the one file
// loads in a third of the time. What both make of a template differs in local names alone.

/** Parses and compiles templates. */
export function loadHandlebars(): typeof import('handlebars') {
  return require('handlebars/dist/handlebars.min.js') as typeof import('handlebars');
}

/** Runs compiled templates. */
export function loadRuntime(): typeof import('handlebars') {
  return require('handlebars/dist/handlebars.runtime.min.js') as typeof import('handlebars');
}
