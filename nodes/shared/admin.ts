import type { DeviceModel, Generation } from '../cloud/values/model';

/** What the dialogs and the runtime say to each other: addresses, bodies and answers. */

/** Below Node-RED's own root, without a slash at the beginning: the editor adds its root only to such addresses. */
export const PATHS = {
  test: 'tuya-config/test',
  findDataCenter: 'tuya-config/find-data-center',
  devices: 'tuya-config/devices',
  codes: 'tuya-config/codes',
  model: 'tuya-config/model',
  startLogin: 'tuya-config/oauth/start',
  pasteCode: 'tuya-config/oauth/exchange',
  cancelLogin: 'tuya-config/oauth/cancel',
  /** Where a user's browser returns from Tuya. */
  callback: 'tuya-config/oauth/callback',
  report: 'tuya-config/:id/report',
  users: 'tuya-config/:id/users',
  user: 'tuya-config/:id/users/:uid',
  usage: 'tuya-config/:id/usage',
} as const;

/** What Node-RED's editor shows instead of a stored password; it stands for the stored one. */
export const STORED_SECRET = '__PWRD__';

/** The browser's channel on which the callback page tells the dialog its outcome. */
export const LOGIN_CHANNEL = 'tuya-authorization';

/** The account as its dialog shows it, deployed or not: the properties of the node and its credentials. */
export interface AccountForm {
  id: string;
  credentials: { client_id?: string | undefined; secret?: string | undefined };
  [property: string]: unknown;
}

/** What a test looks at, in the order in which it is shown. */
export const STAGES = [
  'settings',
  'network',
  'clock',
  'key',
  'token',
  'subscription',
  'read',
  'messages',
] as const;

export type StageName = (typeof STAGES)[number];

/** What a test costs at most: calls of Tuya, and seconds. */
export const TEST_COST = { calls: 3, seconds: 20 } as const;

/** One step of a test. */
export interface Stage {
  stage: StageName;
  /** Nothing is wrong here. */
  ok: boolean;
  /** It was not tried: something before it failed, or, where `ok` says so, nothing of it can be tried yet. */
  tried?: false;
  message: string;
  hint: string;
  /** What only an expert wants to see. */
  details?: string;
  /** The code of what went wrong, and what Tuya's support asks for: neither tells anything of the account. */
  code?: string;
  tid?: string;
}

/** All stages, in order. Who accepts `STEPS` gets each stage as it ends instead, one line of JSON each. */
export interface TestAnswer {
  stages: Stage[];
}

/** The content type of an answer that comes step by step. */
export const STEPS = 'application/x-ndjson';

/** An error by what may be told to everybody. */
export interface ToldError {
  code: string;
  /** Tuya's own code. */
  tuya?: string;
  tid?: string;
}

/** How a deployed account does. */
export interface DeployedReport {
  /** Its name in the table, or `custom`. */
  dataCenter: string;
  mode: string;
  /** Milliseconds that the cloud is ahead of this machine, once it has said so. */
  clockOffset?: number;
  /** `at` in milliseconds since the epoch. */
  lastError?: ToldError & { at: number };
  calls?: { today: number; month: number };
}

/** What the runtime knows for a report. */
export interface ReportAnswer {
  versions: { package: string; nodeRed: string; nodeJs: string; system: string };
  /** Absent while the account is not deployed, or does not work. */
  deployed?: DeployedReport;
}

/** One data center's word on the key. */
export interface Center {
  dataCenter: string;
  ok: boolean;
  message: string;
}

/** All of them. Who accepts `STEPS` gets each one as it has answered instead, one line of JSON each. */
export interface CentersAnswer {
  dataCenters: Center[];
}

/** What a body or query says before anybody has looked at it: its names are known, its values are not. */
export type Unread<T> = { readonly [Name in keyof T]?: unknown };

/** Which devices are asked for. */
export interface DevicesAsked {
  /** Code mode: the user whose devices are asked for; empty for those of the newest few. */
  uid?: string;
  /** Asks the cloud again, whatever is kept. */
  reload?: boolean;
  /** The answer comes soon, with what there is from this place of the list on. Without it the whole list is waited for. */
  from?: number;
}

export type DevicesBody = AccountForm & DevicesAsked;

/** What the picker shows of a device: nothing that opens it. */
export interface Device {
  id: string;
  name: string;
  category: string;
  online: boolean;
  /** Codes of its state, so that a command can be proposed that it knows. */
  codes: string[];
}

export interface DevicesAnswer {
  devices: Device[];
  /** The list goes on and can be asked for again. */
  more?: true;
}

/** Whose codes are asked for. */
export interface CodesAsked {
  /** Ids of devices. */
  devices: string[];
}

export type CodesBody = AccountForm & CodesAsked;

export interface CodesAnswer {
  /** What the devices report, in order. */
  codes: string[];
}

/** Whose model is asked for. */
export interface ModelAsked {
  device_id: string;
  /** Code mode: the user who has the device; empty for the first of the newest few who has it. */
  uid?: string;
  /** Of the call that the values are for: `thing` for `/v2.0/cloud/thing/…`, else `instructions`, which is usual. */
  generation?: Generation;
}

export type ModelBody = AccountForm & ModelAsked;

/** What the device can do and report: numbers not scaled. A device of which the cloud says nothing has neither. */
export type ModelAnswer = DeviceModel;

export interface LoginAnswer {
  /** Where to send the browser. */
  url: string;
}

/** What a user has brought from the login. */
export interface Pasted {
  /** The address of the callback, or the code in it. */
  code: string;
}

export type PasteBody = AccountForm & Pasted;

export interface PasteAnswer {
  uid: string;
}

/** The account whose dialog was cancelled. */
export interface CancelBody {
  id: string;
}

/** A user who has authorized; times in milliseconds since the epoch. */
export interface User {
  uid: string;
  base_url: string;
  authorized_at: number;
  expires_at: number;
}

/** Which users are asked for, in the address. */
export interface UsersQuery {
  /** Part of a uid, in whatever case; empty for all. */
  search: string;
}

export interface UsersAnswer {
  /** The newest ones that fit the search, the newest last. */
  users: User[];
  /** How many others fit, when there are any. */
  more?: number;
}

/** The user who was removed. */
export interface RemoveAnswer {
  uid: string;
}

/** Every answer that is no success. */
export interface Refusal {
  code: string;
  message: string;
  hint: string;
}

/** How a login ended. */
export type Outcome = 'done' | 'state' | 'refused' | 'code' | 'key' | 'network' | 'failed';
