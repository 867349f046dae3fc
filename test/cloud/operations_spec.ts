import 'should';
import { OPERATIONS } from '../../nodes/cloud/operations';
import type { Operation, Parameter } from '../../nodes/cloud/operations';
import { withEmbedded } from '../../nodes/cloud/embedded-json';
import { startRig } from './rig';
import type { Rig } from './rig';

/** Values for path and query that the demo house knows. */
const VALUES: Readonly<Record<string, string>> = {
  device_id: 'lamp0001desk',
  device_ids: 'lamp0001desk,sock0001coffee',
  infrared_id: 'hub00001ir',
  remote_id: 'rem0001tv',
  uid: 'uid-anna',
  category: 'dj',
};

const valueOf = ({ name, sample }: Parameter): string => sample ?? VALUES[name] ?? '1';

/** A body that the lamp of the demo house carries out. */
function bodyOf({ body }: Operation): Record<string, unknown> | undefined {
  return body === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(body).replaceAll('switch_1', 'switch_led')) as Record<string, unknown>);
}

describe('the catalogue of operations', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  it('is large enough, and each row is whole', () => {
    OPERATIONS.length.should.be.aboveOrEqual(60);
    new Set(OPERATIONS.map(({ id }) => id)).size.should.equal(OPERATIONS.length);
    for (const { id, title, group, method, path, params, doc, body } of OPERATIONS) {
      [title, group, id].every((text) => text !== '').should.be.true(id);
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
      params.every(({ text }) => text !== '').should.be.true(id);
      if (body !== undefined) (method === 'POST' || method === 'PUT').should.be.true(id);
    }
  });

  it('covers what people ask about', () => {
    const groups = new Set(OPERATIONS.map(({ group }) => group));
    for (const group of [
      'Devices',
      'Commands',
      'State',
      'Specifications',
      'Logs and statistics',
      'Homes and rooms',
      'Scenes and automations',
      'Users',
      'Infrared',
      'Weather',
      'Cameras',
      'Locks',
    ]) {
      groups.has(group).should.be.true(group);
    }
    for (const paging of ['page', 'last_row_key', 'start_row_key', 'last_id']) {
      OPERATIONS.some((operation) => operation.paging === paging).should.be.true(paging);
    }
  });

  for (const operation of OPERATIONS) {
    const { id, method, path, params } = operation;
    it(`${id} arrives verified, with its parameters in the right place`, async () => {
      const inPath = params.filter((one) => one.in === 'path');
      const inQuery = params.filter(
        (one) =>
          one.in === 'query' &&
          one.name !== 'last_row_key' &&
          one.name !== 'last_id' &&
          one.name !== 'start_row_key',
      );
      const values = (rows: Parameter[]): Record<string, string> =>
        Object.fromEntries(rows.map((row) => [row.name, valueOf(row)]));
      const body = bodyOf(operation);
      const call = {
        method,
        path,
        params: values(inPath),
        query: values(inQuery),
        body: withEmbedded(path, body),
      };
      const { envelope } = await rig.call(call);
      envelope.success.should.be.true();
      const arrived = rig.cloud.businessCalls.at(-1);
      arrived?.verified.should.be.true();
      arrived?.method.should.equal(method);
      arrived?.path.should.equal(path.replace(/\{(\w+)\}/g, (_, name: string) => values(inPath)[name] ?? ''));
      arrived?.query.should.eql(values(inQuery));
      if (body !== undefined)
        (JSON.parse(arrived?.body ?? '') as object).should.eql(withEmbedded(path, body));
    });
  }
});
