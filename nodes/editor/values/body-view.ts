import type { ModelAsked } from '../../shared/admin';
import { wordsOf } from '../ask';
import { chosenAccount } from '../picker/account-body';
import type { RequestKey, Say } from '../texts';
import { askModel, forgetModels } from './ask-model';
import { bodyOf } from './command-body';
import type { Row } from './command-body';
import { meantRow, sentRow } from './meaning';
import { RowList } from './row-list';
import { startRow } from './start-value';
import { needsModel, viewOf } from './view';
import type { Knowledge, Situation, Target, View } from './view';

/** The body of a command: rows of what the device can do, or the plain field, with a switch between both. */

const own = (name: string): JQuery => $(`#tuya-request-${name}`);

/** A body as the field has it. */
interface Plain {
  type: string;
  value: string;
}

export class BodyView {
  private readonly field = $('#node-input-body');
  private readonly section = own('values');
  private readonly list: RowList;
  private target: Target | undefined;
  private wish: Situation['wish'];
  private knowledge: Knowledge = { is: 'asked' };
  /** What was asked for last, so that a late answer to something else is none. */
  private asked = '';
  /** What the rows show, so that they are not made anew below the fingers of whoever works with them. */
  private shown = '';
  /** What the field had before rows took its place. */
  private before: Plain | undefined;
  /** Whether the body says what is meant, 23.5 and not 235. */
  private isMeant = false;
  /** Whether the body is still the catalogue's sample, which may be fitted to the device. */
  private isSample = false;

  constructor(private readonly say: Say<RequestKey>) {
    forgetModels();
    this.list = new RowList(own('values-list'), say, () => {
      this.isSample = false;
      this.write(this.list.read());
    });
    own('values-switch').on('click', () => {
      this.turn();
    });
  }

  /**
   * Follows the call and its device.
   * @param isMeant whether the node translates what is meant; the body changes with it, and means the same
   */
  follow(target: Target | undefined, isMeant: boolean): void {
    const turned = isMeant !== this.isMeant && this.rows() !== undefined ? this.list.read() : undefined;
    this.target = target;
    this.isMeant = isMeant;
    if (turned !== undefined) this.write(turned);
    if (needsModel(this.situation())) this.askFor();
    this.show();
  }

  /** A call was filled in: its body is a sample. */
  propose(): void {
    this.isSample = true;
    this.wish = undefined;
    this.before = undefined;
  }

  private situation(): Situation {
    const [bodyType, body] = [this.field.typedInput('type'), this.field.typedInput('value')];
    return { target: this.target, bodyType, body, wish: this.wish, knowledge: this.knowledge };
  }

  private askFor(): void {
    const account = chosenAccount();
    const asked: ModelAsked = { device_id: this.target?.device ?? '', ...this.target?.asked };
    const key = JSON.stringify([account, asked]);
    if (key === this.asked) return;
    this.asked = key;
    this.knowledge = { is: 'asked' };
    if (typeof account === 'string') {
      this.knowledge = { is: 'unknown', why: this.say(account) };
      return;
    }
    const learn = (knowledge: Knowledge): void => {
      // The dialog may be closed by now.
      if (this.asked !== key || !$.contains(document.documentElement, this.section[0] as Element)) return;
      this.knowledge = knowledge;
      this.show();
    };
    askModel(account, asked).then(
      (model) => {
        const why = this.say('values.noFunctions');
        learn(model.functions.length === 0 ? { is: 'unknown', why } : { is: 'known', model });
      },
      (thrown: unknown) => {
        learn({ is: 'unknown', why: wordsOf(thrown, (text) => this.say(`picker.${text}`)) });
      },
    );
  }

  private show(): void {
    this.fit();
    const view = viewOf(this.situation());
    this.section.toggle(view.rows !== undefined);
    if (this.target !== undefined) own('row-body').toggle(view.isPlain);
    this.tell(view);
    if (view.rows === undefined || this.knowledge.is !== 'known') return;
    const { model } = this.knowledge;
    const shown = this.keyOf(this.field.typedInput('value'));
    if (shown === this.shown) return;
    this.shown = shown;
    const rows = this.isMeant ? view.rows.map((row) => sentRow(model, row)) : view.rows;
    this.list.show(rows, model.functions);
  }

  /** What the rows are made of. */
  private keyOf(body: string): string {
    return JSON.stringify([this.asked, this.isMeant, body]);
  }

  /** The rows that are shown. */
  private rows(): readonly Row[] | undefined {
    return viewOf(this.situation()).rows;
  }

  private tell({ rows, note, offer }: View): void {
    const why = this.knowledge.is === 'unknown' ? this.knowledge.why : '';
    const texts = {
      asking: () => this.say('values.asking'),
      noDevice: () => this.say('values.noDevice'),
      unknown: () => this.say('values.noModel', { why }),
    };
    own('values-note').text(note === undefined ? '' : texts[note]());
    own('values-switch')
      .toggle(offer !== undefined)
      .text(offer === undefined ? '' : this.say(offer === 'rows' ? 'values.toRows' : 'values.toPlain'));
    own('values-below')
      .toggle(note !== undefined || offer !== undefined)
      .toggleClass('tuya-below-rows', rows !== undefined);
  }

  /** The catalogue's sample names a switch; a device without it gets what it has. */
  private fit(): void {
    const rows = this.rows();
    if (!this.isSample || rows === undefined || this.knowledge.is !== 'known') return;
    const { functions } = this.knowledge.model;
    if (rows.some((row) => functions.some(({ code }) => code === row.code))) return;
    const first = startRow(functions, []);
    if (first === undefined) return;
    this.write([first]);
    this.shown = '';
  }

  /** Puts rows into the field, in Tuya's own shape. */
  private write(rows: readonly Row[]): void {
    if (this.target === undefined || this.knowledge.is !== 'known') return;
    const { model } = this.knowledge;
    const written = this.isMeant ? rows.map((row) => meantRow(model, row)) : rows;
    const body = bodyOf(written, this.target.shape);
    this.shown = this.keyOf(body);
    this.set({ type: 'json', value: body });
  }

  private set({ type, value }: Plain): void {
    this.field.typedInput('type', type).typedInput('value', value);
  }

  /** To the other view; a body that rows cannot show comes back as it was, unless rows were chosen meanwhile. */
  private turn(): void {
    const { target, bodyType, body } = this.situation();
    const empty = target === undefined ? '' : bodyOf([], target.shape);
    if (viewOf(this.situation()).offer === 'plain') {
      this.wish = 'plain';
      if (this.before !== undefined && body === empty) this.set(this.before);
      this.before = undefined;
    } else {
      this.wish = 'rows';
      if (bodyType !== 'json') {
        this.before = { type: bodyType, value: body };
        this.set({ type: 'json', value: empty });
      }
    }
    this.follow(target, this.isMeant);
    own('values-switch').trigger('focus');
  }
}
