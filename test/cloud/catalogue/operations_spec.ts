import { createRequire } from 'node:module';
import should from 'should';
import { OPERATIONS, operationOf } from '../../../nodes/cloud/catalogue/operations';
import { withEmbedded } from '../../../nodes/cloud/request/embedded-json';
import { callOf, fittingBody } from '../../../nodes/editor/request/call-of';
import type { Filled, Param } from '../../../nodes/editor/request/call-of';
import { failureOf, startRig } from '../../support/rig';
import type { Rig } from '../../support/rig';

/** What Node-RED works an expression out with. */
const { util } = createRequire(__filename)('@node-red/util') as {
  util: {
    prepareJSONataExpression(text: string, node: object): object;
    evaluateJSONataExpression(
      expression: object,
      msg: object,
      done: (error: Error | null, value: unknown) => void,
    ): void;
  };
};

/** What a person puts into the rows that the dialog leaves open. */
const VALUES: Readonly<Record<string, string>> = {
  device_id: 'lamp0001desk',
  device_ids: 'lamp0001desk,sock0001coffee',
  infrared_id: 'hub00001ir',
  remote_id: 'rem0001tv',
  uid: 'uid-anna',
  category: 'dj',
  codes: 'switch_led',
};
const LAMP = ['switch_led', 'bright_value_v2'];

/** The value of a row: what the dialog computes, else what a person enters. */
async function filledIn({ name, value, type }: Param): Promise<string> {
  if (type !== 'jsonata') return value === '' ? (VALUES[name] ?? '1') : value;
  return new Promise((resolve, reject) => {
    util.evaluateJSONataExpression(util.prepareJSONataExpression(value, {}), {}, (error, found) => {
      if (error === null) resolve(String(found));
      else reject(error);
    });
  });
}

