import { DATA_CENTERS } from '../../cloud/data-centers';
import { PATHS, STAGES, TEST_COST } from '../../shared/admin';
import type { Center, Stage } from '../../shared/admin';
import type { AccountKey, Say } from '../texts';
import { nextStep } from './next-step';
import type { Account, NextStep } from './next-step';
import { button, centerRow, nextRow, note, rename, stageRow, waitingCenter, waitingStage } from './rows';
import { Runs } from './runs';

/** The buttons Test connection and Find my data center, what they show, and what to do after. */

const COUNT = Object.keys(DATA_CENTERS).length;
/** Each is asked once, and once more where the clock is wrong. */
const COST_OF_FIND = { count: COUNT, most: 2 * COUNT };

/** What the last test has found, for who reports it. */
export interface Tests {
  /** Stages that have ended, and when the test was begun; undefined before the first. */
  last(): { stages: readonly Stage[]; at: Date } | undefined;
  /** Tests the connection, as the button does. */
  begin(): void;
  /** A user has authorized: what the test asked for is done. */
  authorized(): void;
  /** Ends what is under way. */
  end(): void;
}

/**
 * @param choose takes a data center that knows the key
 * @param tested told when a test has ended
 * @param account what the form is about, for what comes next
 */
export function wireTests(
  id: string,
  say: Say<AccountKey>,
  { choose, tested, account }: { choose: (code: string) => void; tested: () => void; account: () => Account },
): Tests {
  const list = $('#tuya-config-results');
  const runs = new Runs(id, say, list, $('#tuya-config-stop'));
  let last: { stages: Stage[]; at: Date } | undefined;
  $('#tuya-config-cost').text(say('result.cost', TEST_COST));

  let lastStep: NextStep | undefined;
  const sayNext = (stages: readonly Stage[]): void => {
    const step = nextStep(stages, account());
    lastStep = step;
    if (step === undefined) {
      runs.showTrouble();
      return;
    }
    if (step === 'find') {
      runs.next(nextRow(say('next.find', COST_OF_FIND), button(say('button.find')).on('click', find)));
      return;
    }
    // As Node-RED calls them in this language.
    const [add, deploy] = ['#node-config-dialog-ok', '#red-ui-header-button-deploy'].map((one) =>
      $(one).text().trim(),
    );
    runs.next(nextRow(say(`next.${step}`, { button: add ?? '', deploy: deploy ?? '' })));
  };

  const begin = (): void => {
    const stages: Stage[] = [];
    last = { stages, at: new Date() };
    runs.begin<Stage>({
      url: PATHS.test,
      indifferent: ['name'],
      button: $('#tuya-config-test'),
      waiting: new Map(STAGES.map((stage) => [stage, waitingStage(stage, say)])),
      show: (stage) => {
        stages.push(stage);
        return [stage.stage, stageRow(stage, say)];
      },
      ended: () => {
        tested();
        sayNext(stages);
      },
    });
  };
  $('#tuya-config-test').on('click', begin);

  let unchoose = (): void => undefined;
  /** A row whose button chooses its data center; of several that know the key only one is chosen. */
  const choosable = (center: Center, name: string): JQuery => {
    const row = centerRow(center, name, say);
    if (!center.ok) return row;
    const one = button(say('result.choose'), name).addClass('tuya-choose');
    one.on('click', () => {
      unchoose();
      rename(one, say('result.chosen'), name);
      unchoose = () => {
        rename(one, say('result.choose'), name);
      };
      choose(center.dataCenter);
      runs.next(nextRow(say('next.chosen', { center: name })));
    });
    return row.append(one);
  };

  const find = (): void => {
    const nameOf = (code: string): string => say(`center.${code as keyof typeof DATA_CENTERS}`);
    const codes = Object.keys(DATA_CENTERS);
    const centers: Center[] = [];
    runs.begin<Center>({
      url: PATHS.findDataCenter,
      indifferent: ['name', 'dataCenter', 'baseUrl'],
      button: $('#tuya-config-find'),
      waiting: new Map(codes.map((code) => [code, waitingCenter(nameOf(code), say)])),
      show: (center) => {
        centers.push(center);
        return [center.dataCenter, choosable(center, nameOf(center.dataCenter))];
      },
      ended: () => {
        // Where one could not be asked, it may be the one.
        const isNowhere = centers.length === codes.length && centers.every(({ unknown }) => unknown);
        if (isNowhere) list.append(note(say('result.findNone')));
      },
    });
  };

  $('#tuya-config-find').on('click', () => {
    runs.clear();
    const [yes, no] = [button(say('result.findNow')), button(say('result.findNot'))];
    yes.on('click', find);
    no.on('click', () => {
      runs.clear();
      $('#tuya-config-find').trigger('focus');
    });
    list.append(note(say('result.findCost', COST_OF_FIND)).append($('<div>').append(yes, ' ', no)));
    yes.trigger('focus');
  });

  return {
    last: () => last,
    begin,
    authorized: () => {
      // In its place and not scrolled to: who has authorized is what is looked at.
      if (lastStep === 'authorize') list.find('.tuya-next').replaceWith(nextRow(say('next.authorized')));
    },
    end: () => {
      runs.end();
    },
  };
}
