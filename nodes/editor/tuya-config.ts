/** What tuya-config.html calls, as the global `TuyaConfig`. */
export { wireAccount } from './account/dialog';
export {
  isBaseAddress,
  isMessageAddress,
  isPace,
  isSubscription,
  isTimeout,
  isWebAddress,
} from './validators';
