import type { DeviceEvent } from '../../nodes/cloud';

/** When the events of tests happen. */
export const AT = Date.UTC(2026, 8, 25, 12, 34, 56);

/** A report of a plug, and what is different about it. */
export function deviceEvent(different: Partial<DeviceEvent> = {}): DeviceEvent {
  return {
    kind: 'status',
    device_id: 'dev1',
    product_id: 'pk',
    code: '',
    values: [
      { code: 'switch_1', value: true, dp: 1, time: AT },
      { code: 'cur_power', value: 123, dp: 19, time: AT },
    ],
    time: AT,
    received: AT + 200,
    age: 200,
    sent: AT,
    protocol: 1000,
    bizCode: 'devicePropertyMessage',
    data_id: '00',
    id: 'CAoQKA==',
    late: false,
    signed: true,
    data: { devId: 'dev1' },
    raw: { bizCode: 'devicePropertyMessage', bizData: { devId: 'dev1' } },
    ...different,
  };
}
