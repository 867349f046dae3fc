import type { Operation } from '../../cloud/catalogue/operations';
import { makeAccessible } from '../access/form';
import { modeOfAccount } from '../picker/account-body';
import { wireAccountField } from '../picker/account-field';
import { opens } from '../picker/picker';
import { sayer } from '../texts';
import type { AccountKey, RequestKey, Say } from '../texts';
import { BodyView } from '../values/body-view';
import { arrange, gathered } from './arrange-params';
import { callOf, fittingBody } from './call-of';
import type { Param } from './call-of';
import { tellCall } from './call-line';
import { complete } from './complete';
import { DeviceRow } from './device-row';
import { tellMore } from './more';
import { ParamList } from './param-list';
import { tellAbout, wireSearch } from './search';
import { FIELDS, chosenOperation, shownFor } from './settings';
import type { FieldName, Settings } from './settings';
import { targetOf } from './target';
import { tellUsage } from './usage-line';
import { pickUser } from './user-picker';

/** The request's dialog, in the order of a person's questions: account, what, which device, which values, and more. */

const field = (name: string): JQuery => $(`#node-input-${name}`);
const own = (name: string): JQuery => $(`#tuya-request-${name}`);

/** The fields that take more than a text, and what they take. */
function typedFields(say: Say<RequestKey>): [FieldName, (string | TypedKind)[]][] {
  const auto = { value: 'auto', label: say('body.auto'), hasValue: false };
  const none = { value: 'none', label: say('body.none'), hasValue: false };
  return [
    ['path', ['str', 'msg', 'flow', 'global', 'env', 'jsonata']],
    ['query', ['json', 'msg', 'flow', 'global', 'jsonata']],
    ['headers', ['json', 'msg', 'flow', 'global', 'jsonata']],
    ['body', [auto, none, 'json', 'msg', 'flow', 'global', 'jsonata']],
    ['uid', ['msg', 'str', 'flow', 'global', 'env', 'jsonata']],
    ['property', ['msg', 'flow', 'global']],
  ];
}

/** The fields as they stand. */
function readSettings(): Settings {
  const values = FIELDS.map((name) => {
    const input = field(name);
    const isTick = input.attr('type') === 'checkbox';
    return [name, isTick ? (input.prop('checked') === true ? 'true' : '') : String(input.val() ?? '')];
  });
  return Object.fromEntries(values) as Settings;
}

/** A dialog that is open. */
class RequestDialog {
  private readonly device: DeviceRow;
  private readonly list: ParamList;
  private readonly body: BodyView;
  /** The node's own rows, and how they read as the dialog shows them before anything is changed. */
  private readonly before: readonly Partial<Param>[];
  private readonly untouched: string;
  /** The path for which the values are arranged. */
  private path = '';
  /** Whether a look at the fields is under way. */
  private isAwaited = false;

  constructor(
    private readonly node: EditorNode,
    private readonly say: Say<RequestKey>,
    private readonly sayOfAccount: Say<AccountKey>,
  ) {
    complete(node);
    for (const [name, types] of typedFields(say)) {
      const [first] = types;
      const usual = typeof first === 'string' ? first : (first?.value ?? 'str');
      field(name).typedInput({ default: usual, types, typeField: `#node-input-${name}Type` });
    }
    this.before = Array.isArray(node.params) ? (node.params as Partial<Param>[]) : [];
    this.list = new ParamList(say);
    this.device = new DeviceRow(say, ({ codes }) => {
      if (field('body').typedInput('type') !== 'json') return;
      field('body').typedInput('value', fittingBody(field('body').typedInput('value'), codes));
    });
    this.body = new BodyView(say);
    wireSearch(say, (operation) => {
      this.fill(operation);
    });
    const button = own('pick-user');
    opens(button, () => {
      pickUser({ row: own('row-uid'), button }, say, (uid) => {
        field('uid').typedInput('type', 'str').typedInput('value', uid);
      });
    });
    this.arrange(
      this.before.map((row) => ({
        ...row,
        name: row.name ?? '',
        value: row.value ?? '',
        type: row.type ?? 'str',
      })),
    );
    this.untouched = JSON.stringify(this.rows());
    this.show();
    this.tellUsage();
    own('more')
      .closest('form')
      .on('change', () => {
        this.changed();
      });
  }

  /** What the node keeps of its values: the same as before where nobody has changed any. */
  params(): unknown {
    const rows = this.rows();
    return JSON.stringify(rows) === this.untouched ? this.node.params : rows;
  }

  private rows(): Param[] {
    return gathered({ device: this.device.read(), others: this.list.read() }, this.before);
  }

  /** Follows changes: one look for all that a turn brings, because a field with a type changes in two steps. */
  private changed(): void {
    if (this.isAwaited) return;
    this.isAwaited = true;
    queueMicrotask(() => {
      this.isAwaited = false;
      if (pathOf(readSettings()) !== this.path) this.arrange(this.rows());
      this.show();
    });
  }

  /** Says what the node has spent, of the account that counts it. */
  private tellUsage(): void {
    const [account, node] = [this.node.account, this.node.id];
    if (typeof account !== 'string' || account === '' || typeof node !== 'string') return;
    tellUsage(own('usage'), { account, node }, { say: this.say, sayOfAccount: this.sayOfAccount });
  }

  /** Puts values where the path wants them. */
  private arrange(rows: readonly Param[]): void {
    const settings = readSettings();
    const path = settings.pathType === 'str' ? settings.path : undefined;
    this.path = pathOf(settings);
    const { device, others } = arrange(rows, path);
    this.device.show(device);
    this.list.show(others, path === undefined);
  }

  /** Shows what matters for the call that the fields mean. */
  private show(): void {
    const settings = readSettings();
    const shown = shownFor(settings, modeOfAccount());
    own('row-uid').toggle(shown.user);
    own('row-body').toggle(shown.body);
    own('row-bodyFormat').toggle(shown.bodyFormat);
    own('row-pages').toggle(shown.pages);
    own('row-maxPages').toggle(shown.maxPages);
    own('row-reuse').toggle(shown.reuse);
    this.body.follow(targetOf(settings, this.device.read()), settings.model !== '');
    const operation = chosenOperation(settings);
    tellAbout(operation, this.say);
    own('hints').text(operation?.reported === true ? this.say('hint.reported') : '');
    tellCall(own('call'), settings, this.say);
    tellMore(own('more'), settings, this.say);
  }

  /** Fills the dialog with an operation's plain call; a value that the call before had for the same placeholder stays. */
  private fill(operation: Operation): void {
    const { method, path, params, query, bodyType, body, pages } = callOf(operation);
    const before = new Map(this.rows().map((row) => [row.name, row]));
    field('method').val(method);
    field('path').typedInput('type', 'str').typedInput('value', path);
    field('query').typedInput('type', 'json').typedInput('value', query);
    field('body').typedInput('type', bodyType).typedInput('value', body);
    field('bodyFormat').val('json');
    field('pages').val(pages);
    own('call').prop('open', false);
    this.arrange(params.map((row) => before.get(row.name) ?? row));
    this.body.propose();
  }
}

/** What tells one path from another. */
function pathOf({ path, pathType }: Settings): string {
  return `${pathType} ${path}`;
}

let open: RequestDialog | undefined;

/** Wires the request's dialog. */
export function wireRequest(node: EditorNode): void {
  wireAccountField(node);
  open = new RequestDialog(node, sayer('tuya-request'), sayer('tuya-config'));
  makeAccessible(node);
}

/** The values of the call's placeholders, as the node keeps them. */
export function readParams(): unknown {
  return open?.params();
}
