import { isVariable } from '../validators';

/** The key in the dialog: when it is whole, and when it is one that was not tried yet. */

/** Both halves, as they stand in their fields. */
export interface Key {
  client_id: string;
  secret: string;
}

/** Tuya's keys are so many letters and digits. One of another form is tried when somebody asks for it, and not by itself. */
const FORM = { client_id: /^[a-z0-9]{20}$/i, secret: /^[a-z0-9]{32}$/i };

function is(half: keyof Key, value: string): boolean {
  return FORM[half].test(value) || isVariable(value);
}

function trimmed({ client_id, secret }: Key): Key {
  return { client_id: client_id.trim(), secret: secret.trim() };
}

/** Whether both halves are all there, whichever field each is in: that they are swapped is what a test says. */
export function isWhole(key: Key): boolean {
  const { client_id, secret } = trimmed(key);
  if (is('client_id', client_id) && is('secret', secret)) return true;
  return FORM.client_id.test(secret) && FORM.secret.test(client_id);
}

/** Whether there is anything in both fields. */
function isEntered(key: Key): boolean {
  const { client_id, secret } = trimmed(key);
  return client_id !== '' && secret !== '';
}

/** The keys that one dialog has seen. */
export class Keys {
  private readonly opened: string;
  private readonly tried: Set<string>;

  /** @param opened what the fields hold when the dialog opens: nobody has entered that now */
  constructor(opened: Key) {
    this.opened = JSON.stringify(trimmed(opened));
    this.tried = new Set([this.opened]);
  }

  /** Whether the account has a key: a whole one, or whatever it had when the dialog was opened. */
  has(key: Key): boolean {
    return isWhole(key) || (isEntered(key) && JSON.stringify(trimmed(key)) === this.opened);
  }

  /** Whether this is a whole key that the dialog has not seen; each is so once. */
  isNew(key: Key): boolean {
    const text = JSON.stringify(trimmed(key));
    if (!isWhole(key) || this.tried.has(text)) return false;
    this.tried.add(text);
    return true;
  }
}

const halves = '#node-config-input-client_id, #node-config-input-secret';

function read(): Key {
  const of = (half: keyof Key): string => String($(`#node-config-input-${half}`).val() ?? '');
  return { client_id: of('client_id'), secret: of('secret') };
}

/**
 * Watches the fields of the key, typed or pasted.
 * @param told whether there is a key, now and whenever that changes
 * @param entered called when a whole key was entered that is none of before
 */
export function watchKey({ told, entered }: { told: (has: boolean) => void; entered: () => void }): void {
  const keys = new Keys(read());
  let had = keys.has(read());
  told(had);
  $(halves).on('input', () => {
    const key = read();
    const has = keys.has(key);
    if (has !== had) told(has);
    had = has;
    if (keys.isNew(key)) entered();
  });
}
