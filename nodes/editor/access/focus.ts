/** The place where somebody is: it stays in the dialog when what has it goes away. */

const FOCUSABLE = 'input, select, textarea, button, a[href], summary';

/** Whether the focus is in a part of the page. */
export function hasFocus(part: JQuery): boolean {
  return part.toArray().some((element) => element.contains(document.activeElement));
}

/** Puts the focus on the first thing of these that is there and can have it. */
export function focusFirst(...candidates: JQuery[]): void {
  for (const one of candidates) {
    const place = one.filter(':visible:not(:disabled)').first();
    if (place.length === 0) continue;
    place.trigger('focus');
    return;
  }
}

/** A row of one of Node-RED's lists was removed: to the next one's way to remove it, else to the one before, else to the list's button. */
export function followRemovals(list: JQuery): void {
  const remove = '.red-ui-editableList-item-remove';
  list.on('click', remove, ({ currentTarget }) => {
    const row = $(currentTarget as Element).closest('li');
    const stays = 'li:not(.red-ui-editableList-item-deleting)';
    focusFirst(
      row.nextAll(stays).find(remove),
      row.prevAll(stays).first().find(remove),
      list.closest('.red-ui-editableList').find('.red-ui-editableList-addButton'),
    );
  });
}

/**
 * Something is about to be made anew: the focus goes to what has the same name after, else to the first thing there, else elsewhere.
 * @returns to be called when it was made
 */
export function keepFocus(part: JQuery, elsewhere: JQuery): () => void {
  if (!hasFocus(part)) return () => undefined;
  const here = part.find(':focus');
  const name = nameOf(here);
  const index = part.find(FOCUSABLE).index(here);
  return () => {
    const now = part.find(FOCUSABLE);
    const same = now.filter((_, element) => nameOf($(element)) === name);
    focusFirst(same, now.slice(index), now.last(), elsewhere);
  };
}

function nameOf(element: JQuery): string {
  return element.attr('aria-label') ?? element.text();
}
