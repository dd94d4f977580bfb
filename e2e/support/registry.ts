import { spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runOrThrow } from './process';

const REPOSITORY = resolve(__dirname, '..', '..');

/**
 * A local npm registry on the loopback interface. It serves the packages that a test publishes, and forwards other
 * requests to the configured registry. Stop it at the end.
 */
export class Registry {
  private constructor(
    readonly url: string,
    /** A folder for files of the registry, removed with it. */
    readonly folder: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(): Promise<Registry> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-registry-')));
    const port = await freePort();
    const upstream = (await runOrThrow('npm', ['config', 'get', 'registry'], { cwd: folder })).trim();
    const config = {
      storage: join(folder, 'storage'),
      uplinks: { upstream: { url: upstream, timeout: '60s', max_fails: 20 } },
      packages: {
        'nx-workflow': { access: '$all', publish: '$all' },
        '**': { access: '$all', proxy: 'upstream' },
      },
      web: { enable: false },
      log: { type: 'file', path: join(folder, 'log'), level: 'warn' },
      max_body_size: '50mb',
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
    const program = join(REPOSITORY, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
    const args = [program, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`];
    const server = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    const registry = new Registry(`http://127.0.0.1:${port}/`, folder, server);
    await registry.untilReady();
    return registry;
  }

  /** Environment variables with which npm and pnpm use this registry and no shared caches. */
  env(): NodeJS.ProcessEnv {
    const tools = join(this.folder, 'bin');
    mkdirSync(tools, { recursive: true });
    const npmrc = join(this.folder, 'npmrc');
    writeFileSync(
      npmrc,
      `registry=${this.url}\n//${new URL(this.url).host}/:_authToken=none\naudit=false\nfund=false\n`,
    );
    try {
      symlinkSync(join(REPOSITORY, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs'), join(tools, 'pnpm'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    return {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`,
      npm_config_userconfig: npmrc,
      npm_config_store_dir: join(this.folder, 'pnpm-store'),
      npm_config_cache: join(this.folder, 'npm-cache'),
    };
  }

  /** Packs the repository; returns the folder with the files. */
  async pack(): Promise<string> {
    const packed = await runOrThrow('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', this.folder], {
      cwd: REPOSITORY,
    });
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    await runOrThrow('tar', ['-xzf', filename], { cwd: this.folder });
    return join(this.folder, 'package');
  }

  /** Publishes a copy of a packed folder, optionally with another version and other files. */
  async publish(packed: string, version?: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
    const folder = join(this.folder, `publish-${version ?? 'same'}`);
    cpSync(packed, folder, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    // Already built; and provenance is possible in CI only.
    delete manifest['scripts'];
    delete manifest['publishConfig'];
    manifest['files'] = undefined;
    if (version !== undefined) manifest['version'] = version;
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
    const env = { ...process.env, ...this.env() };
    await runOrThrow('npm', ['publish', '--ignore-scripts', '--tag', 'latest'], {
      cwd: folder,
      env,
      timeoutMs: 120_000,
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.server.once('exit', done));
    if (this.server.exitCode === null && this.server.kill()) await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async untilReady(): Promise<void> {
    for (let tries = 0; tries < 150; tries++) {
      const answer = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (answer?.ok) return;
      if (this.server.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    await this.stop();
    throw new Error('the registry did not start');
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
