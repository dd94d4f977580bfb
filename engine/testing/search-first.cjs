// Preload: makes Node load its implementation of `glob`.
const fs = require('node:fs');

/** @type {{ globSync?: (pattern: string) => string[] }} */ (fs).globSync?.('none');
