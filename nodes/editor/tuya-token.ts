/** What tuya-token.html calls, as the global `TuyaToken`. */
export { takeOnlyAccount, wireAccountField } from './picker/account-field';
