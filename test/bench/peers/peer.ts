import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../support/root';
import type { Address } from '../processes/cloud';

/** What every client of the bench looks like. */

/** Calls under way at once, where nothing else is said. */
export const AT_ONCE = 20;
export const DEVICE = 'vdevo155919804483178';
/** The one call that all of them make. */
export const PATH = `/v1.0/devices/${DEVICE}/status`;

/** A client that can call. */
export interface Caller {
  /** Makes the call; resolves with the value of a status, so that all have read the whole answer. */
  call(): Promise<unknown>;
  close(): unknown;
}

/** One way to call Tuya's OpenAPI. */
export interface Peer {
  /** As it is called on the command line and in the names of files. */
  id: string;
  /** As it is called in tables. */
  title: string;
  /** The package that is installed for it; none where Node.js or this package is all there is. */
  package?: string;
  /** What a program loads for it: a path, or a module of Node.js. */
  entry: () => string;
  /** Its project was made before July 2021. */
  old: boolean;
  /** What to know of it beside its figures. */
  note: string;
  /** A client, as its documentation tells its users to make one. */
  open(cloud: Address): Promise<Caller>;
}

/** What is installed beside the bench alone. */
export const installed = createRequire(join(root, 'test/bench/package.json'));

/** What Tuya answers. */
export interface Envelope {
  success: boolean;
  code?: number;
  msg?: string;
  result: { code: string; value: unknown }[];
}

/** The first value. @throws Error when the cloud has refused the call */
export function valueOf({ success, result, code }: Envelope): unknown {
  if (!success) throw new Error(`The cloud refused a call: ${code ?? 'no code'}`);
  return result[0]?.value;
}
