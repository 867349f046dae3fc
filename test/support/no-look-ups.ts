import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

/**
 * No test asks a name server. Loaded first in a process, this answers every question for a name that is not this machine's with
 * ENOTFOUND, and notes the name in the file that TUYA_LOOKED_UP names. A name below `.invalid`, which exists nowhere, is answered alike and
 * not noted: with it a test has a name that cannot be found.
 */

/** Whether a name or address is known without asking anybody. */
export function isHere(host: string): boolean {
  return host === '' || isIP(host) !== 0 || /^([^.]+\.)*localhost\.?$/i.test(host);
}

function refusalOf(asked: string, host: string): NodeJS.ErrnoException {
  const file = process.env.TUYA_LOOKED_UP;
  if (file !== undefined && !/\.invalid\.?$/i.test(host)) appendFileSync(file, `${host} (${asked})\n`);
  return Object.assign(new Error(`${asked} ENOTFOUND ${host}`), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname: host,
  });
}

type Ask = (this: unknown, ...args: unknown[]) => unknown;
/** Even for an address these ask somebody. */
const ALWAYS_OUTSIDE = new Set(['reverse', 'lookupService']);

/** Replaces the functions of an object that ask for a name. */
function guard(place: object, promised: boolean): void {
  const functions = place as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(place)) {
    const ask = functions[name];
    if (typeof ask !== 'function' || !/^(lookup|resolve|reverse)/.test(name)) continue;
    const guarded: Ask = function (...args) {
      const host = typeof args[0] === 'string' ? args[0] : '';
      if (isHere(host) && !ALWAYS_OUTSIDE.has(name)) return (ask as Ask).apply(this, args);
      const refusal = refusalOf(name, host);
      if (promised) return Promise.reject(refusal);
      const tell = args.at(-1) as (error: Error) => void;
      process.nextTick(tell, refusal);
      return {};
    };
    functions[name] = guarded;
  }
}

guard(dns, false);
guard(dns.Resolver.prototype, false);
guard(Object.getPrototypeOf(dns.Resolver.prototype) as object, false);
guard(dns.promises, true);
guard(dns.promises.Resolver.prototype, true);
syncBuiltinESMExports();
