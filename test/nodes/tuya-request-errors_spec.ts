import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import should from 'should';
import rows from '../../nodes/cloud/errors/error-codes.json';
import { codes } from '../../nodes/locales/en-US/errors.json';
import { selfSigned } from '../support/certificate';
import { PLACED, helper, loadFlow } from '../support/flow-rig';
import type { LiveNode, Msg } from '../support/flow-rig';
import { root } from '../support/root';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';

const load = createRequire(__filename) as (name: string) => (RED: NodeAPI) => void;
const CORE = ['25-catch', '21-debug'].map((name) => load(`@node-red/nodes/core/common/${name}.js`));

interface Text {
  cause: string;
  hint: string;
}
const texts = codes as Readonly<Record<string, Text>>;

/** Calls that the cloud sees of one read, by what helps against its error: the one, and those that the remedy makes of it. */
const CALLS: Readonly<Record<string, number>> = {
  token: 2,
  clock: 2,
  overload: 3,
  busy: 3,
  settings: 1,
  none: 1,
};

/** Rows whose next step depends on the circumstances: their hints are tested beside what completes them. */
const COMPLETED = new Set([
  ...['1001', '1002', '1004', '1005', '1010', '1011', '1012', '1105', '1106', '1400', '2001', '2008'],
  ...[
    '28841002',
    '28841004',
    '28841101',
    '28841102',
    '28841103',
    '28841104',
    '28841105',
    '28841106',
    '28841107',
  ],
  'TUYA_BUDGET',
]);

/** What a node shows of an error that is the whole account's: the account's own words. */
const OF_ACCOUNT: Readonly<Record<string, string>> = {
  28841001: 'plan',
  28841002: 'plan',
  28841003: 'plan',
  28841004: 'quota',
  TUYA_TIMEOUT: 'reach',
  TUYA_NETWORK: 'reach',
  TUYA_TLS: 'reach',
  TUYA_BUDGET: 'budgetSpent',
};

/** Rows that take more than one call to play, and the spec that plays them on their whole way. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  TUYA_USER_REQUIRED: 'nodes/tuya-token-code-mode_spec.ts',
  TUYA_QUEUE_FULL: 'nodes/tuya-request_spec.ts',
  TUYA_BAD_MESSAGE: 'nodes/tuya-event_spec.ts',
  TUYA_UNCONFIRMED: 'nodes/tuya-event_spec.ts',
};

/** How one of our own codes comes about. */
interface Play {
  code?: string;
  cloud?: (cloud: Cloud) => void;
  /** The cloud has a certificate that nobody trusts. */
  secure?: boolean;
  account?: Record<string, unknown>;
  node?: Record<string, unknown>;
  calls?: number;
  /** What the status says, where it is no cause. */
  status?: string;
  /** What happens while the call is under way. */
  meanwhile?: (cloud: Cloud, node: LiveNode) => Promise<void>;
}

const always = { kind: 'business', times: 99 } as const;
const status = (code: number): Play => ({
  code: `TUYA_HTTP_${code}`,
  cloud: (cloud) => {
    cloud.fail({ status: code, body: '<html>' }, always);
  },
});
const called = (cloud: Cloud): Promise<void> =>
  new Promise((resolve) => {
    cloud.on('call', ({ kind }: { kind: string }) => {
      if (kind === 'business') resolve();
    });
  });

