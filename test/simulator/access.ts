import type { Device } from './devices';
import type { Generation } from './models';

/** The permission packages of a project: the data sources of simple mode, and authorization by web page for code mode. */
export interface Packages {
  product: boolean;
  app: boolean;
  user: boolean;
  authorization: boolean;
  /** In which words the cloud tells what devices' values mean. */
  models: Generation | 'both' | 'none';
}

/** What a token opens. */
export interface Access {
  devices: Device[];
  opens: ReadonlySet<Device['source']>;
}

const SOURCES: readonly Device['source'][] = ['product', 'app', 'user'];

/** What the project's own token opens; undefined when no permission package is granted. */
export function accessOfProject(packages: Packages, house: readonly Device[]): Access | undefined {
  const opens = new Set(SOURCES.filter((source) => packages[source]));
  return opens.size === 0 ? undefined : { opens, devices: house.filter(({ source }) => opens.has(source)) };
}

/** What a user's token opens: that user's devices, and no path of anybody else. */
export function accessOfUser(
  uid: string,
  path: string,
  { authorization }: Packages,
  house: readonly Device[],
): Access | undefined {
  const owner = /^\/v[\d.]+\/users\/([^/]+)\//.exec(path)?.[1];
  if (!authorization || (owner !== undefined && owner !== uid)) return undefined;
  return { opens: new Set(SOURCES), devices: house.filter((device) => device.uid === uid) };
}

/** Whether what a path asks for is a device's functions or model, and the project may not read that. */
export function hidesModel(path: string, { models }: Packages): boolean {
  const asked = /\/devices\/[^/]+\/(functions|specifications?)$/.test(path)
    ? 'instructions'
    : /\/thing\/[^/]+\/model$/.test(path)
      ? 'thing'
      : undefined;
  return asked !== undefined && models !== 'both' && models !== asked;
}
