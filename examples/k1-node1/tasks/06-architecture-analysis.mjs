// @ts-check
// K1 task 6: checks the node catalogue against its schema, its own constraints and the partials that implement it, and
// writes it as tables. It reads no patterns, so a changed pattern does not rerun it; pattern-index counts node type use.
// Usage, from the workspace's root: node 06-architecture-analysis.mjs <root of the pattern language>
import { Ajv } from 'ajv';
import graphology from 'graphology';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix, resolve } from 'node:path';
import { readJson } from './lib/json-file.mjs';
import { catalogueFindings, catalogueTables } from './lib/catalogue-tables.mjs';
import { partialFindings } from './lib/partial-findings.mjs';
import { atLeast, atMost, compareText, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'architecture-analysis';
const projectRoot = process.argv[2] ?? 'examples/k1-node1/language';
const output = posix.join(projectRoot, 'build', task);
const require = createRequire(import.meta.url);

/** @type {typeof import('../language/catalogue.js')} */
const { nodeTypes } = require(resolve(projectRoot, 'catalogue.js'));
/** @type {typeof import('../language/types.js')} */
const { fits } = require(resolve(projectRoot, 'types.js'));

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  readJson(posix.join(projectRoot, 'nodes.schema.json')),
);
const files = readdirSync(posix.join(projectRoot, 'nodes')).sort(compareText);
const schemaErrors = files.flatMap((file) => {
  const path = posix.join(projectRoot, 'nodes', file);
  validate(readJson(path));
  return (validate.errors ?? []).map((error) => `${path} error ${error.instancePath || '/'} ${error.message}`);
});
const findings = catalogueFindings(nodeTypes);
const partials = partialFindings(nodeTypes, posix.join(posix.dirname(projectRoot), 'templates/partials'));
const { graph, unfed, unheard } = connections();

openOutput(output);
writeOutput(output, 'node-tables.json', catalogueTables(nodeTypes));
for (const line of schemaErrors) console.error(line);
for (const { type, message } of findings) console.error(`${projectRoot}/nodes error ${type}: ${message}`);
for (const line of partials) console.error(line);
for (const name of unfed) console.error(`${projectRoot}/nodes error ${name}: no output of any type fits this input`);
for (const name of unheard) console.error(`${projectRoot}/nodes error ${name}: no path leads from this type to Output`);
finish(output, {
  task,
  gates: [
    atLeast('node-types', 1, nodeTypes.size),
    atMost('schema-errors', 0, schemaErrors.length),
    atMost('catalogue-findings', 0, findings.length),
    atMost('partials-that-differ', 0, partials.length),
    atMost('inputs-that-nothing-fits', 0, unfed.length),
    atMost('types-without-a-way-to-output', 0, unheard.length),
  ],
  figures: {
    nodeTypes: nodeTypes.size,
    stateful: [...nodeTypes.values()].filter((type) => type.state).length,
    possibleConnections: graph.size,
  },
});

/** Finds inputs that no type can feed (`unfed`) and types that cannot reach Output (`unheard`). */
function connections() {
  const graph = new graphology.DirectedGraph();
  for (const name of nodeTypes.keys()) graph.addNode(name);
  const unfed = [];
  for (const [target, { inputs, lifts }] of nodeTypes) {
    for (const [port, { type, whole }] of Object.entries(inputs)) {
      let fed = false;
      for (const [source, { outputs, lifts: lifted }] of nodeTypes) {
        const given = Object.values(outputs).flatMap((one) =>
          lifted ? [one.type, `led_buffer<${one.type}>`] : [one.type],
        );
        // Parameters can also be ints and bools; see parameters.json.
        if (source === 'Parameter') given.push('int', 'bool');
        if (!given.some((one) => fits(one, type, { lifts, whole }))) continue;
        fed = true;
        graph.mergeEdge(source, target);
      }
      if (!fed) unfed.push(`${target}.${port}`);
    }
  }
  const heard = new Set(['Output']);
  for (const name of heard) if (graph.hasNode(name)) for (const source of graph.inNeighbors(name)) heard.add(source);
  return { graph, unfed, unheard: [...nodeTypes.keys()].filter((name) => !heard.has(name)) };
}
