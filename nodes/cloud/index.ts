/** The front door: Node-RED and programs use what stands here and nothing else of this folder. */

export type { Answer } from './call/plan';
export { TuyaClient } from './client';
export type { AccountNews } from './client';
export type { Account, CodeAccount, SimpleAccount } from './account';
export { checkKey, checkWebAddress } from './account';
export { createClient } from './create-client';
export type {
  Ask,
  Client,
  ClientOptions,
  CodeOptions,
  Reply,
  ReplyPage,
  SimpleOptions,
} from './create-client';
export { Projects } from './projects';
export type { Shared } from './projects';
export type { Platform } from './platform';
export { baseUrlOf } from './base-url';
export { DATA_CENTERS } from './data-centers';
export { listIn, numberIn, percentIn } from './written';
export { shortly } from './diagnosis/advice';
export { spanOf } from './diagnosis/clock-error';
export type { Rival } from './diagnosis/facts';
export { takenBy } from './diagnosis/rivals';
export { effortOf, withEffort } from './errors/effort';
export type { Effort } from './errors/effort';
export {
  causeOf,
  entryOf,
  refusesCode,
  refusesGrant,
  refusesKey,
  refusesPermission,
  refusesPlan,
} from './errors/error-codes';
export { lookUpIn, problemAt, speakEnglish, speakerOf } from './errors/language';
export type { LookUp, Problem, Said, Speaker, Text, Values } from './errors/language';
export {
  TuyaError,
  aborted,
  asTuyaError,
  badRequest,
  configError,
  errorOf,
  rewordedError,
} from './errors/tuya-error';
export { isObject } from './json';
export { Latest } from './latest';
export { MAX_SOCKETS } from './limits';
export type { Page } from './lists/follow';
export { authorizationUrl } from './login/authorization-url';
export { SignedStates } from './login/signed-states';
export type { StateClaims } from './login/signed-states';
export { stateError } from './login/states';
export { WaitingStates } from './login/waiting-states';
export { checkMessages } from './messages/address';
export type { MessageSettings } from './messages/address';
export type { Kind } from './messages/kinds';
export type {
  Channel,
  DeviceEvent,
  EventValue,
  Listener,
  Membership,
  MessagesState,
} from './messages/listener';
export type { Messages } from './messages/messages';
export { tryMessages } from './messages/try-messages';
export { Models } from './models/models';
export type { Ask as AskModel } from './models/models';
export type { Known as KnownModel, Wanted as WantedModel } from './models/knowledge';
export { placeholdersOf } from './request/path';
export type { ApiCall } from './request/build';
export { parseEmbedded, withEmbedded } from './request/embedded-json';
export { checkReuse } from './reuse/reuse';
export { FileStorage } from './storage/file-storage';
export { inTime } from './storage/patience';
export type { Storage } from './storage/storage';
export { TokenStore } from './storage/token-store';
export type { UserSummary } from './storage/user-record';
export { systemClock } from './time/clock';
export { Abort } from './time/signal';
export type { Signal } from './time/signal';
export type { Token } from './tokens/token';
export { authorizationRequired } from './tokens/users';
export type { Users } from './tokens/users';
export { adviceOf } from './usage/advice';
export type { Advice } from './usage/advice';
export { UsageBook } from './usage/book';
export type { Opening, Shelf } from './usage/book';
export { beginsAnew, budgetSpent, nearlySpent } from './usage/budget';
export type { Budget, Level, OverBudget } from './usage/budget';
export { AccountMeter } from './usage/meter';
export type { Meter } from './usage/meter';
export { OTHERS } from './usage/month';
export { usageBefore, usageOf } from './usage/report';
export type { Usage } from './usage/report';
export type { DeviceModel, Generation } from './values/model';
export { readValue } from './values/read';
export { ownersIn, readRows, valuesOf } from './values/rows';
export { inFullForm, setsValues, withValues } from './values/short-form';
export { subjectOf } from './values/subject';
export { writeValue } from './values/write';
export { createTransport } from './wire/axios-transport';
export { FewCalls } from './wire/few-calls';
export { proxyFor } from './wire/proxy';
export type { ProxySettings } from './wire/proxy';
export type { Reached, TransportOptions } from './wire/transport';
