// @ts-check
import { parameterRow, slug } from './words.mjs';

/** The reference of the HTTP interface. @param {import('./load.mjs').Library} library */
export function apiPage({ openapi, parameters, integrationTests }) {
  const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.entries(/** @type {Record<string, any>} */ (item)).map(([name, operation]) => {
      const method = name.toUpperCase();
      const { summary, parameters: own = [], requestBody, responses } = operation;
      const inputs = own.map((/** @type {any} */ one) => {
        return { name: one.name, where: one.in, type: typeText(one.schema), required: one.required ? 'yes' : 'no' };
      });
      if (requestBody) inputs.push({ name: 'body', where: 'body', type: bodyText(requestBody), required: 'yes' });
      const answers = Object.entries(responses).map(([status, answer]) => {
        return { status, description: answer.description, type: bodyText(answer) };
      });
      return { method, path, anchor: slug(`${method} ${path}`), summary, inputs, answers };
    }),
  );
  const passed = integrationTests.filter((one) => one.passed).length;
  return {
    ...{ kind: 'api', path: 'api.md', summary: openapi.info.summary, version: openapi.openapi, operations },
    parameters: parameters.map(parameterRow),
    tests: `${passed} of ${integrationTests.length}`,
  };
}

/** @param {any} holder */
function bodyText(holder) {
  return typeText(/** @type {any} */ (Object.values(holder.content)[0]).schema);
}

/** @param {any} schema @returns {string} */
function typeText(schema) {
  if (schema.$ref) return `\`${schema.$ref.split('/').at(-1)}\``;
  return schema.type === 'array' ? `list of ${typeText(schema.items)}` : schema.type;
}
