import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A response of the server that replaces its normal handling of a request. */
export interface Answer {
  readonly status: number;
  readonly message?: string;
}

/** The behaviour of the server, which may be changed while it runs. */
export interface Behaviour {
  readonly get?: Answer;
  readonly put?: Answer;
  /** Milliseconds before any answer. */
  readonly delayMs?: number;
}

/** A request that the server has answered. */
export interface Answered {
  readonly method: string;
  readonly hash: string;
  readonly status: number;
}

/**
 * An in-memory server of Nx's documented remote cache protocol: GET and PUT /v1/cache/{hash} with a bearer token. Stop
 * it at the end.
 */
export class RemoteCache {
  readonly entries = new Map<string, Buffer>();
  readonly answered: Answered[] = [];
  behaviour: Behaviour = {};

  private constructor(
    private readonly server: Server,
    readonly token: string,
  ) {}

  static async start(token = 'a-token'): Promise<RemoteCache> {
    const server = createServer();
    const cache = new RemoteCache(server, token);
    server.on('request', (request, response) => void cache.answer(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return cache;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** Environment variables with which Nx uses this server. */
  env(token = this.token): NodeJS.ProcessEnv {
    return { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: this.url, NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token };
  }

  /** The responses to one kind of request, in order. */
  answers(method: 'GET' | 'PUT'): number[] {
    return this.answered.filter((one) => one.method === method).map(({ status }) => status);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    if (this.behaviour.delayMs !== undefined) {
      await new Promise((done) => setTimeout(done, this.behaviour.delayMs));
    }
    const method = request.method ?? '';
    const hash = /^\/v1\/cache\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
    const { status, content } = this.decide(method, hash, request, Buffer.concat(body));
    this.answered.push({ method, hash, status });
    const type = status === 200 && method === 'GET' ? 'application/octet-stream' : 'text/plain';
    response.writeHead(status, { 'Content-Type': type }).end(content);
  }

  private decide(
    method: string,
    hash: string,
    { headers }: IncomingMessage,
    body: Buffer,
  ): { status: number; content: Buffer | string } {
    const instead = method === 'GET' ? this.behaviour.get : this.behaviour.put;
    if (instead) return { status: instead.status, content: instead.message ?? '' };
    if (hash === '') return { status: 404, content: 'there is nothing here' };
    if (headers.authorization !== `Bearer ${this.token}`) return { status: 401, content: 'this token is not known' };
    const entry = this.entries.get(hash);
    if (method === 'GET') return entry ? { status: 200, content: entry } : { status: 404, content: 'no such entry' };
    if (method !== 'PUT') return { status: 405, content: '' };
    if (entry) return { status: 409, content: 'there is such an entry' };
    if (headers['content-length'] !== String(body.length)) return { status: 411, content: 'the length is missing' };
    this.entries.set(hash, body);
    return { status: 200, content: '' };
  }
}