const OWN: Readonly<Record<string, Play>> = {
  TUYA_TIMEOUT: {
    cloud: (cloud) => {
      cloud.fail('hang', always);
    },
    account: { timeout: 5 },
  },
  TUYA_NETWORK: {
    cloud: (cloud) => {
      cloud.fail('reset', always);
    },
  },
  TUYA_TLS: { secure: true, calls: 0 },
  TUYA_BAD_RESPONSE: {
    cloud: (cloud) => {
      cloud.fail('html', always);
    },
  },
  TUYA_HTTP_3xx: status(302),
  TUYA_HTTP_429: status(429),
  TUYA_HTTP_4xx: status(404),
  TUYA_HTTP_5xx: status(502),
  TUYA_CONFIG: { account: { timeout: 'soon' }, calls: 0, status: 'tuya-request.status.config' },
  // The token has spent it.
  TUYA_BUDGET: { account: { budget: 1, overBudget: 'stop all' }, calls: 0 },
  TUYA_BAD_REQUEST: { node: { path: '/v1.0/a\\b' }, calls: 0 },
  TUYA_AUTHORIZATION_REQUIRED: {
    account: { mode: 'code' },
    calls: 0,
    status: 'tuya-request.status.authorize',
  },
  TUYA_STATE: {
    account: { mode: 'code' },
    node: { type: 'tuya-token', action: 'exchange' },
    calls: 0,
  },
  TUYA_ABORTED: {
    cloud: (cloud) => {
      cloud.fail('hang', always);
    },
    status: 'tuya-request.status.aborted',
    meanwhile: async (cloud, node) => {
      await called(cloud);
      await node.close(false);
    },
  },
};

/** A code of a row: of a family one of its members. */
function memberOf(row: string): string {
  return row.replace(/xx$/, '77');
}

/** How a row of the catalogue is played: Tuya's codes are what the cloud answers. */
function playOf(row: string): Play {
  const own = OWN[row];
  if (own !== undefined) return own;
  const name = memberOf(row);
  const code = /^\d+$/.test(name) ? Number(name) : name;
  return {
    code: `TUYA_${name}`,
    cloud: (cloud) => {
      cloud.fail({ code, msg: 'said so' }, always);
    },
  };
}

/** A row at work: one cloud and account for the node that a Catch node watches, one for the node that nobody watches. */
interface Stage {
  row: string;
  play: Play;
  cloud: Cloud;
  id: string;
}

const inside = (): EventEmitter => (helper as unknown as { _events: EventEmitter })._events;
const statusesOf = (id: string): unknown[] =>
  (helper.getNode(id) as unknown as { status: { args: [{ text?: string }][] } }).status.args.map(
    ([{ text }]) => text,
  );

