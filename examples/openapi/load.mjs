import { relative } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';

/**
 * The OpenAPI document with all files that it refers to: what one of them holds stands where the document names it first,
 * and everywhere else is a `$ref` to that place. Each file is read by `read`, so that the task knows of it.
 */
export default (source, { read }) => {
  const file = { order: 1, canRead: true, read: ({ url }) => read(relative(process.cwd(), url)) };
  return SwaggerParser.bundle(source.path, { resolve: { file, external: true } });
};
