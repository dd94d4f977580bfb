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

/** The environment that `tools/test-windows.mjs` prepares. */
export interface WindowsNode {
  /** Command for Windows' Node; its output has to go to files. */
  readonly wineNode: string;
  /** A folder with packages for both systems. */
  readonly modules: string;
}

/** Set if the engine runs under Windows' Node, and only the tests under this one. */
export function windowsNode(): WindowsNode | undefined {
  return (JSON.parse(process.env['NX_WORKFLOW_TEST_WINDOWS'] ?? 'null') ?? undefined) as WindowsNode | undefined;
}

/** A path of this machine for Windows programs: Wine maps the root to drive Z. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/**
 * Starts a script under Windows' Node with a message channel like that of `fork`: it emits `message` and supports
 * `send`, over a socket.
 */
export function forkOnWindows(script: string, env: NodeJS.ProcessEnv, nodeArgs: readonly string[]): ChildProcess {
  const server = createServer();
  const connected = once(server, 'connection') as Promise<[Socket]>;
  // The port is passed in a file, because it is known only after the process has started.
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

/** Streams what a process writes to a file. Windows' Node cannot open a pipe of this system as standard error. */
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
