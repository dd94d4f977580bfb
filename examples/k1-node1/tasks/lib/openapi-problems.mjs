// @ts-check
import SwaggerParser from '@apidevtools/swagger-parser';

/**
 * Validates an OpenAPI description. Also reports defaults of the wrong type or out of range, which JSON Schema allows.
 *
 * @param {any} description
 * @returns {Promise<string[]>} messages, each starting with a JSON Pointer
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
    const { type, default: normal, minimum = -Infinity, maximum = Infinity } = /** @type {any} */ (schema);
    const place = `/components/schemas/Parameters/properties/${name}`;
    if (!isOf(type, normal)) return [`${place} default ${JSON.stringify(normal)} is no ${type}`];
    if (typeof normal !== 'number' || (normal >= minimum && normal <= maximum)) return [];
    return [`${place} default ${normal} is not from ${minimum} to ${maximum}`];
  });
}

/** @param {string} type @param {unknown} value */
function isOf(type, value) {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
