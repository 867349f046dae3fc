/** One step of a test, as the admin endpoint answers it. */
export interface Stage {
  stage: string;
  ok: boolean;
  message: string;
  hint: string;
}

/** One data center's word on the key. */
export interface Center {
  dataCenter: string;
  ok: boolean;
  message: string;
}

function line(ok: boolean, text: string): JQuery {
  const icon = $('<i aria-hidden="true">').addClass(ok ? 'fa fa-check' : 'fa fa-times');
  return $('<li>')
    .addClass(ok ? 'tuya-good' : 'tuya-bad')
    .append(icon, document.createTextNode(` ${text}`));
}

/** Shows the steps of a test as a check list. */
export function showStages(list: JQuery, stages: readonly Stage[]): void {
  for (const { ok, message, hint } of stages)
    list.append(line(ok, hint === '' ? message : `${message}. ${hint}`));
}

/** Shows which data centers know the key; the ones that do can be chosen. */
export function showCenters(
  list: JQuery,
  centers: readonly Center[],
  choose: string,
  chosen: (code: string) => void,
): void {
  for (const { dataCenter, ok, message } of centers) {
    const row = line(ok, `${dataCenter}: ${message}`);
    if (ok) {
      const button = $('<button type="button" class="red-ui-button red-ui-button-small">').text(choose);
      button.on('click', () => {
        chosen(dataCenter);
      });
      row.append(' ', button);
    }
    list.append(row);
  }
}
