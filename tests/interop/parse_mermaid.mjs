// Parses each diagram with Mermaid's own parser, and every mermaid block of a .md file; prints what it refuses.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><body></body>');
Object.assign(globalThis, { window, document: window.document });
const mermaid = (await import('mermaid')).default;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  const diagrams = file.endsWith('.md') ? [...text.matchAll(/^```mermaid[^\n]*\n([\s\S]*?)^```/gm)].map((m) => m[1]) : [text];
  for (const diagram of diagrams) {
    try {
      await mermaid.parse(diagram);
    } catch (problem) {
      console.log(`error ${file}: ${problem.message ?? problem}`);
    }
  }
}
process.exit(0);
