import 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import type { Operation } from '../../../nodes/cloud/catalogue/operations';
import { accountForm } from '../../../nodes/editor/account/account-form';
import { ownCallback } from '../../../nodes/editor/ask';
import { callOf, fittingBody } from '../../../nodes/editor/request/call-of';
import { withDevice } from '../../../nodes/editor/request/device-params';
import { matching } from '../../../nodes/editor/picker/device-list';

const operation = (id: string): Operation => {
  const found = OPERATIONS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no ${id}`);
  return found;
};

describe('the logic of the dialogs', () => {
  it('fills the plain call in, as it would be written by hand', () => {
    callOf(operation('send-commands')).should.eql({
      method: 'POST',
      path: '/v1.0/devices/{device_id}/commands',
      params: [{ name: 'device_id', value: '', type: 'str' }],
      query: '',
      bodyType: 'json',
      body: '{"commands":[{"code":"switch_1","value":true}]}',
      pages: 'one',
    });
    const logs = callOf(operation('get-logs'));
    logs.path.should.equal('/v1.0/devices/{device_id}/logs?start_time={start_time}&end_time={end_time}');
    logs.params
      .map(({ name, type }) => `${name} ${type}`)
      .should.eql(['device_id str', 'start_time jsonata', 'end_time jsonata']);
    (JSON.parse(logs.query) as object).should.eql({ type: '7', query_type: 1 });
    logs.pages.should.equal('all');
  });

  it('a command without a body does not send what an inject left in msg.payload', () => {
    callOf(operation('trigger-scene')).bodyType.should.equal('none');
    callOf(operation('enable-automation')).bodyType.should.equal('none');
    callOf(operation('get-status')).bodyType.should.equal('auto');
  });

  it('a device is put into its field, or added to a list', () => {
    withDevice('device_id', 'a', 'b').should.equal('b');
    withDevice('device_ids', 'a, c', 'b').should.equal('a,c,b');
    withDevice('device_ids', 'a,b', 'b').should.equal('a,b');
  });

  it('proposes a switch that the device has', () => {
    const sample = callOf(operation('send-commands')).body;
    fittingBody(sample, ['switch_led', 'bright_value']).should.match(/"switch_led"/);
    fittingBody(sample, ['switch_1', 'switch_2']).should.equal(sample);
    fittingBody(sample, ['switch_2', 'switch_1']).should.equal(sample);
    fittingBody(sample, ['temp_set']).should.equal(sample);
    fittingBody('{"mine":1}', ['switch_led']).should.equal('{"mine":1}');
    fittingBody('{"properties":{"switch_led":true}}', ['switch_1']).should.equal(
      '{"properties":{"switch_1":true}}',
    );
  });

  it('finds a device by name, category or id', () => {
    const devices = [
      { id: 'a1', name: 'Desk lamp', category: 'dj', online: true, codes: [] },
      { id: 'b2', name: 'Socket', category: 'cz', online: false, codes: [] },
    ];
    matching(devices, 'lamp dj')
      .map(({ id }) => id)
      .should.eql(['a1']);
    matching(devices, 'B2')
      .map(({ id }) => id)
      .should.eql(['b2']);
    matching(devices, '').should.have.length(2);
  });

  it('the callback stands below the address of the editor', () => {
    ownCallback({ origin: 'https://me', pathname: '/red/' }).should.equal(
      'https://me/red/tuya-config/oauth/callback',
    );
    ownCallback({ origin: 'https://me', pathname: '/' }).should.equal(
      'https://me/tuya-config/oauth/callback',
    );
  });

  it('the form tells properties from credentials', () => {
    accountForm('a', [
      { id: 'node-config-input-mode', value: 'simple' },
      { id: 'node-config-input-secret', value: 'x' },
      { id: 'other', value: 'y' },
    ]).should.eql({ id: 'a', mode: 'simple', credentials: { secret: 'x' } });
  });
});
