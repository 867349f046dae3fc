import { hexOf, hsvOf, rgbOf, rgbOfHsv } from '../../cloud/values/colour';
import { fromRanges, inRanges, reportedColour, sentColour } from '../../cloud/values/colour-forms';
import type { ColourType } from '../../cloud/values/colour-type';
import type { IntegerType, ValueType } from '../../cloud/values/model';
import { mark } from '../access/reasons';
import type { RequestKey, Say } from '../texts';
import { words } from '../words';
import { limitsOf, nearest, rawIn, textOfInteger } from './integer';
import { textOf, valueIn } from './plain-text';

/** What a value is entered with: a switch, a list, a slider, a colour, or a text for everything else. */

/** A value that is being entered, as it is sent. */
export interface Entry {
  value: unknown;
  /** Names the field for who cannot see it. */
  label: string;
  say: Say<RequestKey>;
  changed: (value: unknown) => void;
}

function switchFor({ value, label, say, changed }: Entry & { value: boolean }): JQuery {
  const box = $('<input type="checkbox" role="switch" class="tuya-switch">').prop('checked', value);
  const word = $('<span class="tuya-switch-word">');
  const tell = (): void => {
    word.text(say(box.prop('checked') === true ? 'values.on' : 'values.off'));
  };
  box.attr('aria-label', label).on('change', () => {
    tell();
    changed(box.prop('checked') === true);
  });
  tell();
  return $('<label class="tuya-switch-row">').append(box, word);
}

/** The values of a list; one that is not among them stands there too, and is told from them. */
function listFor(range: readonly string[], { value, label, say, changed }: Entry): JQuery {
  const select = $('<select>').attr('aria-label', label);
  for (const one of range) select.append($('<option>').val(one).text(one));
  const own = String(value);
  if (!range.includes(own)) {
    select.append(
      $('<option>')
        .val(own)
        .text(say('values.unknown', { code: own })),
    );
    select.addClass('input-error');
  }
  return select.val(own).on('change', () => {
    select.toggleClass('input-error', !range.includes(String(select.val())));
    changed(String(select.val()));
  });
}

/** A slider where the limits are known, and the number beside it; what is no number within them is not taken. */
function sliderFor(type: IntegerType, { value, label, changed }: Entry & { value: number }): JQuery {
  const { min, max, step } = limitsOf(type);
  const bounds = { min, max, step, 'aria-label': label };
  const slider = $('<input type="range">').attr(bounds).val(textOfInteger(value, type));
  const number = $('<input type="number">').attr(bounds).val(textOfInteger(value, type));
  let taken = value;
  const take = (raw: number): void => {
    taken = raw;
    slider.val(textOfInteger(raw, type));
    number.removeClass('input-error');
    changed(raw);
  };
  slider.on('input', () => {
    const raw = rawIn(String(slider.val()), type);
    if (raw === undefined) return;
    take(raw);
    number.val(textOfInteger(raw, type));
  });
  number.on('input', () => {
    const raw = rawIn(String(number.val()), type);
    number.toggleClass('input-error', raw === undefined);
    if (raw !== undefined) take(raw);
  });
  // Left with what the device does not take: the nearest that it does.
  number.on('change', () => {
    const entered = Number(number.val());
    if (number.hasClass('input-error')) {
      const wanted =
        String(number.val()) === '' || Number.isNaN(entered) ? taken : entered * 10 ** type.scale;
      take(nearest(wanted, type));
    }
    number.val(textOfInteger(taken, type));
  });
  const unit = $('<span class="tuya-unit">').text(type.unit);
  const field = $('<span class="tuya-slider">').append(number, unit);
  if (min === undefined || max === undefined) return field;
  const limits = $('<span class="tuya-limits" aria-hidden="true">').append(
    $('<span>').text(words().number(min)),
    $('<span>').text(words().number(max)),
  );
  return field.prepend($('<span class="tuya-track">').append(slider, limits));
}

/** The browser's own colour field. The colour stays as it was, to the digit, until another one is chosen. */
function colourFor(type: ColourType, { value, label, changed }: Entry): JQuery {
  const colour = reportedColour(value);
  const shown = colour === undefined ? '#ffffff' : hexOf(rgbOfHsv(fromRanges(colour, type)));
  const field = $('<input type="color" class="tuya-colour">').attr('aria-label', label).val(shown);
  const word = $('<span>').text(shown);
  field.on('input', () => {
    const rgb = rgbOf(String(field.val()));
    if (rgb === undefined) return;
    word.text(String(field.val()));
    changed(sentColour(inRanges(hsvOf(rgb), type), type));
  });
  return $('<span class="tuya-slider">').append(field, word);
}

/** Text as it is: of a code that nobody describes, JSON is what it looks like. */
function textFor(isText: boolean, { value, label, changed }: Entry): JQuery {
  const input = $('<input type="text">').attr('aria-label', label);
  input.val(isText && typeof value === 'string' ? value : textOf(value));
  return input.on('input', () => {
    const entered = String(input.val());
    changed(isText ? entered : valueIn(entered));
  });
}

/** JSON, which Tuya takes as an object and as its text: what it was it stays. What is none is marked, and not lost. */
function jsonFor({ value, label, say, changed }: Entry): JQuery {
  const input = $('<input type="text">').attr({ 'aria-label': label, placeholder: say('values.json') });
  const isText = typeof value === 'string';
  const read = (): unknown => {
    const meant = valueIn(String(input.val()));
    const isRight = typeof meant === 'object' || input.val() === '';
    mark(input, isRight ? undefined : say('error.json'));
    return meant;
  };
  input.val(isText ? value : textOf(value)).on('input', () => {
    const meant = read();
    changed(isText ? String(input.val()) : meant);
  });
  read();
  return input;
}

/** What a code is called that the device does not have. */
export const UNKNOWN: ValueType = { kind: 'Other', name: '' };

/** The field for a value of a type; a text where the value is none of that type, so that it is not lost. */
export function widgetFor(type: ValueType, entry: Entry): JQuery {
  const { value } = entry;
  if (type.kind === 'Boolean' && typeof value === 'boolean') return switchFor({ ...entry, value });
  const isOfList = ['string', 'number', 'boolean'].includes(typeof value);
  if (type.kind === 'Enum' && type.range.length > 0 && isOfList) return listFor(type.range, entry);
  if (type.kind === 'Integer' && Number.isInteger(value))
    return sliderFor(type, { ...entry, value: Number(value) });
  if (type.kind === 'Colour' && reportedColour(value) !== undefined) return colourFor(type, entry);
  if (type.kind === 'Json') return jsonFor(entry);
  return textFor(type.kind === 'String' || type.kind === 'Raw', entry);
}
