import type { ServerResponse } from 'node:http';
import { deedsFor } from './hand';
import { PAGE } from './house-page';
import type { Messages } from './messages';
import type { Call } from './recorder';
import type { Device } from './devices';
import { isTrouble } from './troubles';
import type { TroubleName } from './troubles';

const ICONS: Readonly<Record<string, string>> = {
  dj: '💡',
  cz: '🔌',
  wk: '🌡️',
  mcs: '🚪',
  cl: '🪟',
  wnykq: '📡',
  wxkg: '🔘',
};

const MOST_DEVICES = 60;
const MOST_CALLS = 12;

/** What the page shows and moves. */
interface House {
  devices: Device[];
  calls: Call[];
  messages: Pick<Messages, 'lastChanges'>;
  lendHand(id: string, name: string): boolean;
  clearFaults(): void;
  play(trouble: TroubleName, more: { times: number }): void;
}

/** The page on which the house is seen and touched, and its data; neither shows a token or a secret. */
export function housePage(
  { method, path, body }: Pick<Call, 'method' | 'path' | 'body'>,
  house: House,
  res: ServerResponse,
): void {
  if (path === '/house.json') {
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen(house)));
  } else if (path === '/hand' && method === 'POST') {
    res.writeHead(touch(body, house) ? 204 : 409).end();
  } else if (path === '/trouble' && method === 'POST') {
    res.writeHead(makeTrouble(body, house) ? 204 : 409).end();
  } else {
    res
      .writeHead(path === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
      .end(path === '/' ? PAGE : 'Not here');
  }
}

function seen({ devices, calls, messages }: House): unknown {
  const shown = devices.slice(0, MOST_DEVICES).map((device) => ({
    id: device.id,
    name: device.name,
    online: device.online,
    state: device.state,
    icon: ICONS[device.category] ?? '📦',
    on: ['switch_led', 'switch_1', 'switch', 'doorcontact_state'].some((code) => device.state[code] === true),
    deeds: deedsFor(device),
  }));
  const last = calls
    .slice(-MOST_CALLS)
    .reverse()
    .map(
      (call) => `${call.method} ${call.path.replace(/^(\/v1\.0\/token\/).+/, '$1…')}  ${call.code ?? 'ok'}`,
    );
  const nameOf = (id: string): string => devices.find((device) => device.id === id)?.name ?? id;
  const sent = messages.lastChanges.map(({ what, open }) => {
    if ('scene' in what) return `${what.name}: carried out  ${open ? 'waits' : 'received'}`;
    const said = 'status' in what ? JSON.stringify(what.status) : what.online ? 'online' : 'offline';
    return `${nameOf(what.device)}: ${said}  ${open ? 'waits' : 'received'}`;
  });
  return { devices: shown, calls: last, messages: sent };
}

/** A button on the page was pressed; false for anything that is none. */
function touch(body: string, house: House): boolean {
  const { device, deed } = Object.fromEntries(new URLSearchParams(body));
  if (device === undefined || deed === undefined) return false;
  return house.devices.some(({ id }) => id === device) && house.lendHand(device, deed);
}

/** A flow asks for trouble with its next calls, one unless it says how many; false for one that is not known. */
function makeTrouble(body: string, house: House): boolean {
  const { trouble = '', times = '1' } = Object.fromEntries(new URLSearchParams(body));
  if (!isTrouble(trouble)) return false;
  // What an earlier one has left is over.
  house.clearFaults();
  house.play(trouble, { times: Number(times) });
  return true;
}
