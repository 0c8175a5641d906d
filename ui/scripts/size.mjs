// Fails when what the first page needs as script is larger than it may be.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 250_000;
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const gzipped = (file) => gzipSync(readFileSync(`dist/${file}`)).length;
const kilobytes = (n) => `${(n / 1000).toFixed(1)} kB`;

const first = new Set();
const visit = (id) => {
  if (first.has(id)) return;
  first.add(id);
  (manifest[id].imports ?? []).forEach(visit);
};
visit(Object.keys(manifest).find((id) => manifest[id].isEntry));

let initial = 0;
for (const [id, { file }] of Object.entries(manifest)) {
  if (!file.endsWith('.js')) continue;
  const size = gzipped(file);
  if (first.has(id)) initial += size;
  console.log(`${first.has(id) ? 'first' : 'lazy '}  ${kilobytes(size).padStart(9)}  ${file}`);
}
console.log(`Initial script: ${kilobytes(initial)} gzip of ${kilobytes(LIMIT)}.`);
if (initial > LIMIT) {
  console.error('Cannot accept the initial script: it is too large. Load heavy parts lazily.');
  process.exit(1);
}
