// @ts-check
import SwaggerParser from '@apidevtools/swagger-parser';

/**
 * What is wrong with an OpenAPI description: what the standard forbids, and defaults out of their own range, which
 * a JSON Schema allows and yet nobody means.
 *
 * @param {any} description
 * @returns {Promise<string[]>} each with a JSON Pointer in front
 */
export async function openApiProblems(description) {
  const invalid = await invalidPlaces(description);
  return invalid.length > 0 ? invalid : impossibleDefaults(description);
}

/** @param {any} description @returns {Promise<string[]>} */
async function invalidPlaces(description) {
  try {
    await SwaggerParser.validate(structuredClone(description));
    return [];
  } catch (error) {
    const { details, message } = /** @type {{ details?: any[], message: string }} */ (error);
    return details?.map((one) => `${one.instancePath || '/'} ${one.message}`) ?? [message.replace(/\s+/g, ' ')];
  }
}

/** @param {any} description */
function impossibleDefaults({ components }) {
  return Object.entries(components?.schemas?.Parameters?.properties ?? {}).flatMap(([name, schema]) => {
    const { default: normal, minimum = -Infinity, maximum = Infinity } = /** @type {any} */ (schema);
    if (typeof normal !== 'number' || (normal >= minimum && normal <= maximum)) return [];
    return [`/components/schemas/Parameters/properties/${name} default ${normal} is not from ${minimum} to ${maximum}`];
  });
}
