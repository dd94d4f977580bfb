'use strict';
module.exports = require('./dist/plugin/inference.js');
