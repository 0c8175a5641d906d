// Builds dist/ for the Maven module, and does nothing when nothing it is made of has changed.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

process.chdir(import.meta.dirname);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Cannot build the UI with Node ${process.versions.node}. Install Node 20.19 or newer.`,
  );
  process.exit(1);
}

const FILES = [
  'package.json',
  'package-lock.json',
  'index.html',
  'tsconfig.json',
  'vite.config.ts',
  'scripts/size.mjs',
];

function filesUnder(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesUnder(path) : [path];
    });
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

const unchanged = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value;

function npm(...args) {
  const { status } = spawnSync('npm', args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      `Cannot build the UI: npm ${args.join(' ')} ended with ${status}. See its output above.`,
    );
    process.exit(1);
  }
}

const lock = readFileSync('package-lock.json', 'utf8');
if (/"resolved":/.test(lock)) {
  console.error(
    'Cannot accept package-lock.json: it names registry hosts. Run npm install in ui/ again; .npmrc leaves them out.',
  );
  process.exit(1);
}

mkdirSync('target', { recursive: true });
const whole = digest([...FILES, ...filesUnder('src').filter((path) => !path.includes('.test.'))]);
if (!unchanged('target/build.stamp', whole) || !existsSync('dist/index.html')) {
  rmSync('target/build.stamp', { force: true });
  const packages = digest(['package-lock.json']);
  if (!unchanged('node_modules/.stamp', packages)) {
    npm('ci', '--no-audit', '--no-fund');
    writeFileSync('node_modules/.stamp', packages);
  }
  npm('run', '--silent', 'build');
  writeFileSync('target/build.stamp', whole);
}
