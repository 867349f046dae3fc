/** What tuya-event.html calls, as the global `TuyaEvent`. */
export { readEvent, wireEvent } from './event/dialog';
export { labelOf } from './event/label';
export { takeOnlyAccount } from './picker/account-field';
export { areCodes, areDevices, areKinds, isAckTimeout, isMaxAge } from './event/validators';
