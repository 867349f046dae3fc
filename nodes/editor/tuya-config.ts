/** What tuya-config.html calls, as the global `TuyaConfig`. */
export { wireAccount } from './account/dialog';
export {
  isBaseAddress,
  isBudget,
  isMessageAddress,
  isPace,
  isSubscription,
  isTimeout,
  isWebAddress,
} from './validators';
