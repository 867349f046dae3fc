import { makeAccessible } from '../access/form';
import { ownCallback } from '../ask';
import { sayer } from '../texts';
import type { AccountKey, Say } from '../texts';
import { allowVariable, dataCenters, modes, offer, overBudget } from './choices';
import { currentForm } from './account-form';
import { showFirstSteps } from './first-steps';
import { openFolds } from './folds';
import { watchKey } from './key';
import { wireLogins } from './login';
import { wireReport } from './report';
import { wireTests } from './tests';
import { wireUsage } from './usage';

/** The account's dialog: its choices, its buttons and what they show. */

const field = (name: string): JQuery => $(`#node-config-input-${name}`);

function savedIn(node: EditorNode, name: string): string {
  const saved = node[name];
  return typeof saved === 'string' ? saved : '';
}

/** Choices that may be a variable, and the rows that follow from them. */
function wireChoices(node: EditorNode, say: Say<AccountKey>): void {
  const [center, mode, spent] = [field('dataCenter'), field('mode'), field('overBudget')];
  offer(center, dataCenters(say));
  offer(spent, overBudget(say));
  offer(mode, modes(say));
  allowVariable(center, savedIn(node, 'dataCenter') || 'eu', say);
  allowVariable(mode, savedIn(node, 'mode') || 'simple', say);
  allowVariable(spent, savedIn(node, 'overBudget') || 'stop reads', say);
  for (const name of ['tls', 'proxy']) allowVariable(field(name), savedIn(node, name), say);
  const follow = (select: JQuery, rows: string, shown: (value: string) => boolean): void => {
    const toggle = (): void => {
      $(rows).toggle(shown(String(select.val())));
    };
    select.on('change', toggle);
    toggle();
  };
  // Nobody knows yet what a variable will hold: what it may need is shown.
  follow(center, '#tuya-config-row-baseUrl', (value) => value === 'custom' || value.startsWith('$'));
  follow(mode, '#tuya-config-code-mode', (value) => value !== 'simple');
}

/** What of the form a test is about. */
function tested(id: string): string {
  const { credentials, dataCenter, baseUrl, mode } = currentForm(id);
  return JSON.stringify([credentials, dataCenter, baseUrl, mode]);
}

/** Shows and copies the callback that counts. */
function wireCallback(say: Say<AccountKey>): void {
  const callback = field('redirectUrl').attr('placeholder', ownCallback(location));
  const copy = $('#tuya-config-copy');
  copy.on('click', () => {
    const value = String(callback.val() ?? '').trim() || ownCallback(location);
    RED.clipboard.copyText(value, copy, say('result.copied'));
  });
}

/** Inside the definition of a subflow there is one account for each use of it, and none that could be tried. */
function isInSubflow({ z }: EditorNode): boolean {
  return z !== undefined && z !== '' && (RED.nodes.subflow(z) ?? undefined) !== undefined;
}

/**
 * Wires the account's dialog; the returned function ends what still waits when it closes, and drops what it has brought when the
 * account was never added.
 */
export function wireAccount(node: EditorNode): (drop: boolean) => void {
  const say = sayer('tuya-config');
  wireChoices(node, say);
  openFolds(node);
  const opened = tested(node.id);
  const tests = wireTests(node.id, say, {
    choose: (code) => {
      field('dataCenter').val(code).trigger('change');
    },
    tested: () => {
      refresh();
      // A test costs calls too.
      wireUsage(node.id, say);
    },
    account: () => ({
      isNew: (RED.nodes.node(node.id) ?? undefined) === undefined,
      isChanged: tested(node.id) !== opened,
    }),
  });
  const refresh = wireReport(node.id, say, () => tests.last());
  wireCallback(say);
  wireUsage(node.id, say);
  const logins = wireLogins(node.id, say, () => {
    tests.authorized();
  });
  const inSubflow = isInSubflow(node);
  $('#tuya-config-in-subflow').toggle(inSubflow);
  $('#tuya-config-test, #tuya-config-find, #tuya-config-authorize, #tuya-config-exchange').prop(
    'disabled',
    inSubflow,
  );
  watchKey({
    told: showFirstSteps(say),
    entered: () => {
      if (!inSubflow) tests.begin();
    },
  });
  const mode = field('mode');
  const show = (): void => {
    if (mode.val() !== 'simple' && !inSubflow) logins.read();
  };
  mode.on('change', show);
  show();
  makeAccessible(node, field('name').closest('form'));
  return (drop) => {
    tests.end();
    logins.end(drop);
  };
}
