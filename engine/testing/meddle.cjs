// Preload: writes files after the first call of a `node:fs` function with a path that ends as given. MEDDLE: JSON of {
// call, path, files }.
const fs = require('node:fs');

/** @type {{ call: string, path: string, files: Record<string, string> }} */
const { call, path, files } = JSON.parse(process.env.MEDDLE ?? '{}');
const { writeFileSync } = fs;
const original = fs[call];
let isDone = false;
fs[call] = (/** @type {unknown[]} */ ...args) => {
  const result = original(...args);
  if (!isDone && args.some((one) => String(one).endsWith(path))) {
    isDone = true;
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
  }
  return result;
};
