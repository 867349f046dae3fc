import should from 'should';
import { Abort, Models, TuyaError } from '../../../nodes/cloud';
import { DeviceValues } from '../../../nodes/runtime/node/device-values';
import { FakeClock } from '../../support/fake-clock';

const HOUR = 3_600_000;
const COMMANDS = { method: 'POST', path: '/v1.0/devices/{id}/commands', params: { id: 'd1' } };
const STATUS = { method: 'GET', path: '/v1.0/devices/{id}/status', params: { id: 'd1' } };

const specification = (...range: string[]): unknown => {
  const mode = { code: 'mode', type: 'Enum', values: JSON.stringify({ range }) };
  return { functions: [mode], status: [mode] };
};

describe('the values of a call', () => {
  let clock: FakeClock;
  let models: Models;
  let values: DeviceValues;
  let asked: string[];
  let needs: boolean[];
  let answer: unknown;

  beforeEach(() => {
    clock = new FakeClock();
    models = new Models(clock);
    asked = [];
    needs = [];
    answer = specification('auto');
    const ask = (path: string, needed: boolean): Promise<unknown> => {
      asked.push(path);
      needs.push(needed);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    values = new DeviceValues({ models, uid: undefined, ask, signal: new Abort() });
  });

  const send = async (mode: unknown): Promise<unknown> =>
    (await values.written({ ...COMMANDS, body: { commands: [{ code: 'mode', value: mode }] } })).body;
  const commands = (value: unknown): unknown => ({ commands: [{ code: 'mode', value }] });

  it('need their model for a command, and not for what was read', async () => {
    await send('auto');
    const call = { method: 'GET', path: '/v1.0/devices/other/status' };
    await values.read(call, [{ code: 'mode', value: 'auto' }]);
    needs.should.eql([true, false]);
  });

  it('are refused by a model that is young, and nobody is asked again', async () => {
    await send('turbo').should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
    clock.advance(HOUR - 1);
    await send('turbo').should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
    asked.should.have.length(1);
  });

  it('are tried by a new model where the device may have learned them since', async () => {
    await send('auto');
    clock.advance(HOUR);
    answer = specification('auto', 'turbo');
    should(await send('turbo')).eql(commands('turbo'));
    asked.should.have.length(2);
    needs.should.eql([true, true]);
  });

  it('are refused once it has turned out that nothing has changed, for a day and at no cost', async () => {
    await send('auto');
    for (let hours = 1; hours < 20; hours++) {
      clock.advance(HOUR);
      await send('turbo').should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
    }
    asked.should.have.length(2);
  });

  it('are sent as they are where the new model cannot be read any more', async () => {
    await send('auto');
    clock.advance(25 * HOUR);
    answer = new TuyaError('TUYA_1106', 'refused');
    // What is known still holds.
    await send('turbo').should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
  });

  for (const [code, doubted] of [
    ['TUYA_2008', true],
    ['TUYA_2003', true],
    ['TUYA_1109', true],
    ['TUYA_2001', false],
    ['TUYA_NETWORK', false],
  ] as const) {
    it(`that the cloud refuses with ${code} make ${doubted ? 'a' : 'no'} doubt of the model`, async () => {
      await send('auto');
      clock.advance(HOUR);
      values.refused(STATUS, new TuyaError(code, 'refused'));
      values.refused({ ...COMMANDS, path: '/v1.0/commands' }, new TuyaError(code, 'refused'));
      values.refused(COMMANDS, new Error(code));
      await send('auto');
      asked.should.have.length(1);
      values.refused(COMMANDS, new TuyaError(code, 'refused'));
      await send('auto');
      asked.should.have.length(doubted ? 2 : 1);
    });
  }

  it('make a doubt of the model when a code is reported that it does not have', async () => {
    const rows = [{ code: 'new', value: 1 }];
    should(await values.read(STATUS, rows)).eql(rows);
    clock.advance(HOUR);
    await values.read(STATUS, rows);
    await values.read(STATUS, rows);
    asked.should.have.length(2);
  });

  it('make no doubt of the model when a code is reported that it has', async () => {
    const rows = [{ code: 'mode', value: 'auto' }];
    await values.read(STATUS, rows);
    clock.advance(HOUR);
    for (let times = 0; times < 3; times++) await values.read(STATUS, rows);
    asked.should.have.length(1);
  });

  it('need no model where there are none', async () => {
    should(await values.read(STATUS, true)).equal(true);
    should(await values.written({ ...STATUS })).eql(STATUS);
    const call = { method: 'POST', path: '/v1.0/x/commands', body: commands('x') };
    should(await values.written(call)).equal(call);
    asked.should.eql([]);
  });

  it('fail with what keeps the model away, reading too', async () => {
    answer = new TuyaError('TUYA_TIMEOUT', 'late');
    await send('auto').should.be.rejectedWith({ code: 'TUYA_TIMEOUT' });
    await values
      .read(STATUS, [{ code: 'mode', value: 'auto' }])
      .should.be.rejectedWith({ code: 'TUYA_TIMEOUT' });
  });
});
