import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { accessOfProject, accessOfUser, hidesModel } from './access';
import type { Access, Packages } from './access';
import { codesOf, demoHouse } from './devices';
import type { DataPoint, Device } from './devices';
import { Faults, play } from './faults';
import type { Fault, FaultOptions } from './faults';
import { lendHand, plug, report } from './hand';
import { housePage } from './house';
import { LoginPages } from './login';
import { Messages } from './messages';
import { Recorder } from './recorder';
import type { Call } from './recorder';
import { ROUTES } from './routes';
import type { Outcome } from './route';
import { Listener, reply } from './server';
import type { Arrived, Tls } from './server';
import { isSigned, readTarget } from './signature';
import { PROJECT, TokenEndpoint } from './token-endpoint';
import type { Login, Pair } from './tokens';
import { troubleOf } from './troubles';
import type { TroubleName } from './troubles';

export type { Call } from './recorder';

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
  https: Tls | undefined;
  /** The time that passes in the cloud, in milliseconds since the epoch. */
  time: () => number;
}

/** A Tuya cloud on a loopback port. Set its fields at any time. */
export class Cloud extends EventEmitter {
  readonly client_id: string;
  readonly secret: string;
  login: Login;
  tokenLife: number;
  clockOffset: number;
  delay: number;
  qps: number;
  /** Commands that were carried out. */
  readonly executed: { device_id: string; code: string; value: unknown }[] = [];
  readonly devices: Device[];
  /** The permission packages that the project holds: without one, what it opens is a 1106. */
  readonly packages: Packages = { product: true, app: true, user: true, authorization: true, models: 'both' };
  /** Rows that a list hands out at most, whatever it is asked for. */
  pageSize = 1000;
  /** The row from which a list goes in circles: the same key, or the same page, again and again. */
  stuckAt = Infinity;
  /** Milliseconds for which an authorization code works. */
  codeLife = 60_000;
  /** What token replies of code mode name as the user's region; its own address when empty. */
  platform = '';
  /** The message service. */
  readonly messages: Messages;
  private readonly recorder = new Recorder();
  private readonly endpoint = new TokenEndpoint();
  private readonly listener: Listener;
  private readonly faults = new Faults();
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
    this.messages = new Messages({
      client_id: this.client_id,
      secret: this.secret,
      now: () => this.now(),
      url: () => this.url,
      describe: (device) => codesOf(this.devices.find(({ id }) => id === device)),
    });
    this.listener = new Listener(
      options.https,
      (arrived, res) => this.receive(arrived, res),
      (req, socket, head) => {
        this.messages.upgrade(req, socket, head);
      },
    );
  }

  listen(): Promise<void> {
    return this.listener.listen(this.options.port);
  }

  get url(): string {
    return this.listener.url;
  }

  /** The most sockets that were open at once. */
  get peakSockets(): number {
    return this.listener.peakSockets;
  }

  /** Sockets that are open now. */
  get openSockets(): number {
    return this.listener.openSockets;
  }

  /** Each call, the newest last. */
  get calls(): Call[] {
    return this.recorder.calls;
  }

  get tokenCalls(): Call[] {
    return this.recorder.of('token');
  }

  get businessCalls(): Call[] {
    return this.recorder.of('business');
  }

  /** The cloud's time. */
  now(): number {
    return this.options.time() + this.clockOffset;
  }

  /** The tokens that nobody must ever see. */
  get issuedTokens(): string[] {
    return this.endpoint.tokens.issued;
  }

  /** All access tokens are dead from now on. */
  expireTokens(): void {
    this.endpoint.tokens.expireAll();
  }

  /** No refresh token works from now on. */
  refuseRefreshTokens(): void {
    this.endpoint.tokens.refuseRefresh();
  }

  /** A code as the consent page hands it out. */
  issueCode(uid: string): string {
    return this.endpoint.tokens.issueCode(uid, this.now() + this.codeLife);
  }

  /** A pair of a user who has authorized long ago. */
  issuePair(uid: string): Pair {
    return this.endpoint.tokens.issue(uid, this.now() + this.tokenLife * 1000);
  }

  /** Plays a fault on the next calls that it is for. */
  fail(fault: Fault, options: FaultOptions = {}): void {
    this.faults.add(fault, options);
  }

  /** Plays what can be wrong with a project, until `clearFaults` or so many times: `play('trial over')`. */
  play(trouble: TroubleName, more: FaultOptions = {}): void {
    const { answer, options, clock } = troubleOf(trouble);
    if (clock !== undefined) this.clockOffset = this.clockOffset > 0 ? -clock : clock;
    this.faults.add(answer, { times: Infinity, ...options, ...more });
  }

  /** Hangs up on everybody who waits with an open line; resolves when all lines are closed. */
  hangUp(): Promise<void> {
    return this.listener.hangUp();
  }

  /** Resolves when all lines were closed by those who opened them. */
  quiet(): Promise<void> {
    return this.listener.quiet();
  }

  /** Drops what was recorded: for measurements of memory. */
  forgetCalls(): void {
    this.recorder.forget();
  }

  /** Drops pairs that ended so many milliseconds ago: for measurements of memory. */
  forgetTokens(age: number): void {
    this.endpoint.tokens.forgetEnded(this.now() - age);
  }

  clearFaults(): void {
    this.faults.clear();
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

  /** A device is another from now on, as after an update of its firmware. */
  remodel(id: string, change: (points: readonly DataPoint[]) => DataPoint[]): void {
    const device = this.device(id);
    device.points = change(device.points);
  }

  /** A device reports by itself: `report('door0001front', { doorcontact_state: true })`. */
  report(id: string, status: Record<string, unknown>): void {
    this.messages.houseChanged(report(this.device(id), status, this.now()));
  }

  /** A device comes or goes. */
  plug(id: string, online: boolean): void {
    this.messages.houseChanged(plug(this.device(id), online));
  }

  /** Does in the house what a hand does; false where it cannot be done now. */
  lendHand(id: string, name: string): boolean {
    const happened = lendHand(this.device(id), name, this.now());
    if (happened) this.messages.houseChanged(happened);
    return happened !== undefined;
  }

  /** Resolves when so many calls have arrived. */
  async callCount(count: number): Promise<void> {
    while (this.calls.length < count) await once(this, 'call');
  }

  async close(): Promise<void> {
    try {
      this.messages.close();
    } finally {
      await this.listener.close();
    }
  }

  private device(id: string): Device {
    const found = this.devices.find((device) => device.id === id);
    if (found === undefined) throw new Error(`There is no device ${id}`);
    return found;
  }

  private async receive(
    { method, target, headers, body, socket }: Arrived,
    res: ServerResponse,
  ): Promise<void> {
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
      socket,
      code: undefined,
      fault: undefined,
    };
    if (call.kind === 'page') {
      const query = read?.query ?? new Map<string, string>();
      if (!this.pages.answer(method, path, query, call.body, res)) {
        housePage(call, this, res);
      }
      return;
    }
    const fault = this.faults.take(call);
    call.fault = fault;
    this.recorder.record(call);
    this.emit('arrived', call);
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
    else {
      call.code = 'code' in outcome ? outcome.code : undefined;
      reply(res, outcome, { t: this.now(), tid: `tid${++this.tids}`, fault });
    }
    this.emit('call', call);
  }

  private answer(call: Call, query: ReadonlyMap<string, string>): Outcome {
    const { headers } = call;
    if (headers.client_id === undefined || headers.sign === undefined || headers.t === undefined)
      return { code: 1105 };
    if (headers.client_id !== this.client_id) return { code: 1005 };
    if (!/^\d{13}$/.test(headers.t) || Math.abs(Number(headers.t) - this.now()) > this.options.tolerance)
      return { code: 1013 };
    if (!call.verified) return { code: 1004 };
    if (this.recorder.isTooFast(this.qps, this.now())) return { code: 1199 };
    if (call.kind === 'token') {
      return this.endpoint.answer(call.method, call.path, query, {
        now: this.now(),
        life: this.tokenLife * 1000,
        login: this.login,
        platform: this.platform || this.url,
      });
    }
    const access_token = headers.access_token ?? '';
    if (!this.endpoint.tokens.isValid(access_token, this.now())) return { code: 1010 };
    const access = this.accessOf(this.endpoint.tokens.uidOf(access_token) ?? '', call.path);
    if (access === undefined || hidesModel(call.path, this.packages)) return { code: 1106 };
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
        happened: (what) => {
          this.messages.houseChanged(what);
        },
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
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
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
    time: Date.now,
    ...options,
  });
  await cloud.listen();
  return cloud;
}
