/** What tuya-token.html calls, as the global `TuyaToken`. */
export { takeOnlyAccount } from './picker/account-field';
export { wireToken } from './token/dialog';
