import type { Operation } from '../cloud/operations';

/** What an operation puts into the node: the plain call, as it would be written by hand. */
export interface Filled {
  method: string;
  path: string;
  /** Placeholders of the path, to be filled in. */
  params: string[];
  /** JSON text; null for what has to be filled in. */
  query: string;
  /** JSON text, or undefined for none. */
  body: string | undefined;
  pages: 'one' | 'all';
}

function sampleOf(type: string, sample: string | undefined): unknown {
  if (sample === undefined) return null;
  return type === 'number' ? Number(sample) : sample;
}

/** The plain call of an operation. */
export function callOf(operation: Operation): Filled {
  const { method, path, params, body, paging } = operation;
  const asked = params.filter((one) => one.in === 'query' && (one.required || one.sample !== undefined));
  const query = Object.fromEntries(asked.map(({ name, type, sample }) => [name, sampleOf(type, sample)]));
  return {
    method,
    path,
    params: params.filter((one) => one.in === 'path').map(({ name }) => name),
    query: asked.length === 0 ? '' : JSON.stringify(query),
    body: body === undefined ? undefined : JSON.stringify(body),
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
