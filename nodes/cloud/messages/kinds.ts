/** What kinds of messages there are: the table that turns Tuya's protocols and business codes into ours (PROTOCOL 10.2). */

/** What a message is about. */
export type Kind =
  | 'status'
  | 'event'
  | 'action'
  | 'online'
  | 'offline'
  | 'device'
  | 'upgrade'
  | 'scene'
  | 'home'
  | 'user'
  | 'notice'
  | 'other';

/** By business code, which both generations of messages keep apart. */
const BY_CODE: Readonly<Record<Exclude<Kind, 'other'>, readonly string[]>> = {
  status: ['devicePropertyMessage', 'deviceQueryPropertyMessage'],
  event: ['deviceEventMessage', 'event_notify'],
  action: ['deviceActionResponseMessage', 'deviceDpCommand'],
  online: ['online', 'deviceOnline'],
  offline: ['offline', 'deviceOffline'],
  device: [
    'bindUser',
    'delete',
    'nameUpdate',
    'dpNameUpdate',
    'share',
    'deviceSignal',
    'deviceBindSpace',
    'deviceUnbindSpace',
    'deviceTransfer',
    'deviceFreeze',
    'deviceUnFreeze',
    'deviceNameUpdate',
  ],
  upgrade: ['upgradeStatus', 'deviceOtaProgress'],
  scene: ['sceneExecute', 'automationExternalAction'],
  home: [],
  user: ['userRegister', 'userUpdate', 'userDelete'],
  notice: ['HighPriorityNotice'],
};

/** Families of codes that grow: `homeCreate`, `roomDelete`, `spaceUpdate`. */
const HOME = /^(home|room|space)[A-Z]/;

/** By protocol, where the code is missing or new. */
const BY_PROTOCOL: ReadonlyMap<number, Kind> = new Map([
  [4, 'status'],
  [25, 'scene'],
  [1002, 'upgrade'],
  [1010, 'home'],
  [10000, 'notice'],
]);

const kinds = new Map(
  Object.entries(BY_CODE).flatMap(([kind, codes]) => codes.map((code) => [code, kind as Kind] as const)),
);

/** The kind of a message; `other` for what nobody has heard of. */
export function kindOf(protocol: number, bizCode: string): Kind {
  return kinds.get(bizCode) ?? (HOME.test(bizCode) ? 'home' : (BY_PROTOCOL.get(protocol) ?? 'other'));
}
