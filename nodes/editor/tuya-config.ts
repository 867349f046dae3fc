/** What tuya-config.html calls, as the global `TuyaConfig`. */
export { wireAccount } from './account/dialog';
export { isBaseAddress, isPace, isTimeout, isWebAddress } from './validators';