async function rowsOf({ params }: Filled): Promise<Record<string, string>> {
  const pairs = params.map(async (row): Promise<[string, string]> => [row.name, await filledIn(row)]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** The body with a code that the lamp knows, and a text in each field that is left open. */
function bodyOf({ bodyType, body }: Filled): Record<string, unknown> | undefined {
  if (bodyType !== 'json') return undefined;
  const open = JSON.parse(fittingBody(body, LAMP)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(open).map(([name, value]) => [name, value === '' ? '1' : value]));
}

/** The query of a call as a cloud has to see it. */
function queryOf({ path, query }: Filled, rows: Readonly<Record<string, string>>): Record<string, string> {
  const named = JSON.parse(query || '{}') as Record<string, unknown>;
  const slots = [...(path.split('?')[1] ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries([
    ...Object.entries(named).map(([name, value]) => [name, String(value)]),
    ...slots.map((name) => [name, rows[name] ?? '']),
  ]) as Record<string, string>;
}

describe('the operation of a call', () => {
  const idOf = (method: string, path: string): string | undefined =>
    operationOf(method, path.slice(1).split('/'))?.id;

  it('is found for every path of the catalogue, whatever stands in its placeholders', () => {
    for (const { id, method, path } of OPERATIONS) {
      [idOf(method, path.replace(/\{\w+\}/g, '{x}'))].should.eql([id]);
      [idOf(method, path.replace(/\{\w+\}/g, 'x'))].should.eql([id]);
    }
  });

  it('is the one that names most of its path', () => {
    [idOf('GET', '/v1.0/devices/status')].should.eql(['get-status-batch']);
    [idOf('GET', '/v1.0/devices/lamp')].should.eql(['get-device']);
    [idOf('GET', '/v2.0/cloud/thing/device')].should.eql(['list-project-devices']);
    [idOf('GET', '/v2.0/cloud/thing/lamp')].should.eql(['get-thing']);
  });

  it('is none for another method, another length or another name', () => {
    for (const [method, path] of [
      ['GET', '/v9.9/nothing'],
      ['POST', '/v1.0/devices/status'],
      ['get', '/v1.0/devices/status'],
      ['GET', '/v1.0'],
      ['GET', '/v1.0/devices/lamp/status/x'],
      ['GET', '/v1.1/devices/lamp/status'],
    ] as const) {
      [idOf(method, path)].should.eql([undefined]);
    }
  });
});

describe('the catalogue of operations', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  it('names the reads that devices report by themselves: states and details, no lists and no history', () => {
    const reported = OPERATIONS.filter((one) => one.reported === true);
    reported
      .map(({ id }) => id)
      .should.containDeep(['get-status', 'get-properties', 'get-device', 'get-thing']);
    for (const { id, method, paging, group } of reported) {
      [method, paging, /^(state|devices)$/.test(group)].should.eql(['GET', undefined, true], id);
    }
  });

  it('is large enough, and each row is whole', () => {
    OPERATIONS.length.should.be.aboveOrEqual(60);
    new Set(OPERATIONS.map(({ id }) => id)).size.should.equal(OPERATIONS.length);
    for (const { id, method, path, params, doc, body } of OPERATIONS) {
      doc.should.match(/^https:\/\/developer\.tuya\.com\/(en|cn)\/docs\/.+id=\w+$/, id);
      const slots = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      params
        .filter((one) => one.in === 'path')
        .map(({ name }) => name)
        .should.eql(slots, id);
      params
        .filter((one) => one.in === 'body')
        .map(({ name }) => name)
        .should.eql(Object.keys(body ?? {}), id);
      if (body !== undefined) (method === 'POST' || method === 'PUT').should.be.true(id);
    }
  });

  it('covers what people ask about', () => {
    const groups = new Set(OPERATIONS.map(({ group }) => group));
    for (const group of [
      ...['devices', 'commands', 'state', 'specifications', 'logs', 'homes', 'scenes', 'users'],
      ...['infrared', 'weather', 'cameras', 'locks'],
    ]) {
      groups.has(group).should.be.true(group);
    }
    for (const paging of ['page', 'last_row_key', 'start_row_key', 'last_id']) {
      OPERATIONS.some((operation) => operation.paging === paging).should.be.true(paging);
    }
  });

  for (const operation of OPERATIONS) {
    const { id, method, path } = operation;
    it(`${id}: what the dialog fills in arrives verified, everything in its place`, async () => {
      const filled = callOf(operation);
      const rows = await rowsOf(filled);
      const body = withEmbedded(filled.path, bodyOf(filled));
      const { envelope } = await rig.call({
        method: filled.method,
        path: filled.path,
        params: rows,
        query: filled.query === '' ? '' : (JSON.parse(filled.query) as object),
        body,
      });
      envelope.success.should.be.true();
      const arrived = rig.cloud.businessCalls.at(-1);
      should(arrived).have.properties({ verified: true, method });
      should(arrived?.path).equal(path.replace(/\{(\w+)\}/g, (_, name: string) => rows[name] ?? ''));
      should(arrived?.query).eql(queryOf(filled, rows));
      should(arrived?.body).equal(body === undefined ? '' : JSON.stringify(body));
    });
  }

  it('what the thing model takes as JSON text arrives as text, though the dialog shows an object', async () => {
    for (const [id, name] of [
      ['issue-properties', 'properties'],
      ['set-desired-properties', 'properties'],
      ['run-action', 'input_params'],
    ]) {
      const operation = OPERATIONS.find((one) => one.id === id);
      if (operation === undefined || name === undefined) throw new Error('There is no such operation');
      const { path, body } = callOf(operation);
      const shown = JSON.parse(body) as Record<string, object>;
      await rig.call({
        method: 'POST',
        path,
        params: { device_id: 'lamp0001desk' },
        body: withEmbedded(path, shown),
      });
      const sent = JSON.parse(rig.cloud.businessCalls.at(-1)?.body ?? '') as Record<string, unknown>;
      [sent[name]].should.eql([JSON.stringify(shown[name])]);
    }
  });

  it('a path of another version is none that the cloud knows', async () => {
    for (const { path } of OPERATIONS.filter(({ method }) => method === 'GET')) {
      const other = path.replace(/^\/v\d+\.\d+/, '/v9.9').replace(/\{\w+\}/g, 'x');
      await rig.call({ path: other }).should.be.rejectedWith({ code: 'TUYA_1108' });
    }
  });

  it('a call that lacks a parameter is refused', async () => {
    for (const [method, path, body] of [
      ['GET', '/v1.0/devices/status'],
      ['GET', '/v1.0/devices/lamp0001desk/logs?type=7&start_time=1700000000&end_time=1700086400'],
      ['GET', '/v1.0/devices/lamp0001desk/statistics/days?code=add_ele&start_day=1&end_day=2'],
      ['POST', '/v2.0/cloud/thing/lamp0001desk/shadow/actions', { code: 'action', input_params: {} }],
      ['POST', '/v2.0/infrareds/hub00001ir/remotes/rem0001tv/learning-codes', { code: '' }],
    ] as [string, string, object?][]) {
      const query = {};
      const code = (await failureOf(rig.call({ method, path, query, body }))).code;
      code.should.match(/^TUYA_(1100|1109)$/);
    }
  });
});
