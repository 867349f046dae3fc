import { DATA_CENTERS, effortOf, rewordedError, withEffort } from '../../cloud';
import type { TuyaError } from '../../cloud';
import { variableOf } from '../../shared/variable';
import { savedText } from '../red-types';

/** Environment variables in the settings of an account, deployed or in a form: what they hold is used, and told nobody (A14). */

/** A shorter value is hidden only where it stands alone: within other words it tells nothing. */
const SHORT = 4;
/** Error texts cut off what they quote after so many letters. */
const QUOTED = 40;

/** An id has digits, and a word of a path has not. */
const ID = /^(?=.*\d)[\w-]{8,}$/;

/** Words that every account may hold are nobody's secret, and stand in many texts. */
const EVERYBODYS = new Set(['simple', 'code', 'custom', 'file', ...Object.keys(DATA_CENTERS)]);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** How a value may stand in a text: as it is, in JSON, as a part of an address, or cut off. */
function shapesOf(value: string): string[] {
  const origin = URL.canParse(value) ? [new URL(value).origin, new URL(value).host] : [];
  // An error names the ids in a path or list, each alone.
  const ids = value.split(/[/?&=,\s]/).filter((part) => ID.test(part));
  return [value, JSON.stringify(value).slice(1, -1), value.slice(0, QUOTED), ...origin, ...ids];
}

/** The variables of one account. */
export class Variables {
  private readonly found: { property: string; name: string; value: string }[] = [];

  /** A property's value: what the variable holds that it names, or itself when it names none that is set. */
  fill(property: string, saved: unknown, read: (name: string) => unknown): unknown {
    const name = variableOf(saved);
    if (name === undefined) return saved;
    const held = read(name);
    if (held === undefined || held === '') return saved;
    this.found.push({ property, name, value: savedText(held).trim() });
    return held;
  }

  /** Whether a property came from a variable, a credential included. */
  has(property: string): boolean {
    return this.found.some((one) => one.property === property);
  }

  /** A text with the variables' names where their values stood. */
  hide(text: string): string {
    return this.found
      .filter(({ value }) => !EVERYBODYS.has(value))
      .flatMap(({ name, value }) => shapesOf(value).map((shape) => ({ name, shape })))
      .filter(({ shape }) => shape !== '')
      .sort((a, b) => b.shape.length - a.shape.length)
      .reduce((rest, { name, shape }) => {
        const alone = shape.length < SHORT ? `(?<![\\w-])${escaped(shape)}(?![\\w-])` : escaped(shape);
        return rest.replace(new RegExp(alone, 'gi'), () => `\${${name}}`);
      }, text);
  }

  /** An error that names the variables: itself where it says nothing of what they hold. */
  hideIn(error: TuyaError): TuyaError {
    const hidden = rewordedError(error, (words) => this.hide(words));
    const words = ({ message, hint, tuya }: TuyaError): string =>
      JSON.stringify([message, hint, tuya?.msg, tuya?.signed]);
    const same = words(hidden) === words(error);
    return same ? error : withEffort(hidden, effortOf(error));
  }
}
