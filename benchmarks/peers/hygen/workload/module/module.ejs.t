---
to: "<%= out %>/<%= spec.name %>.ts"
force: true
---
// Generated from <%= spec.name %>, revision <%= spec.revision %>: an edit here is lost.

export interface <%= h.pascal(spec.name) %>Parameters {
<% for (const one of spec.parameters) { -%>
  <%- h.camel(one.name) %>: <%- h.typeIn(one.type, 'ts') %>; // <%- one.unit %>: <%- one.description %>
<% } -%>
}

/** What <%- h.pascal(spec.name) %> runs with where nothing else is said. */
export const <%- h.camel(spec.name) %>Defaults: <%- h.pascal(spec.name) %>Parameters = {
<% for (const one of spec.parameters) { -%>
  <%- h.camel(one.name) %>: <%- h.literal(one.default) %>, // <%- one.unit %>, <%- one.group %>
<% } -%>
};

/** How often <%- h.pascal(spec.name) %> is computed, and in what order against its neighbours. */
export const <%- h.camel(spec.name) %>Schedule: { readonly rate: number; readonly layer: number; readonly seed: number } = {
  rate: <%- h.fixed(spec.rate) %>,
  layer: <%- spec.layer %>,
  seed: <%- spec.seed %>,
};

export const <%- h.camel(spec.name) %>Groups: readonly string[] = [<% for (const [at, group] of spec.groups.entries()) { -%>'<%- group %>'<% if (at < spec.groups.length - 1) { -%>, <% } -%><% } -%>];

/** Brings every number with a hard range back into it; what is missing takes its default. */
export function normalize<%- h.pascal(spec.name) %>(given: Partial<<%- h.pascal(spec.name) %>Parameters>): <%- h.pascal(spec.name) %>Parameters {
  const all: <%- h.pascal(spec.name) %>Parameters = { ...<%- h.camel(spec.name) %>Defaults, ...given };
<% for (const one of spec.parameters) { -%>
<% if (one.hard) { -%>
  all.<%- h.camel(one.name) %> = Math.min(<%- h.fixed(one.max) %>, Math.max(<%- h.fixed(one.min) %>, all.<%- h.camel(one.name) %>));
<% } -%>
<% } -%>
  return all;
}
