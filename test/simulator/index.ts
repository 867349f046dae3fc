import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { accessOfProject, accessOfUser } from './access';
import type { Access, Packages } from './access';
import { demoHouse } from './devices';
import type { Device } from './devices';
import { play } from './faults';
import type { Fault, FaultOptions } from './faults';
import { housePage } from './house';
import { LoginPages } from './login';
import { ROUTES } from './routes';
import type { Outcome } from './route';
import { isSigned, readTarget } from './signature';
import { Tokens } from './tokens';
import type { Login, Pair } from './tokens';

/** What the cloud is told to be. */
export interface CloudOptions {
  port: number;
  client_id: string;
  secret: string;
  bundleId: string;
  login: Login;
  /** Seconds. */
  tokenLife: number;
  /** Milliseconds that the cloud's clock is ahead of the machine's. */
  clockOffset: number;
  /** Milliseconds that a request's `t` may differ. */
  tolerance: number;
  /** Milliseconds before each answer. */
  delay: number;
  /** Calls a second before it answers 1199; 0 = any number. */
  qps: number;
  https: { key: string | Buffer; cert: string | Buffer } | undefined;
}

/** One request as it arrived, and what it was told. */
export interface Call {
  at: number;
  method: string;
  path: string;
  rawUrl: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
  verified: boolean;
  kind: 'token' | 'business' | 'page';
  access_token: string | undefined;
  socket: number;
  code: number | undefined;
}

const MESSAGES: Readonly<Record<number, string>> = {
  1004: 'sign invalid',
  1005: 'clientId invalid',
  1010: 'token invalid',
  1013: 'request time is invalid',
  1100: 'param is empty',
  1101: 'params range invalid',
  1105: 'missing the header',
  1106: 'permission deny',
  1107: 'code invalid',
  1108: 'uri path invalid',
  1109: 'param is illegal, please check it',
  1199: 'your requests are too frequent',
  2001: 'device is offline',
  2008: 'command or value not support',
};
const MOST_CALLS = 20_000;
/** Whom the project's own token stands for. */
const PROJECT = 'bay-project';

/** A Tuya cloud on a loopback port. Set its fields at any time. */
export class Cloud extends EventEmitter {
  readonly client_id: string;
  readonly secret: string;
  login: Login;
  tokenLife: number;
  clockOffset: number;
  delay: number;
  qps: number;
  /** Each call, the newest last. */
  readonly calls: Call[] = [];
  /** Commands that were carried out. */
  readonly executed: { device_id: string; code: string; value: unknown }[] = [];
  readonly devices: Device[];
  /** The permission packages that the project holds: without one, what it opens is a 1106. */
  readonly packages: Packages = { product: true, app: true, user: true, authorization: true };
  /** Rows that a list hands out at most, whatever it is asked for. */
  pageSize = 1000;
  /** The row from which a list goes in circles: the same key, or the same page, again and again. */
  stuckAt = Infinity;
  /** Milliseconds for which an authorization code works. */
  codeLife = 60_000;
  /** What token replies of code mode name as the user's region; its own address when empty. */
  platform = '';
  sockets = 0;
  openSockets = 0;
  peakSockets = 0;
  private readonly tokens = new Tokens();
  private faults: { fault: Fault; left: number; options: FaultOptions }[] = [];
  private readonly server: Server;
  private readonly socketIds = new WeakMap<Socket, number>();
  private recent: number[] = [];
  private tids = 0;
  private readonly pages: LoginPages;

