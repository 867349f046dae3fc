import { accountForm } from './account-form';
import type { FormElement } from './account-form';
import { showCenters, showStages } from './results';
import type { Center, Stage } from './results';

/** What the dialogs call; the HTML files load it as the global `TuyaEditor`. */

type Texts = (key: string) => string;

function post<T>(
  url: string,
  id: string,
  text: Texts,
  list: JQuery,
  button: JQuery,
  show: (reply: T) => void,
): void {
  const fields = $('#dialog-form, .red-ui-editor-dialog form, form')
    .find('[id^="node-config-input-"]')
    .toArray();
  button.prop('disabled', true);
  list.empty().append($('<li>').text(text('busy')));
  // A relative address: Node-RED adds its login and its own root only to those.
  void $.ajax({
    url,
    method: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(accountForm(id, fields as unknown as FormElement[])),
    timeout: 20_000,
  })
    .done((reply: T) => {
      list.empty();
      show(reply);
    })
    .fail((xhr: JQuery.jqXHR) => {
      const reply = xhr.responseJSON as { message?: string; hint?: string } | undefined;
      const sentence = [reply?.message ?? text('failed'), reply?.hint ?? ''].join('. ');
      list.empty().append($('<li class="tuya-bad">').text(sentence));
    })
    .always(() => button.prop('disabled', false));
}

/** The buttons of the account's dialog. */
export function wireAccount(id: string, text: Texts): void {
  const list = $('#tuya-config-results');
  const test = $('#tuya-config-test');
  const find = $('#tuya-config-find');
  test.on('click', () => {
    post<{ stages: Stage[] }>('tuya-config/test', id, text, list, test, ({ stages }) => {
      showStages(list, stages);
    });
  });
  find.on('click', () => {
    post<{ dataCenters: Center[] }>(
      'tuya-config/find-data-center',
      id,
      text,
      list,
      find,
      ({ dataCenters }) => {
        showCenters(list, dataCenters, text('choose'), (code) => {
          $('#node-config-input-dataCenter').val(code).trigger('change');
        });
      },
    );
  });
}
