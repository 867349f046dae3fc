import { KINDS, USUAL_KINDS } from '../../shared/events';
import { makeAccessible } from '../access/form';
import { mark } from '../access/reasons';
import { wireAccountField } from '../picker/account-field';
import { pickDevice } from '../picker/device-picker';
import { opens } from '../picker/picker';
import { sayer } from '../texts';
import type { EventKey, Say } from '../texts';
import { words } from '../words';
import { pickCode } from './code-picker';
import { namesIn } from './label';
import { listOf, withOne } from './lists';
import { areCodes, areDevices, areKinds } from './validators';

/** The dialog of events: kinds to tick, devices and codes by name, and the way to the help. */

const field = (name: string): JQuery => $(`#node-input-${name}`);
const own = (name: string): JQuery => $(`#tuya-event-${name}`);

/** What a node from elsewhere may lack, as the runtime takes it. */
const USUAL = { channel: 'event', output: 'report', ack: 'sent', maxAge: '0', ackTimeout: '300' } as const;

/** The names of the devices that were chosen in this dialog or before. */
let names = new Map<string, string>();

function wireKinds(node: EditorNode, say: Say<EventKey>): void {
  const chosen = node.kinds === undefined ? USUAL_KINDS : listOf(node.kinds);
  for (const kind of KINDS) {
    const box = $('<input type="checkbox">').val(kind).prop('checked', chosen.includes(kind));
    own('kinds').append($('<label>').append(box, document.createTextNode(say(`kind.${kind}`))));
  }
}

function tickedKinds(): string[] {
  const ticked = own('kinds').find('input:checked').toArray();
  return ticked.map((box) => (box as HTMLInputElement).value);
}

function wireDevices(node: EditorNode, say: Say<EventKey>): void {
  const input = own('devices').val(listOf(node.devices).join(', '));
  names = namesIn(node.deviceNames);
  const tell = (): void => {
    const known = listOf(input.val()).flatMap((id) => names.get(id) ?? []);
    own('names').text(words().list(known));
  };
  input.on('input', tell);
  tell();
  const button = own('pick-device');
  opens(button, () => {
    pickDevice({ row: own('row-devices'), button }, say, ({ id, name }) => {
      names.set(id, name);
      input.val(withOne(String(input.val()), id)).trigger('input');
    });
  });
}

function wireCodes(node: EditorNode, say: Say<EventKey>): void {
  const input = own('codes').val(listOf(node.codes).join(', '));
  const button = own('pick-code');
  opens(button, () => {
    pickCode({ row: own('row-codes'), button }, say, listOf(own('devices').val()), (code) => {
      input.val(withOne(String(input.val()), code)).trigger('input');
    });
  });
}

/** What a choice shows that the node lacks; what it does not offer stays as it is. */
function wireChoices(node: EditorNode): void {
  for (const [name, usual] of Object.entries(USUAL)) {
    const input = field(name);
    const saved = node[name];
    if (saved === undefined || saved === '') input.val(usual);
    else if (typeof saved === 'string' && input.val() !== saved) {
      input.append($('<option>').val(saved).text(saved)).val(saved);
    }
  }
  if (node.dedupe === undefined) field('dedupe').prop('checked', true);
  const toggle = (): void => {
    own('row-ackTimeout').toggle(field('ack').val() === 'flow');
  };
  field('ack').on('change', toggle);
  toggle();
}

/** Says of the fields whose property has another name what Node-RED says of its own. */
function wireErrors(say: Say<EventKey>): void {
  const fields = [
    ['kinds', () => areKinds(tickedKinds())],
    ['devices', () => areDevices(own('devices').val())],
    ['codes', () => areCodes(own('codes').val())],
  ] as const;
  for (const [name, isRight] of fields) {
    const look = (): void => {
      mark(own(name), isRight() ? undefined : say(`error.${name}`));
    };
    own(name).on('input change', look);
    look();
  }
}

/** The help, at the steps in Tuya's console. */
function showConsoleSteps(): void {
  RED.sidebar.help.show('tuya-event', true);
  document.getElementById('tuya-event-console')?.scrollIntoView();
}

/** Wires the dialog of events. */
export function wireEvent(node: EditorNode): void {
  const say = sayer('tuya-event');
  wireAccountField(node);
  wireKinds(node, say);
  wireDevices(node, say);
  wireCodes(node, say);
  wireChoices(node);
  wireErrors(say);
  makeAccessible(node);
  own('help').on('click', (event) => {
    event.preventDefault();
    showConsoleSteps();
  });
}

/** What the dialog holds besides its plain fields, as the node keeps it. */
export function readEvent(): Record<string, unknown> {
  const devices = listOf(own('devices').val());
  return {
    kinds: tickedKinds(),
    devices,
    deviceNames: Object.fromEntries(devices.flatMap((id) => (names.has(id) ? [[id, names.get(id)]] : []))),
    codes: listOf(own('codes').val()),
    inputs: field('ack').val() === 'flow' ? 1 : 0,
  };
}
