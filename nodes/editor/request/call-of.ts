import type { Operation } from '../../cloud/catalogue/operations';

/** An operation of the catalogue as the plain call that fills the node. */

/** A row of the node's list of parameters. */
export interface Param {
  name: string;
  value: string;
  type: string;
  /** The name of the device that was chosen for the value, for the node's label. */
  label?: string;
}

/** What an operation puts into the node: the plain call, as it would be written by hand. */
export interface Filled {
  method: string;
  /** With a placeholder for each value that has to be given, in the query too. */
  path: string;
  /** A row for each placeholder. */
  params: Param[];
  /** JSON text of the parameters that have a value already. */
  query: string;
  bodyType: 'auto' | 'none' | 'json';
  /** JSON text. */
  body: string;
  pages: 'one' | 'all';
}

function sampleOf(type: string, sample: string | undefined): unknown {
  return type === 'number' ? Number(sample) : sample;
}

/** The plain call of an operation. */
export function callOf(operation: Operation): Filled {
  const { method, path, params, body, paging } = operation;
  const open = params.filter((one) => one.in === 'query' && one.required && one.sample === undefined);
  const sampled = params.filter((one) => one.in === 'query' && one.sample !== undefined);
  const query = Object.fromEntries(sampled.map(({ name, type, sample }) => [name, sampleOf(type, sample)]));
  const slots = open.map(({ name }) => `${name}={${name}}`).join('&');
  const reads = method === 'GET' || method === 'DELETE';
  return {
    method,
    path: slots === '' ? path : `${path}?${slots}`,
    params: [...params.filter((one) => one.in === 'path'), ...open].map(({ name, fill }) => ({
      name,
      value: fill?.value ?? '',
      type: fill?.type ?? 'str',
    })),
    query: sampled.length === 0 ? '' : JSON.stringify(query),
    // What an inject leaves in msg.payload is not the body of a call that has none.
    bodyType: body !== undefined ? 'json' : reads ? 'auto' : 'none',
    body: body === undefined ? '' : JSON.stringify(body),
    pages: paging === undefined ? 'one' : 'all',
  };
}

/** The catalogue's sample command with a code that the device knows, when the sample's is not one of them. */
export function fittingBody(body: string, codes: readonly string[]): string {
  const code = /^\{"(?:commands|properties)":\[?\{"(?:code":")?(switch_\w+)"/.exec(body)?.[1];
  const own = codes.find((one) => one.startsWith('switch'));
  if (code === undefined || own === undefined || codes.includes(code)) return body;
  return body.replace(`"${code}"`, `"${own}"`);
}
