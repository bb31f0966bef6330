// Parses each file with AsyncAPI's own parser; prints what it finds, one line each. Silence is acceptance.
import { readFileSync } from 'node:fs';
import asyncapi from '@asyncapi/parser';

const severities = ['error', 'warning', 'info', 'hint'];
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await new asyncapi.Parser().parse(readFileSync(file, 'utf8'), { source: file });
  for (const found of diagnostics) {
    console.log(`${severities[found.severity]} ${found.code} line ${found.range.start.line + 1}: ${found.message}`);
  }
  if (!document && !diagnostics.length) console.log(`error ${file}: no document`);
}
