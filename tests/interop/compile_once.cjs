// Preloaded into Spectral: its rules copy a schema for every example of it and compile each copy anew. Here what
// reads the same is compiled once for an Ajv instance; what is found does not change.
const { createRequire } = require('node:module');
const { realpathSync } = require('node:fs');

const functions = createRequire(realpathSync(process.argv[1])).resolve('@stoplight/spectral-functions');
const { default: Ajv } = createRequire(functions)('ajv/dist/core');
const compile = Ajv.prototype.compile;
const compiled = new WeakMap();
Ajv.prototype.compile = function (schema, meta) {
  const known = compiled.get(this) ?? compiled.set(this, new Map()).get(this);
  const text = JSON.stringify([schema, meta]);
  if (!known.has(text)) known.set(text, compile.call(this, schema, meta));
  return known.get(text);
};
