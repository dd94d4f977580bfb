'use strict';
module.exports = require('./dist/plugin/records.js');
