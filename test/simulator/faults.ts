import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import type { Call } from './recorder';

/** A fault that the cloud plays on the real socket instead of its answer. */
export type Fault =
  | 'reset'
  | 'reset-mid-body'
  | 'stall'
  | 'drip'
  | 'hang'
  | 'cut-json'
  | 'html'
  | 'html-502'
  | 'empty'
  | 'null'
  | 'array'
  | 'success-string'
  | 'endless'
  | 'gzip-bomb'
  | 'brotli-bomb'
  | 'lost-reply'
  | { code: number | string; msg?: string }
  | { status: number; body?: string; headers?: Record<string, string> }
  | { redirect: string }
  | { token: Record<string, unknown> }
  | { t: unknown };

/** Which calls a fault is for, and how often it is played. */
export interface FaultOptions {
  times?: number;
  path?: string | RegExp;
  method?: string;
  kind?: 'token' | 'business';
}

/** The faults that are still to be played, in the order in which they were asked for. */
export class Faults {
  private waiting: { fault: Fault; left: number; options: FaultOptions }[] = [];

  add(fault: Fault, options: FaultOptions): void {
    this.waiting.push({ fault, left: options.times ?? 1, options });
  }

  /** The first one that is for this call, used up by one. */
  take(call: Call): Fault | undefined {
    const found = this.waiting.find(
      ({ left, options: { path, method, kind } }) =>
        left > 0 &&
        (kind === undefined || kind === call.kind) &&
        (method === undefined || method === call.method) &&
        (path === undefined || (typeof path === 'string' ? call.path === path : path.test(call.path))),
    );
    if (found) found.left--;
    return found?.fault;
  }

  clear(): void {
    this.waiting = [];
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const PAGE = `<html><body>${'Please log in to the hotel network. '.repeat(50)}</body></html>`;
const MEGABYTE = 1024 * 1024;

/** Plays a fault that replaces the whole answer; false for those that only change it. */
export function play(fault: Fault, res: ServerResponse): boolean {
  if (typeof fault === 'object') {
    if ('status' in fault) {
      res.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return true;
    }
    if ('redirect' in fault) {
      res.writeHead(302, { location: fault.redirect }).end();
      return true;
    }
    return false;
  }
  switch (fault) {
    case 'reset':
    case 'lost-reply':
      res.socket?.resetAndDestroy();
      return true;
    case 'reset-mid-body':
      res.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
      res.write('{"success":true,"resu', () => res.socket?.resetAndDestroy());
      return true;
    case 'stall':
      res.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' }).flushHeaders();
      return true;
    case 'drip': {
      res.writeHead(200, JSON_TYPE);
      const timer = setInterval(() => res.write(' '), 50);
      res.once('close', () => {
        clearInterval(timer);
      });
      return true;
    }
    case 'hang':
      return true;
    case 'cut-json':
      res.writeHead(200, JSON_TYPE).end('{"success":true,"result":{"dev');
      return true;
    case 'html':
      res.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      return true;
    case 'html-502':
      res.writeHead(502, { 'content-type': 'text/html' }).end(PAGE);
      return true;
    case 'empty':
      res.writeHead(200, JSON_TYPE).end();
      return true;
    case 'null':
      res.writeHead(200, JSON_TYPE).end('null');
      return true;
    case 'array':
      res.writeHead(200, JSON_TYPE).end('[]');
      return true;
    case 'success-string':
      res.writeHead(200, JSON_TYPE).end('{"success":"true","result":1}');
      return true;
    case 'endless': {
      res.writeHead(200, JSON_TYPE);
      const chunk = Buffer.alloc(65536, ' ');
      const pour = (): void => {
        while (!res.destroyed && res.write(chunk));
        if (!res.destroyed) res.once('drain', pour);
      };
      pour();
      return true;
    }
    case 'gzip-bomb':
      res.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end((bombs.gzip ??= gzipBomb()));
      return true;
    case 'brotli-bomb':
      res
        .writeHead(200, { ...JSON_TYPE, 'content-encoding': 'br' })
        .end((bombs.br ??= brotliCompressSync(Buffer.alloc(40 * MEGABYTE, ' '))));
      return true;
  }
}

const bombs: { gzip?: Buffer; br?: Buffer } = {};

/** 300 MB in a few hundred kilobytes, made of members so that this process never holds them whole. */
function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(10 * MEGABYTE, ' '));
  return Buffer.concat(Array.from({ length: 30 }, () => member));
}
