// Loaded before everything else: makes Node load its search for files.
const fs = require('node:fs');

/** @type {{ globSync?: (pattern: string) => string[] }} */ (fs).globSync?.('none');
