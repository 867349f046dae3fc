/** Rows of one of Node-RED's lists that are moved by keys, as the mouse does by the same handle. */

const HANDLE = '.red-ui-editableList-item-handle';

/** Makes the handle of a new row one that keys can come to. */
export function letMove(container: JQuery, title: string): void {
  container.siblings(HANDLE).attr({ title, role: 'button', tabindex: 0 });
}

/** Up and Down on a handle move its row; `moved` hears of it. */
export function followMoves(list: JQuery, moved?: () => void): void {
  list.on('keydown', HANDLE, (event) => {
    const row = $(event.currentTarget as Element).closest('li');
    // The other row is moved: this one would lose the focus.
    if (event.key === 'ArrowUp') row.prev().insertAfter(row);
    else if (event.key === 'ArrowDown') row.next().insertBefore(row);
    else return;
    event.preventDefault();
    moved?.();
  });
}
