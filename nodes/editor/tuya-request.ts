/** What tuya-request.html calls, as the global `TuyaRequest`. */
export { takeOnlyAccount } from './picker/account-field';
export { readParams, wireRequest } from './request/dialog';
export { labelOf } from './request/label';
export { isAge, isJson, isPageCount, isPath, isTimeout } from './validators';
