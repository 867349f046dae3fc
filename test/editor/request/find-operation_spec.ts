import 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import { findOperations, findable } from '../../../nodes/editor/request/find-operation';
import { textsOf } from '../../../nodes/editor/request/operation-texts';
import { LANGUAGES, saying, sayingIn } from '../../support/texts';

const known = new Map(LANGUAGES.map((lang) => [lang, findable(OPERATIONS, sayingIn(lang))]));

/** The ids of what is found, the best first. */
function found(search: string, lang: (typeof LANGUAGES)[number] = 'en-US'): string[] {
  return findOperations(known.get(lang) ?? [], search).map(({ operation }) => operation.id);
}

describe('the search for a call', () => {
  it('finds it by what people type', () => {
    const first = (text: string): string => found(text)[0] ?? '';
    first('switch').should.equal('send-commands');
    first('my devices').should.equal('list-my-devices'); // as the README says
    first('turn on').should.equal('send-commands');
    first('log').should.equal('get-logs');
    first('start scene').should.equal('trigger-scene');
    for (const words of ['status', 'read status', 'state']) first(words).should.equal('get-status');
    first('weather').should.match(/weather|forecast/);
    first('door-lock/password-ticket').should.equal('create-lock-ticket');
    found('xyzzy').should.eql([]);
    found('[').should.eql([]);
    found('').length.should.equal(12);
  });

  for (const lang of LANGUAGES) {
    it(`finds each by its title, in ${lang} and in English, as it was pasted`, () => {
      for (const operation of OPERATIONS) {
        for (const say of [sayingIn(lang), saying]) {
          const { title } = textsOf(operation, say);
          const best = findOperations(known.get(lang) ?? [], title);
          const titles = best.map((one) => textsOf(one.operation, say).title);
          titles.includes(title).should.be.true(title);
        }
      }
    });

    it(`finds each by one of its words in ${lang}`, () => {
      for (const operation of OPERATIONS) {
        const texts = textsOf(operation, sayingIn(lang));
        const word = texts.words.split(' ')[0] ?? '';
        found(`${texts.title} ${word}`, lang).includes(operation.id).should.be.true(texts.title);
      }
    });
  }

  for (const [lang, search, id] of [
    ['de', 'Lampe einschalten', 'send-commands'],
    ['de', 'gerate auflisten', 'list-my-devices'],
    ['de', 'Vorhersage', 'get-forecast'],
    ['fr', 'etat', 'get-status'],
    ['fr', "l'état", 'get-status'],
    ['fr', 'météo', 'get-city-weather'],
    ['es-ES', 'lampara', 'send-commands'],
    ['es-ES', '¿Está congelado?', 'get-thing-state'],
    ['es-ES', 'mis dispositivos', 'list-my-devices'], // as docs/README.es-ES.md says
    ['ja', 'デバイスの状態を取得', 'get-status'],
    ['ja', '自分のデバイス', 'list-my-devices'], // as docs/README.ja.md says
    ['ja', 'デバイス一覧', 'list-my-devices'],
    ['ja', 'エアコン状態', 'get-ac-status'],
    ['ja', 'アプリのユーザー一覧', 'list-app-users'],
    ['ja', 'WebRTC', 'get-webrtc'],
    ['ja', '天気予報', 'get-forecast'],
    ['ja', 'ﾃﾞﾊﾞｲｽ 状態', 'get-status'],
    ['ja', 'Send commands', 'send-commands'],
    ['zh-CN', '下发指令', 'send-commands'],
    ['zh-CN', '查询设备状态', 'get-status'],
    ['zh-CN', '设备的日志', 'get-logs'],
    ['zh-CN', '开灯', 'send-commands'],
    ['zh-CN', '我的设备', 'list-my-devices'],
    ['zh-CN', '没有的东西', ''],
    ['zh-CN', 'device status', 'get-status'],
  ] as const) {
    it(`${lang}: ${search} finds ${id || 'nothing'}`, () => {
      (found(search, lang)[0] ?? '').should.equal(id);
    });
  }
});
