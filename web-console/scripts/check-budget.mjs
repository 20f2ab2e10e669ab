// Fails when what the first view loads is more than the budget, compressed as a browser gets it.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KIB = 300;
const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');

if (/<script(?![^>]*\bsrc=)|<style|\sstyle=/.test(page))
  throw new Error('The page has inline code or styles; the policy forbids them.');
for (const file of readdirSync(new URL('assets/', dist))) {
  if (/triptychMock|mock-session-secret/.test(readFileSync(new URL(`assets/${file}`, dist), 'utf8'))) {
    throw new Error(`${file} holds the mock API.`);
  }
}

const files = ['index.html', ...[...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(found => found[1])];
const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1024;
console.log(`first view: ${size.toFixed(0)} KiB of ${BUDGET_KIB} KiB compressed (${files.length} files)`);
if (size > BUDGET_KIB) process.exit(1);
