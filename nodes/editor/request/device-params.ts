/** Devices as the values of a call's parameters. */

/** Names of parameters that are a device, or a comma list of them. */
export function isDevice(name: string): boolean {
  return name === 'device_id' || name === 'infrared_id' || name === 'device_ids';
}

/** The value of a parameter after a device was chosen for it. */
export function withDevice(name: string, before: string, id: string): string {
  const ids = before
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== id);
  return name === 'device_ids' ? [...ids, id].join(',') : id;
}
