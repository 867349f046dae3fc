import 'should';
import { useSpeakingEditor } from '../support/speaking-editor';
import { picture } from '../support/editor';
import { LANGUAGES } from '../support/texts';

/** Pixels of the narrowest dialog that people use. */
const NARROW = 500;

/** A label, what it says, and what is wrong with its place; a label beside a tick is a sentence, and may wrap. */
const WRONG = `(() => {
  const form = $('.red-ui-tray').last();
  const edge = form[0].getBoundingClientRect().right;
  const found = [];
  const ticks = [];
  for (const label of form.find('.form-row > label').toArray()) {
    const span = $(label).children('span')[0];
    if (span === undefined || label.getBoundingClientRect().width === 0) continue;
    const [own, words, row] = [label, span, label.parentElement].map((one) => one.getBoundingClientRect());
    const icon = $(label).children('i')[0]?.getBoundingClientRect() ?? own;
    const isNeat = words.left >= icon.right && words.height <= 2.1 * parseFloat(getComputedStyle(span).lineHeight);
    if (!isNeat || words.right > own.right + 0.5) found.push(span.textContent + ' wraps');
    for (const field of row.width === 0 ? [] : $(label).siblings(':visible').toArray()) {
      const box = field.getBoundingClientRect();
      if (box.width > 0 && box.right > edge) found.push(span.textContent + ' is cut off');
    }
    const [field] = $(label).nextAll(':visible').toArray();
    const box = field?.getBoundingClientRect();
    if (box && box.width > 0 && box.left < words.right) found.push(span.textContent + ' lies under its field');
    if (box && box.width > 0 && !field.matches('ol, div, p') && box.top > own.bottom) found.push(span.textContent + ': its field is in the next line');
  }
  for (const tick of form.find('.form-row > :checkbox:visible').toArray()) {
    const [box, words] = [tick, tick.labels[0]].map((one) => one.getBoundingClientRect());
    const isBeside = words.left >= box.right && words.left < box.right + 12 && words.top < box.bottom && words.bottom > box.top;
    if (!isBeside) found.push(tick.id + ' does not stand beside its words');
    ticks.push(Math.round(box.left));
  }
  // The left edge of what stands in a form's second column.
  const fields = form.find('.form-row > select:visible, .form-row > input[type="text"]:visible').toArray();
  const columns = new Set([...ticks, ...fields.map((one) => Math.round(one.getBoundingClientRect().left))]);
  if (Math.max(...columns) - Math.min(...columns) > 1) found.push('fields stand at ' + [...columns].join(' and '));
  return found;
})()`;

describe('the labels of the dialogs', function () {
  this.timeout(120_000);
  const editor = useSpeakingEditor();

  for (const lang of LANGUAGES) {
    it(`stand beside their fields, and long ones in two lines beside their icons, in ${lang}, in a dialog of ${NARROW} pixels`, async () => {
      const { page } = editor();
      await editor().speak(lang);
      const found: string[] = [];
      const look = async (name: string): Promise<void> => {
        await editor().unfold();
        await page.evaluate(
          `$('.red-ui-tray').css('width', ${NARROW}).find('.red-ui-tray-body').css('min-width', 0)`,
        );
        await picture(page, `labels-${lang}-${name}`);
        found.push(...(await page.evaluate<string[]>(WRONG)).map((text) => `${name}: ${text}`));
        await editor().cancel();
      };
      await editor().openAccount('b');
      await look('account');
      for (const [id, name] of [
        ['n', 'request'],
        ['k', 'token'],
        ['e', 'event'],
      ] as const) {
        await editor().open(id);
        if (id === 'n')
          await page.evaluate(
            "$('#tuya-request-row-uid, #tuya-request-row-body, .tuya-fold .form-row').show()",
          );
        if (id === 'e') await page.evaluate("$('#tuya-event-row-ackTimeout').show()");
        await look(name);
      }
      found.should.eql([]);
    });
  }
});
