import { ask, currentForm, wordsOf } from './ask';
import type { Texts } from './ask';
import { showCenters, showStages } from './account/results';
import type { Center, Stage } from './account/results';
import { wireUsers } from './account/users';

/** What the dialogs call; the HTML files load it as the global `TuyaEditor`. */

/** The buttons of the account's dialog; the returned function ends what still waits when it closes. */
export function wireAccount(id: string, text: Texts): () => void {
  const list = $('#tuya-config-results');
  const say = (line: JQuery): JQuery => list.empty().append(line);
  const wire = <T>(button: JQuery, url: string, show: (reply: T) => void): void => {
    button.on('click', () => {
      button.prop('disabled', true);
      say($('<li>').text(text('busy')));
      ask<T>('POST', url, currentForm(id))
        .then((reply) => {
          list.empty();
          show(reply);
        })
        .catch((thrown: unknown) => say($('<li class="tuya-bad">').text(wordsOf(thrown, text))))
        .finally(() => button.prop('disabled', false));
    });
  };
  wire<{ stages: Stage[] }>($('#tuya-config-test'), 'tuya-config/test', ({ stages }) => {
    showStages(list, stages);
  });
  wire<{ dataCenters: Center[] }>(
    $('#tuya-config-find'),
    'tuya-config/find-data-center',
    ({ dataCenters }) => {
      showCenters(list, dataCenters, text('choose'), (code) => {
        $('#node-config-input-dataCenter').val(code).trigger('change');
      });
    },
  );
  return wireUsers(id, text);
}

export { readParams, wireRequest } from './request/dialog';
