/** What a message says, before it is encrypted. */
export interface Message {
  protocol: number;
  /** The id of the device, by which the partition is chosen; none where the message is about no device. */
  key?: string | undefined;
  body: unknown;
}

/** Of a report: when, which one, and of what product. All have usual values. */
export interface Report {
  /** Epoch milliseconds. */
  time: number;
  dataId: string;
  productId: string;
  /** The number of a code in the device. */
  dpOf: (code: string) => number;
}

type Values = Readonly<Record<string, unknown>>;

/** A report of the older generation (protocol 4). */
export function status(devId: string, values: Values, report: Report): Message {
  const { time, dataId, productId, dpOf } = report;
  const list = Object.entries(values).map(([code, value]) => ({
    code,
    t: time,
    value,
    [dpOf(code)]: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  return { protocol: 4, key: devId, body: { dataId, devId, productKey: productId, status: list } };
}

/** A report of the newer generation (protocol 1000). */
export function properties(
  devId: string,
  values: Values,
  report: Report,
  bizCode = 'devicePropertyMessage',
): Message {
  const { time, dataId, productId, dpOf } = report;
  const list = Object.entries(values).map(([code, value]) => ({ code, dpId: dpOf(code), time, value }));
  const bizData = { devId, dataId, productId, properties: list };
  return { protocol: 1000, key: devId, body: { bizCode, bizData, ts: time } };
}

/** Anything of the older generation that is about a device (protocol 20). */
export function older(devId: string, bizCode: string, bizData: Values, time: number, protocol = 20): Message {
  const body = { bizCode, bizData, devId, productKey: 'pkdemo', ts: time, uuid: `uuid${devId}` };
  return { protocol, key: devId, body };
}

/** Anything of the newer generation that is about a device (protocols 1000 to 1002). */
export function newer(
  devId: string,
  bizCode: string,
  bizData: Values,
  time: number,
  protocol = 1001,
): Message {
  return { protocol, key: devId, body: { bizCode, bizData: { devId, ...bizData }, ts: time } };
}

/** What is about no device: homes, users, scenes, notices. */
export function general(protocol: number, bizCode: string, bizData: Values, time: number): Message {
  return { protocol, body: { bizCode, bizData, ts: time } };
}

/** A scene was carried out (protocol 25). */
export function sceneExecuted(sceneId: string, name: string, time: number): Message {
  return general(25, 'sceneExecute', { sceneId, name }, time);
}

const UID = 'uid-anna';

/** One of each kind that Tuya sends, by its name; `(device, time)`. */
export const KINDS = {
  online: (device: string, time: number) => older(device, 'online', { time }, time),
  offline: (device: string, time: number) => older(device, 'offline', { time, uid: UID }, time),
  deviceOnline: (device: string, time: number) =>
    newer(device, 'deviceOnline', { uid: UID, productId: 'pkdemo', time }, time),
  deviceOffline: (device: string, time: number) =>
    newer(device, 'deviceOffline', { uid: UID, productId: 'pkdemo', time }, time),
  event_notify: (device: string, time: number) =>
    older(device, 'event_notify', { devId: device, etype: 'doorbell', edata: '{"v":"3.0"}' }, time),
  deviceEventMessage: (device: string, time: number) =>
    newer(
      device,
      'deviceEventMessage',
      { productId: 'pkdemo', eventCode: 'alarm', outputParams: { level: 2 }, time },
      time,
      1000,
    ),
  deviceActionResponseMessage: (device: string, time: number) =>
    newer(device, 'deviceActionResponseMessage', { actionCode: 'open', outputParams: {} }, time, 1000),
  deviceDpCommand: (device: string, time: number) =>
    older(device, 'deviceDpCommand', { dps: { '1': true } }, time),
  bindUser: (device: string, time: number) =>
    older(device, 'bindUser', { ownerId: '101', uid: UID, token: 'AYbindtoken0never0shown' }, time),
  delete: (device: string, time: number) => older(device, 'delete', { ownerId: '101', uid: UID }, time),
  nameUpdate: (device: string, time: number) =>
    older(device, 'nameUpdate', { name: 'Lampe Küche 灯', uid: UID }, time),
  dpNameUpdate: (device: string, time: number) =>
    older(device, 'dpNameUpdate', { dpId: 1, name: 'Left' }, time),
  share: (device: string, time: number) => older(device, 'share', { uid: 'uid-ben' }, time),
  deviceSignal: (device: string, time: number) => older(device, 'deviceSignal', { rssi: -61 }, time),
  deviceBindSpace: (device: string, time: number) =>
    newer(device, 'deviceBindSpace', { spaceId: 's1', token: 'AYspacetoken0never0shown' }, time),
  deviceUnbindSpace: (device: string, time: number) =>
    newer(device, 'deviceUnbindSpace', { spaceId: 's1' }, time),
  deviceTransfer: (device: string, time: number) => newer(device, 'deviceTransfer', { spaceId: 's2' }, time),
  deviceFreeze: (device: string, time: number) => newer(device, 'deviceFreeze', {}, time),
  deviceUnFreeze: (device: string, time: number) => newer(device, 'deviceUnFreeze', {}, time),
  deviceNameUpdate: (device: string, time: number) =>
    newer(device, 'deviceNameUpdate', { name: 'Lampe Küche 灯' }, time),
  upgradeStatus: (device: string, time: number) =>
    older(device, 'upgradeStatus', { upgradeStatus: '2', moduleType: '0' }, time),
  deviceOtaProgress: (device: string, time: number) =>
    newer(device, 'deviceOtaProgress', { progress: 40 }, time, 1002),
  sceneExecute: (_: string, time: number) => sceneExecuted('scene1goodnight', 'Good night', time),
  automationExternalAction: (_: string, time: number) =>
    general(20, 'automationExternalAction', { automationId: 'auto1' }, time),
  homeCreate: (_: string, time: number) => general(20, 'homeCreate', { homeId: '101', name: 'Home' }, time),
  roomUpdate: (_: string, time: number) => general(20, 'roomUpdate', { roomId: '1', name: 'Garage' }, time),
  spaceCreate: (_: string, time: number) => general(1010, 'spaceCreate', { spaceId: 's1' }, time),
  userRegister: (_: string, time: number) => general(20, 'userRegister', { uid: UID }, time),
  userDelete: (_: string, time: number) => general(20, 'userDelete', { uid: UID }, time),
  HighPriorityNotice: (_: string, time: number) =>
    general(10000, 'HighPriorityNotice', { title: 'Quota', content: '80 % of the calls are used' }, time),
  unheardOf: (device: string, time: number) => newer(device, 'somethingNew', { future: true }, time, 4711),
} as const satisfies Readonly<Record<string, (device: string, time: number) => Message>>;

export type KindName = keyof typeof KINDS;
