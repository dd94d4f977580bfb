import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** What `tools/test-windows.mjs` has made ready. */
export interface WindowsNode {
  /** Starts Windows' Node; what it prints has to go into files. */
  readonly wineNode: string;
  /** A folder of packages for both systems. */
  readonly modules: string;
}

/** Given where the engine is to run under Windows' Node, and only the tests themselves under this one. */
export function windowsNode(): WindowsNode | undefined {
  return (JSON.parse(process.env['NX_WORKFLOW_TEST_WINDOWS'] ?? 'null') ?? undefined) as WindowsNode | undefined;
}

/** A place of this machine as Windows programs name it: Wine shows the root as drive Z. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/**
 * A script under Windows' Node that sends and takes messages as if it had been forked. It emits `message` and takes
 * `send` like a forked child; the messages go by a socket.
 */
export function forkOnWindows(script: string, env: NodeJS.ProcessEnv, nodeArgs: readonly string[]): ChildProcess {
  const server = createServer();
  const connected = once(server, 'connection') as Promise<[Socket]>;
  // A file tells the port: it is known only later than the process has to be there.
  const folder = mkdtempSync(join(tmpdir(), 'nx-workflow-port-'));
  const port = join(folder, 'port');
  server.listen(0, '127.0.0.1', () => {
    writeFileSync(`${port}.made`, String((server.address() as AddressInfo).port));
    renameSync(`${port}.made`, port);
  });
  const channel = ['--require', join(__dirname, 'wine-channel.cjs')];
  const errors = join(folder, 'stderr');
  const file = openSync(errors, 'w');
  const child = spawn(windowsNode()?.wineNode ?? '', [...channel, ...nodeArgs, script], {
    env: { ...env, NX_WORKFLOW_TEST_PORT: port },
    stdio: ['ignore', 'ignore', file],
  });
  closeSync(file);
  child.stderr = Readable.from(written(errors, child));
  child.once('exit', () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  void connected.then(([socket]) => {
    socket.on('error', () => undefined);
    createInterface(socket).on('line', (line) => child.emit('message', JSON.parse(line)));
  });
  child.send = (message: unknown) => {
    void connected.then(([socket]) => socket.write(`${JSON.stringify(message)}\n`));
    return true;
  };
  return child;
}

/**
 * What a process writes into a file, as it comes: a pipe of this system is nothing that its Node can open as its
 * standard error.
 */
async function* written(path: string, child: ChildProcess): AsyncGenerator<string> {
  const file = await open(path);
  const buffer = Buffer.alloc(65_536);
  for (let hasEnded = false; !hasEnded;) {
    await wait(20);
    hasEnded = child.exitCode !== null || child.signalCode !== null;
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) break;
      yield buffer.toString('utf8', 0, bytesRead);
    }
  }
  await file.close();
}