  constructor(private readonly options: CloudOptions) {
    super();
    this.setMaxListeners(0);
    this.client_id = options.client_id;
    this.secret = options.secret;
    this.login = options.login;
    this.tokenLife = options.tokenLife;
    this.clockOffset = options.clockOffset;
    this.delay = options.delay;
    this.qps = options.qps;
    this.devices = demoHouse(this.now());
    this.pages = new LoginPages({
      client_id: this.client_id,
      issueCode: (uid) => this.issueCode(uid),
      platformUrl: () => this.platform || this.url,
    });
    const listener = (req: IncomingMessage, res: ServerResponse): void => {
      this.receive(req, res).catch((error: unknown) => {
        res.destroy(error instanceof Error ? error : undefined);
      });
    };
    this.server = options.https ? createTlsServer(options.https, listener) : createServer(listener);
    this.server.keepAliveTimeout = 60_000;
    this.server.on(options.https ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.socketIds.set(socket, ++this.sockets);
      this.peakSockets = Math.max(this.peakSockets, ++this.openSockets);
      socket.once('close', () => {
        this.openSockets--;
        this.emit('hung up');
      });
    });
  }

  async listen(): Promise<void> {
    this.server.listen(this.options.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.options.https ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  get tokenCalls(): Call[] {
    return this.calls.filter(({ kind }) => kind === 'token');
  }

  get businessCalls(): Call[] {
    return this.calls.filter(({ kind }) => kind === 'business');
  }

  /** The cloud's time. */
  now(): number {
    return Date.now() + this.clockOffset;
  }

  /** The tokens that nobody must ever see. */
  get issuedTokens(): string[] {
    return this.tokens.issued;
  }

  /** All access tokens are dead from now on. */
  expireTokens(): void {
    this.tokens.expireAll();
  }

  /** No refresh token works from now on. */
  refuseRefreshTokens(): void {
    this.tokens.refuseRefresh();
  }

  /** A code as the consent page hands it out. */
  issueCode(uid: string): string {
    return this.tokens.issueCode(uid, this.now() + this.codeLife);
  }

  /** A pair of a user who has authorized long ago. */
  issuePair(uid: string): Pair {
    return this.tokens.issue(uid, this.now() + this.tokenLife * 1000);
  }

  /** Plays a fault on the next calls that it is for. */
  fail(fault: Fault, options: FaultOptions = {}): void {
    this.faults.push({ fault, left: options.times ?? 1, options });
  }

  /** Hangs up on everybody who waits with an open line; resolves when all lines are closed. */
  async hangUp(): Promise<void> {
    this.server.closeIdleConnections();
    while (this.openSockets > 0) await once(this, 'hung up');
  }

  /** Drops what was recorded: for measurements of memory. */
  forgetCalls(): void {
    this.calls.length = 0;
  }

  clearFaults(): void {
    this.faults = [];
  }

  /** Adds sockets to the house. */
  addDevices(count: number, prefix = 'more'): void {
    const model = this.devices[1];
    if (model === undefined) return;
    for (let i = 0; i < count; i++) {
      const id = `${prefix}${String(i).padStart(5, '0')}`;
      this.devices.push({ ...model, id, name: `Socket ${i + 1}`, state: { ...model.state }, logs: [] });
    }
  }

  /** Resolves when so many calls have arrived. */
  async callCount(count: number): Promise<void> {
    while (this.calls.length < count) await once(this, 'call');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const target = req.url ?? '/';
    const method = req.method ?? 'GET';
    const headers = Object.fromEntries(
      Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
    );
    const read = readTarget(target);
    const path = read?.path ?? target;
    const tokenCall = path.startsWith('/v1.0/token');
    const key = { client_id: this.client_id, secret: this.secret, bundleId: this.options.bundleId };
    const call: Call = {
      at: this.now(),
      method,
      path,
      rawUrl: target,
      query: Object.fromEntries(read?.query ?? []),
      headers,
      body: body.toString('utf8'),
      verified: isSigned({ method, target, headers, body }, key, !tokenCall),
      kind: path.startsWith('/v') ? (tokenCall ? 'token' : 'business') : 'page',
      access_token: headers.access_token,
      socket: this.socketIds.get(req.socket) ?? 0,
      code: undefined,
    };
    if (call.kind === 'page') {
      const query = read?.query ?? new Map<string, string>();
      if (!this.pages.answer(method, path, query, call.body, res)) {
        housePage(path, this.devices, this.calls, res);
      }
      return;
    }
    this.calls.push(call);
    this.emit('arrived', call);
    if (this.calls.length > MOST_CALLS) this.calls.shift();
    const fault = this.takeFault(call);
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (fault !== 'lost-reply' && fault !== undefined && play(fault, res)) {
      this.emit('call', call);
      return;
    }
    const outcome =
      typeof fault === 'object' && 'code' in fault
        ? fault
        : this.answer(call, read?.query ?? new Map<string, string>());
    if (fault === 'lost-reply') play(fault, res);
    else this.reply(call, outcome, fault, res);
    this.emit('call', call);
  }

  private takeFault(call: Call): Fault | undefined {
    const found = this.faults.find(
      ({ left, options: { path, method, kind } }) =>
        left > 0 &&
        (kind === undefined || kind === call.kind) &&
        (method === undefined || method === call.method) &&
        (path === undefined || (typeof path === 'string' ? call.path === path : path.test(call.path))),
    );
    if (found) found.left--;
    return found?.fault;
  }

  private reply(call: Call, outcome: Outcome, fault: Fault | undefined, res: ServerResponse): void {
    const over: object = typeof fault === 'object' ? fault : {};
    const t = 't' in over ? over.t : this.now();
    const tid = `tid${++this.tids}`;
    if ('code' in outcome) {
      call.code = outcome.code;
      const msg = (outcome as { msg?: string }).msg ?? MESSAGES[outcome.code] ?? 'error';
      send(res, { success: false, code: outcome.code, msg, t, tid });
      return;
    }
    const result =
      'token' in over ? { ...(outcome.result as object), ...(over.token as object) } : outcome.result;
    send(res, { success: true, result, t, tid });
  }

  private answer(call: Call, query: ReadonlyMap<string, string>): Outcome {
    const { headers } = call;
    if (headers.client_id === undefined || headers.sign === undefined || headers.t === undefined)
      return { code: 1105 };
    if (headers.client_id !== this.client_id) return { code: 1005 };
    if (!/^\d{13}$/.test(headers.t) || Math.abs(Number(headers.t) - this.now()) > this.options.tolerance)
      return { code: 1013 };
    if (!call.verified) return { code: 1004 };
    if (this.isTooFast()) return { code: 1199 };
    if (call.kind === 'token') return this.tokenAnswer(call, query);
    const access_token = headers.access_token ?? '';
    if (!this.tokens.isValid(access_token, this.now())) return { code: 1010 };
    const access = this.accessOf(this.tokens.uidOf(access_token) ?? '', call.path);
    if (access === undefined) return { code: 1106 };
    for (const route of ROUTES) {
      const match = route.method === call.method ? route.path.exec(call.path) : null;
      if (match === null) continue;
      return route.answer({
        params: match.slice(1),
        query,
        body: parse(call.body),
        ...access,
        now: this.now(),
        pageSize: this.pageSize,
        stuckAt: this.stuckAt,
        executed: (device_id, code, value) => this.executed.push({ device_id, code, value }),
      });
    }
    return { code: 1108 };
  }

  /** What a token opens at a path; undefined when that is nothing. */
  private accessOf(uid: string, path: string): Access | undefined {
    return uid === PROJECT
      ? accessOfProject(this.packages, this.devices)
      : accessOfUser(uid, path, this.packages, this.devices);
  }

  private tokenAnswer(call: Call, query: ReadonlyMap<string, string>): Outcome {
    if (call.method !== 'GET') return { code: 1108 };
    const now = this.now();
    const life = this.tokenLife * 1000;
    if (call.path === '/v1.0/token') {
      if (query.get('grant_type') === '2') {
        const pair = this.tokens.redeem(query.get('code') ?? '', now, life);
        return pair === undefined ? { code: 1107 } : this.grant(pair);
      }
      return query.get('grant_type') === '1'
        ? this.grant(this.tokens.login(this.login, PROJECT, now, life))
        : { code: 1003 };
    }
    const pair = this.tokens.refresh(call.path.slice('/v1.0/token/'.length), now, life);
    return pair === undefined ? { code: 1010 } : this.grant(pair);
  }

  private grant({ access_token, refresh_token, uid, end }: Pair): Outcome {
    const expire_time = Math.floor((end - this.now()) / 1000);
    const region = uid === PROJECT ? {} : { platform_url: this.platform || this.url };
    return { result: { access_token, refresh_token, uid, expire_time, ...region } };
  }

  private isTooFast(): boolean {
    if (this.qps === 0) return false;
    const now = this.now();
    this.recent = this.recent.filter((at) => at > now - 1000);
    this.recent.push(now);
    return this.recent.length > this.qps;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function send(res: ServerResponse, body: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body));
}

/** A cloud that listens. */
export async function startCloud(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const cloud = new Cloud({
    port: 0,
    client_id: 'demo0client0id000001',
    secret: 'demo0secret0of0the0playground001',
    bundleId: '',
    login: 'sticky',
    tokenLife: 7200,
    clockOffset: 0,
    tolerance: 300_000,
    delay: 0,
    qps: 0,
    https: undefined,
    ...options,
  });
  await cloud.listen();
  return cloud;
}