describe('each row of the catalogue, from the cloud to who reads it', function () {
  this.timeout(60_000);
  const played = Object.keys(rows).filter((row) => ELSEWHERE[row] === undefined);
  const caught = new Map<string, Msg>();
  const shown = new Map<string, string>();
  let stages: Stage[];

  /** What the sidebar gets to show of an error that nobody catches. */
  const listen = ({ topic, data }: { topic: string; data: { id?: string; msg?: unknown } }): void => {
    if (topic !== 'debug' || data.id === undefined || typeof data.msg !== 'string') return;
    shown.set(data.id, data.msg);
    inside().emit(`shown ${data.id}`);
  };

  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
    const tls = selfSigned();
    stages = await Promise.all(
      played.flatMap((row) =>
        ['caught', 'bare'].map(async (kind) => {
          const play = playOf(row);
          const cloud = await startCloud(play.secure === true ? { https: tls } : {});
          play.cloud?.(cloud);
          return { row, play, cloud, id: `${kind} ${row}` };
        }),
      ),
    );
    const flow = stages.flatMap(({ play, cloud, id }) => [
      {
        id: `account ${id}`,
        type: 'tuya-config',
        dataCenter: 'custom',
        baseUrl: cloud.url,
        mode: 'simple',
        timeout: 20,
        rateLimit: 0,
        ...play.account,
      },
      {
        id,
        ...PLACED,
        type: 'tuya-request',
        account: `account ${id}`,
        method: 'GET',
        path: '/v1.0/devices',
        wires: [[]],
        ...play.node,
      },
    ]);
    const scope = stages.map(({ id }) => id).filter((id) => id.startsWith('caught'));
    const credentials = Object.fromEntries(
      stages.map(({ id, cloud: { client_id, secret } }) => [`account ${id}`, { client_id, secret }]),
    );
    await loadFlow(
      CORE,
      [
        { id: 't', type: 'tab' },
        ...flow,
        { id: 'catch', ...PLACED, type: 'catch', scope, uncaught: false, wires: [['out']] },
        { id: 'out', ...PLACED, type: 'helper' },
        { id: 'debug', ...PLACED, type: 'debug' },
      ],
      credentials,
    );
    inside().on('comms', listen);
    const ended = stages.map(
      ({ id }) =>
        new Promise<void>((resolve) => {
          inside().once(`shown ${id}`, resolve);
        }),
    );
    helper.getNode('out').on('input', (msg: unknown) => {
      const { error } = msg as { error: { source: { id: string } } };
      caught.set(error.source.id, msg as Msg);
      inside().emit(`shown ${error.source.id}`);
    });
    await Promise.all([
      ...ended,
      ...stages.map(async ({ id, play, cloud }) => {
        const node = helper.getNode(id) as unknown as LiveNode;
        node.receive({ payload: 'kept', code: 'c', state: 'nobodys' });
        await play.meanwhile?.(cloud, node);
      }),
    ]);
  });

  after(async () => {
    inside().off('comms', listen);
    await helper.unload();
    await Promise.all(stages.map(({ cloud }) => cloud.close()));
    await (helper.stopServer as unknown as () => Promise<void>)();
  });

  const stageOf = (row: string): Stage => {
    const found = stages.find(({ id }) => id === `caught ${row}`);
    if (found === undefined) throw new Error(`${row} was not played`);
    return found;
  };

  for (const row of played) {
    const text = texts[row] ?? { cause: '', hint: '' };
    const { remedy } = (rows as Readonly<Record<string, { remedy: string }>>)[row] ?? { remedy: '' };
    const { code = row, calls = CALLS[remedy], status: words } = playOf(row);
    const name = code.replace(/^TUYA_(HTTP_)?/, '');

    it(`${row}, ${text.cause}: Catch, msg.tuya, status, Debug, and ${calls ?? 0} calls`, () => {
      const { cloud, id } = stageOf(row);
      const { error, tuya, payload } = caught.get(id) ?? {};
      should(error?.code).equal(code);
      should(payload).equal('kept');
      const hint = String(tuya?.hint);
      if (COMPLETED.has(row)) hint.should.match(/^[A-Z].*\.|"$/);
      else hint.should.equal(text.hint);
      should(tuya?.success).equal(false);
      // Whoever reads only the message reads the next step, too.
      const told = error?.message ?? '';
      told.should.containEql(COMPLETED.has(row) ? '. ' : text.hint);
      should(shown.get(`bare ${row}`)).equal(told);
      const numbered = /^\d+$/.test(name) ? `${name} ${text.cause}` : text.cause;
      const shared = OF_ACCOUNT[row];
      const ofAll = shared === undefined ? undefined : `tuya-config.state.${shared}.status`;
      statusesOf(id).should.containEql(words ?? ofAll ?? numbered);
      cloud.businessCalls.should.have.length(calls ?? -1);
    });
  }

  it('what Tuya says stands in the message and in msg.tuya', () => {
    const { error, tuya } = caught.get('caught 2010') ?? {};
    should(error?.message).startWith('Tuya answered 2010: said so. ');
    should(tuya).have.properties({ code: 2010, msg: 'said so' });
    should(tuya?.tid).be.a.String();
  });

  for (const [row, spec] of Object.entries(ELSEWHERE)) {
    it(`${row} is played in ${spec}`, () => {
      should(rows).have.property(row);
      readFileSync(join(root, 'dist/test', spec.replace(/ts$/, 'js')), 'utf8').should.match(
        new RegExp(`error\\?*\\.code\\)?\\?*(\\.should)?\\.equal\\('${row}'`),
      );
    });
  }
});
