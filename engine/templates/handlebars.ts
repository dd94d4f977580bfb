// Handlebars is published as thirty modules and as one bundled file for browsers. The bundle loads in a third of the
// time. Compiled templates of both differ only in local names.

/** Parses and compiles templates. */
export function loadHandlebars(): typeof import('handlebars') {
  return require('handlebars/dist/handlebars.min.js') as typeof import('handlebars');
}

/** Runs compiled templates. */
export function loadRuntime(): typeof import('handlebars') {
  return require('handlebars/dist/handlebars.runtime.min.js') as typeof import('handlebars');
}
