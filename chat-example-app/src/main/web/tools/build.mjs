// What Maven runs: checks, tests and builds the page, and copies the browser client of socket.io-client, into the class
// path. Does nothing when neither the sources nor the results have changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
if (process.argv[2] === undefined) {
  throw new Error('usage: node build.mjs CLASSES_FOLDER');
}
const classes = resolve(process.argv[2]);
const types = join(web, '../../../../chat-core/src/main/npm/index.d.ts');
const page = join(classes, 'dev/parley/example/web');
const client = join(classes, 'dev/parley/client');
const stamp = join(classes, '..', 'web-build.sha256');

function* files(path) {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) {
      yield* files(join(path, name));
    }
  } else {
    yield path;
  }
}

function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(types));
  const inputs = ['index.html', 'package.json', 'package-lock.json', 'public', 'src', 'test', 'tools', 'tsconfig.json'];
  for (const input of [...inputs, 'vite.config.ts']) {
    for (const file of files(join(web, input))) {
      hash.update(file.slice(web.length)).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function npm(...args) {
  const done = spawnSync('npm', args, { cwd: web, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.error !== undefined || done.status !== 0) {
    throw new Error(`npm ${args.join(' ')} failed: ${done.error?.message ?? `status ${done.status}`}`);
  }
}

function installed() {
  const marker = join(web, 'node_modules/.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(web, 'package-lock.json')).mtimeMs;
}

function copyClient() {
  const dist = join(web, 'node_modules/socket.io-client/dist');
  mkdirSync(client, { recursive: true });
  for (const name of ['socket.io', 'socket.io.min', 'socket.io.esm.min', 'socket.io.msgpack.min']) {
    cpSync(join(dist, `${name}.js`), join(client, `${name}.js`));
    cpSync(join(dist, `${name}.js.map`), join(client, `${name}.js.map`));
  }
}

const current = fingerprint();
const built = existsSync(join(page, 'index.html')) && existsSync(join(client, 'socket.io.js'));
if (!built || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== current) {
  if (!installed()) {
    npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  }
  npm('run', '--silent', 'test');
  npm('run', '--silent', 'build', '--', '--outDir', page, '--logLevel', 'warn');
  copyClient();
  writeFileSync(stamp, current);
}
