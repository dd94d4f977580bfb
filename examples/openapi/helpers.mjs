/** The name of the model that a `$ref` leads to. */
const nameOf = (ref) => ref.slice(ref.lastIndexOf('/') + 1);

/** The TypeScript type of a JSON Schema. */
export function tsType(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => inBrackets(tsType(part))).join(' & ');
  if (schema.oneOf) return schema.oneOf.map((part) => inBrackets(tsType(part))).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => tsType({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'array':
      return `readonly ${inBrackets(tsType(schema.items))}[]`;
    case 'object':
      return objectType(schema);
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      throw new Error(`no TypeScript type is known for ${JSON.stringify(schema)}`);
  }
}

/** A name or an object type needs none. */
function inBrackets(type) {
  return /^(\w+|\{.*\})$/s.test(type) ? type : `(${type})`;
}

function objectType({ properties = {}, required = [] }) {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const comment = schema.description ? `/** ${schema.description} */\n` : '';
    return `${comment}readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${tsType(schema)};`;
  });
  return `{\n${fields.join('\n')}\n}`;
}

/** The models that a part of the document refers to, sorted, without the one that it is. */
export function models(part, own) {
  const names = new Set();
  JSON.stringify(part, (key, value) => {
    if (key === '$ref') names.add(nameOf(value));
    return value;
  });
  names.delete(own);
  return [...names].sort();
}

/** The operations of a document, in its order. */
export function operations({ paths }) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(path, method.toUpperCase(), operation)),
  );
}

function operationOf(path, method, { operationId, summary, parameters = [], requestBody, responses }) {
  const [status, response] = Object.entries(responses).find(([code]) => code.startsWith('2'));
  return {
    id: operationId,
    method,
    path,
    summary,
    status: Number(status),
    parameters: parameters.map(({ name, required = false, schema }) => ({ name, required, type: tsType(schema) })),
    query: parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name),
    url: path.replace(/\{(\w+)\}/g, '${encodeURIComponent(parameters.$1)}'),
    body: typeOfContent(requestBody),
    result: typeOfContent(response),
  };
}

function typeOfContent(of) {
  const schema = of?.content?.['application/json']?.schema;
  return schema === undefined ? undefined : tsType(schema);
}
