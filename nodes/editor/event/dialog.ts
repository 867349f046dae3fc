import { KINDS, USUAL_KINDS } from '../../shared/events';
import { pickDevice } from '../picker/device-picker';
import type { EventKey, Say } from '../texts';
import { words } from '../words';
import { pickCode } from './code-picker';
import { namesIn } from './label';
import { listOf, withOne } from './lists';

/** The dialog of events: kinds to tick, devices and codes by name, and the way to the help. */

type EventNode = Readonly<Record<string, unknown>>;

const field = (name: string): JQuery => $(`#node-input-${name}`);
const own = (name: string): JQuery => $(`#tuya-event-${name}`);

/** What a node from elsewhere may lack, as the runtime takes it. */
const USUAL = { channel: 'event', output: 'report', ack: 'sent', maxAge: '0', ackTimeout: '300' } as const;

/** The names of the devices that were chosen in this dialog or before. */
let names = new Map<string, string>();

function wireKinds(node: EventNode, say: Say<EventKey>): void {
  const chosen = node.kinds === undefined ? USUAL_KINDS : listOf(node.kinds);
  for (const kind of KINDS) {
    const box = $('<input type="checkbox">').val(kind).prop('checked', chosen.includes(kind));
    own('kinds').append($('<label>').append(box, document.createTextNode(say(`kind.${kind}`))));
  }
}

function wireDevices(node: EventNode, say: Say<EventKey>): void {
  const input = own('devices').val(listOf(node.devices).join(', '));
  names = namesIn(node.deviceNames);
  const tell = (): void => {
    const known = listOf(input.val()).flatMap((id) => names.get(id) ?? []);
    own('names').text(words().list(known));
  };
  input.on('input', tell);
  tell();
  own('pick-device').on('click', () => {
    pickDevice(own('row-devices'), say, ({ id, name }) => {
      names.set(id, name);
      input.val(withOne(String(input.val()), id));
      tell();
    });
  });
}

function wireCodes(node: EventNode, say: Say<EventKey>): void {
  const input = own('codes').val(listOf(node.codes).join(', '));
  own('pick-code').on('click', () => {
    pickCode(own('row-codes'), say, listOf(own('devices').val()), (code) => {
      input.val(withOne(String(input.val()), code));
    });
  });
}

/** What a choice shows that the node lacks; what it does not offer stays as it is. */
function wireChoices(node: EventNode): void {
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

/** The help, at the steps in Tuya's console. */
function showConsoleSteps(): void {
  RED.sidebar.help.show('tuya-event', true);
  document.getElementById('tuya-event-console')?.scrollIntoView();
}

/** Wires the dialog of events. */
export function wireEvent(node: EventNode, say: Say<EventKey>): void {
  own('kinds').closest('form').addClass('tuya-dialog');
  wireKinds(node, say);
  wireDevices(node, say);
  wireCodes(node, say);
  wireChoices(node);
  own('help').on('click', (event) => {
    event.preventDefault();
    showConsoleSteps();
  });
}

/** What the dialog holds besides its plain fields, as the node keeps it. */
export function readEvent(): Record<string, unknown> {
  const devices = listOf(own('devices').val());
  const ticked = own('kinds').find('input:checked').toArray();
  return {
    kinds: ticked.map((box) => (box as HTMLInputElement).value),
    devices,
    deviceNames: Object.fromEntries(devices.flatMap((id) => (names.has(id) ? [[id, names.get(id)]] : []))),
    codes: listOf(own('codes').val()),
    inputs: field('ack').val() === 'flow' ? 1 : 0,
  };
}
