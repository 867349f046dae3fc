import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from 'node-red';
import 'should';
import { TuyaError, speakEnglish } from '../../nodes/cloud';
import type { MessagesState } from '../../nodes/cloud';
import { shownNews } from '../../nodes/runtime/account/herald';
import type { StateKey } from '../../nodes/runtime/account/state';
import { EventStatus, shownState } from '../../nodes/runtime/node/event-status';
import { NodeStatus } from '../../nodes/runtime/node/status';
import type { Shown } from '../../nodes/runtime/node/status';
import { FakeClock } from '../support/fake-clock';
import { Help, LANGUAGES, TYPES, sectionOf, termsIn, textsIn } from '../support/help';
import type { Lang, NodeType } from '../support/help';
import { root } from '../support/root';

interface Texts {
  [key: string]: string | Texts;
}

const problem = (code: string): TuyaError => new TuyaError(code, 'no');

/** All that a node with an input can show, by the keys of its texts. */
function ofCalls(keys: string): Shown[] {
  const shown: Shown[] = [];
  let waiting = 0;
  const node = { status: (one: Shown) => shown.push(one) } as unknown as Node;
  const sources = {
    keys,
    words: () => `${keys}.waiting`,
    speak: () => speakEnglish,
    after: () => () => undefined,
  };
  const status = new NodeStatus(node, { ...sources, waiting: () => waiting });
  status.begin();
  status.setRenewing(true);
  waiting = 3;
  status.setRenewing(false);
  status.end();
  for (const code of ['TUYA_CONFIG', 'TUYA_AUTHORIZATION_REQUIRED', 'TUYA_ABORTED', 'TUYA_QUEUE_FULL']) {
    status.begin();
    status.end(problem(code));
  }
  return shown;
}

/** All that a node that listens can show. */
function ofMessages(keys: string): Shown[] {
  const shown: Shown[] = [];
  const words = (key: string): string => `${keys}.${key}`;
  const speak = (): typeof speakEnglish => speakEnglish;
  const connected = { is: 'connected', since: 0, away: 0 } as const;
  const refused = { is: 'refused', again: 1 } as const;
  const states: MessagesState[] = [
    { is: 'connecting' },
    { ...connected, quiet: false },
    { ...connected, quiet: true },
    { is: 'lost', error: problem('TUYA_NETWORK'), again: 1 },
    { ...refused, error: new TuyaError('TUYA_HTTP_401', 'no', { statusCode: 401 }) },
    { ...refused, error: problem('TUYA_TLS') },
    { ...refused, error: problem('TUYA_CONFIG') },
    { is: 'closed' },
  ];
  shown.push(...states.map((state) => shownState(state, { keys, words, speak })));
  const clock = new FakeClock();
  const stand = (one: Shown): void => {
    shown.push(one);
  };
  const sources = { keys, words, speak, clock, number: String };
  const status = new EventStatus({ stand }, sources);
  // A backlog, and the message that is still shown when it is worked off.
  status.came(0, 'x', 1000);
  clock.advance(1000);
  // What is wrong with the node itself is told as what is wrong with its account is.
  shown.push({ fill: 'red', shape: 'ring', text: `${keys}.settings` });
  return shown;
}

/** What is told of an account while calls go on; whatever else is told of it ends them. */
const WARNINGS = ['budgetNear', 'rival', 'rivalAccount', 'clockBehind', 'clockAhead'];

/** All that is shown of an account. */
function ofAccount(states: Texts): Shown[] {
  const words = (key: string): string => `tuya-config.${key}`;
  const news = (Object.keys(states) as StateKey[]).map((key) => {
    const severity = WARNINGS.includes(key) ? 'warning' : 'error';
    return shownNews(words, { severity, key, error: problem('TUYA_1010') });
  });
  return [...news, { fill: 'green', shape: 'dot', text: words('well') }];
}

function catalogueOf(lang: Lang, type: NodeType): Texts {
  return JSON.parse(readFileSync(join(root, `dist/nodes/locales/${lang}/${type}.json`), 'utf8')) as Texts;
}

function textAt(texts: Texts, key: string): string {
  const found = key
    .split('.')
    .reduce<string | Texts | undefined>(
      (level, part) => (typeof level === 'object' ? level[part] : undefined),
      texts,
    );
  if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
  return found;
}

/** A text with any number in the place of its values, and what is counted. */
function patternOf(text: string): RegExp {
  const parts = text.split(/__\w+__/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('\\d.*')}$`);
}

/** What a list of statuses says: how it looks, and the texts that look so. */
function listed(section: string): { look: string; texts: string[] }[] {
  return termsIn(section).map(({ html, said }) => {
    const [, ring = '', fill = ''] =
      /class="fa fa-circle(-o)?"\s+style="color: var\(--red-ui-node-status-colors-(\w+)\)"\s+aria-hidden="true"/.exec(
        html,
      ) ?? [];
    return {
      look: `${fill} ${ring === '' ? 'dot' : 'ring'}`,
      texts: said.flatMap((one) => textsIn(one, 'code')),
    };
  });
}

describe('the help names each status', () => {
  const english = catalogueOf('en-US', 'tuya-config');
  const shown: Record<NodeType, Shown[]> = {
    'tuya-config': ofAccount((english['tuya-config'] as Texts).state as Texts),
    'tuya-token': ofCalls('tuya-token.status'),
    'tuya-request': ofCalls('tuya-request.status'),
    'tuya-event': ofMessages('tuya-event.status'),
  };

  for (const type of TYPES) {
    const keys = [...new Set(shown[type].map(({ text = '' }) => text))].filter((key) => key.startsWith(type));

    it(`${type}: all that there are texts for can be shown`, () => {
      const own = catalogueOf('en-US', type)[type] as Texts;
      const texts =
        type === 'tuya-config'
          ? [...Object.keys(own.state as Texts).map((name) => `${type}.state.${name}.status`), `${type}.well`]
          : Object.keys(own.status as Texts).map((name) => `${type}.status.${name}`);
      keys.sort().should.eql(texts.sort());
    });

    for (const lang of LANGUAGES) {
      it(`${type} in ${lang}, where it has its colour and its shape`, () => {
        const texts = catalogueOf(lang, type);
        const list = listed(sectionOf(new Help(lang, type), type, 'status'));
        // A look is described once.
        list.map(({ look }) => look).should.eql([...new Set(list.map(({ look }) => look))]);
        for (const { fill = '', shape = '', text = '' } of shown[type]) {
          if (!text.startsWith(type)) continue;
          const pattern = patternOf(textAt(texts, text));
          const places = list.filter((one) => one.texts.some((said) => pattern.test(said)));
          places.map(({ look }) => look).should.eql([`${fill} ${shape}`], text);
        }
      });
    }
  }

  it('tuya-event shows time and code of the last message as the help does', () => {
    const [last] = shown['tuya-event'].filter(({ text = '' }) => /^\d\d:\d\d:\d\d x$/.test(text));
    for (const lang of LANGUAGES) {
      const list = listed(sectionOf(new Help(lang, 'tuya-event'), 'tuya-event', 'status'));
      const found = list.filter(({ texts }) => texts.some((text) => /^\d\d:\d\d:\d\d switch_1$/.test(text)));
      found.map(({ look }) => look).should.eql([`${last?.fill ?? ''} ${last?.shape ?? ''}`], lang);
    }
  });
});
