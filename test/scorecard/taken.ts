/**
 * Node types that other packages for Tuya's devices have registered. It stands for the Flow Library's catalogue, which neither the
 * tests nor the scorecard ask; look at the real one before a node type is added or renamed.
 */
export const TAKEN: readonly string[] = [
  'tuya-cloud',
  'tuya-cloud-api-configuration',
  'tuya-cloud-api-request',
  'tuya-device',
  'tuya-local',
  'tuya-local-device',
  'tuya-local-msocket',
  'tuya-local-socket',
  'tuya-manager',
  'tuya-project',
  'tuya-smart',
  'tuya-smart-device',
  'tuya-smart-device-generic',
  'tuya_auth',
  'tuya_get',
  'tuya_post',
  'tuya_sign',
  'tuyapi-cloud-configuration',
  'tuyapi-cloud-request',
];
