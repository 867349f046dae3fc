import type { Page } from 'playwright-core';

/** What does not fit in a form: cut off, on top of something else, or wider than what is around it. */

/** Runs in the page, where this file's functions are not. */
const LOOK = `(form, others) => {
  const found = [];
  const name = (one) => one.tagName.toLowerCase() + (one.id ? '#' + one.id : '') + [...one.classList].map((c) => '.' + c).join('')
    + ' "' + (one.value || one.textContent || '').trim().slice(0, 40) + '"';
  const isSeen = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && getComputedStyle(one).clipPath === 'none';
  const all = [...form.querySelectorAll('*')].filter((one) => isSeen(one) && !one.closest(others + ', .fa-spin'));
  const box = (one) => one.getBoundingClientRect();
  const { left, right } = box(form);
  for (const one of all) {
    const { left: l, right: r, width } = box(one);
    if (width > 0 && (r > right + 1 || l < left - 1)) found.push('beyond the edge: ' + name(one));
    const style = getComputedStyle(one);
    const isText = one.matches('button, a, summary, label, .tuya-note, .tuya-reason, td, th, dd, li');
    if (isText && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && style.display !== 'inline')
      found.push('cut off: ' + name(one) + ' ' + one.scrollWidth + ' > ' + one.clientWidth);
    if (one.matches('select') && one.querySelector('[data-i18n]') !== null) {
      const canvas = document.createElement('canvas').getContext('2d');
      canvas.font = style.font;
      for (const { text } of one.options)
        if (canvas.measureText(text).width > one.clientWidth - parseFloat(style.paddingLeft) - 16)
          found.push('cut off: ' + name(one) + ' ' + text);
    }
  }
  for (let one = form; one !== null && !one.matches('.red-ui-tray'); one = one.parentElement)
    if (one.scrollWidth > one.clientWidth + 1) found.push('scrolls sideways: ' + name(one) + ' ' + one.scrollWidth + ' > ' + one.clientWidth);
  // Words and fields, without what is around them.
  const things = all.filter((one) =>
    one.matches('input, select, button, textarea') || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
  const boxes = things.flatMap((one) => {
    if (one.matches('input, select, button, textarea')) return [[one, box(one)]];
    const range = document.createRange();
    const texts = [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '');
    return texts.flatMap((node) => { range.selectNodeContents(node); return [...range.getClientRects()].map((rect) => [one, rect]); });
  });
  const list = form.querySelector('.tuya-search .tuya-choices:not([style*="none"])');
  boxes.forEach(([one, a], at) => {
    for (const [other, b] of boxes.slice(at + 1)) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      if (list !== null && list.contains(one) !== list.contains(other)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 3) found.push('on top of each other: ' + name(one) + ' and ' + name(other));
    }
  });
  return [...new Set(found)];
}`;

/**
 * @param form selector of a form
 * @param others selector of what in it is not looked at
 */
export function misfits(page: Page, form: string, others: string): Promise<string[]> {
  return page.evaluate<string[]>(
    `(${LOOK})(document.querySelector(${JSON.stringify(form)}), ${JSON.stringify(others)})`,
  );
}

/** Makes the open dialog as narrow as it may be; resolves with its width. */
export async function narrow(page: Page, width: number): Promise<number> {
  return page.evaluate<number>(`(() => {
    const tray = $('.red-ui-tray').last();
    tray.css('transition', 'none').width(${width});
    return tray[0].getBoundingClientRect().width;
  })()`);
}
