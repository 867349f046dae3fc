import type { TuyaError } from '../../cloud';
import { STAGES } from '../../shared/admin';
import type { Stage, StageName } from '../../shared/admin';
import type { Variables } from '../account/variables';
import type { Language, Say } from './texts';
import { tidOf } from './tid';

/** The stages of a test, told one by one as they end. */

/** The values of a text. */
type Values = Parameters<Say>[1];

/** A stage that tells no value of a variable (A14). */
function hidden(stage: Stage, variables: Variables | undefined): Stage {
  if (variables === undefined) return stage;
  const { message, hint, details } = stage;
  const told = { ...stage, message: variables.hide(message), hint: variables.hide(hint) };
  return details === undefined ? told : { ...told, details: variables.hide(details) };
}

/** What a test has found out so far. */
export class Stages {
  /** The variables of the form, once it was read: nothing that comes after tells what they hold. */
  variables: Variables | undefined;
  private readonly told = new Map<StageName, Stage>();

  /** @param tell told each stage as it ends */
  constructor(
    readonly language: Language,
    private readonly tell: (stage: Stage) => void,
  ) {}

  /** @param advice the text of what to do where something is amiss all the same */
  good(stage: StageName, key: string, values?: Values, advice?: string): void {
    const hint = advice === undefined ? '' : this.language.say(advice);
    this.add({ stage, ok: true, message: this.language.say(key, values), hint });
  }

  /** @param message what happened, where more is known of it than the error says */
  bad(stage: StageName, error: TuyaError, message = this.wordsOf(error)): void {
    const { hint } = error.in(this.language.speak);
    const { code, tuya } = error;
    const details = tuya?.signed === undefined ? {} : { details: tuya.signed };
    this.add({ stage, ok: false, message, hint, ...details, code, ...tidOf(tuya) });
  }

  /** What an error says has happened. */
  wordsOf(error: TuyaError): string {
    return error.in(this.language.speak).message;
  }

  /** Something is wrong for which there is no error. */
  amiss(stage: StageName, key: string, values?: Values): void {
    const hint = this.language.say(`${key}Hint`, values);
    this.add({ stage, ok: false, message: this.language.say(key, values), hint });
  }

  /** Nothing of it can be tried, and nothing is wrong with that. */
  open(stage: StageName, key: string): void {
    this.add({ stage, ok: true, tried: false, message: this.language.say(key), hint: '' });
  }

  /** The test is over: what has not been told was not tried. */
  end(): Stage[] {
    return STAGES.map((stage) => {
      const known = this.told.get(stage);
      if (known !== undefined) return known;
      return this.add({
        stage,
        ok: false,
        tried: false,
        message: this.language.say('stage.notTried'),
        hint: '',
      });
    });
  }

  private add(stage: Stage): Stage {
    const own = hidden(stage, this.variables);
    this.told.set(own.stage, own);
    this.tell(own);
    return own;
  }
}
