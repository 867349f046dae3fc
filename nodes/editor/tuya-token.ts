/** What tuya-token.html calls, as the global `TuyaToken`. */
export { makeAccessible } from './access/form';
export { takeOnlyAccount, wireAccountField } from './picker/account-field';
