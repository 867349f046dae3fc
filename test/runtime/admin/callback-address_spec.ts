import 'should';
import { TuyaError } from '../../../nodes/cloud';
import {
  forgetCallback,
  isEditorsCallback,
  rememberCallback,
  usualCallback,
} from '../../../nodes/runtime/admin/callback-address';
import type { Red } from '../../../nodes/runtime/red-types';

const red = (settings: object): Red => ({ settings }) as Red;
const usual = (settings: object, id = 'nobody'): string => usualCallback(red(settings), id);
/** Whether nothing is known, and what to do is said. */
const unknown = (settings: object, id?: string): boolean => {
  try {
    usual(settings, id);
  } catch (thrown) {
    if (!(thrown instanceof TuyaError)) throw thrown;
    return thrown.code === 'TUYA_CONFIG' && thrown.hint.includes('Enter the Callback in the account');
  }
  return false;
};
const PATH = '/tuya-config/oauth/callback';

describe('where the logins of a flow return', () => {
  it('is the callback that the account’s own dialog has used', () => {
    rememberCallback('one', `https://house.example/red${PATH}`);
    rememberCallback('two', `http://other.example${PATH}`);
    usual({}, 'one').should.equal(`https://house.example/red${PATH}`);
    usual({}, 'two').should.equal(`http://other.example${PATH}`);
    usual({ uiPort: 1, uiHost: 'localhost' }, 'three').should.equal(`http://localhost:1${PATH}`);
  });

  it('no page of somebody’s flow is taken for it', () => {
    rememberCallback('flow', 'https://house.example/callback');
    rememberCallback('flow', undefined);
    unknown({}, 'flow').should.be.true();
    isEditorsCallback(`https://a${PATH}`).should.be.true();
    for (const other of ['', 'x', 'https://a/callback', `https://a${PATH}/x`, `https://a/?x=${PATH}`]) {
      isEditorsCallback(other).should.be.false(other);
    }
  });

  it('is else by the settings of Node-RED', () => {
    usual({ uiHost: '127.0.0.1' }).should.equal(`http://127.0.0.1:1880${PATH}`);
    usual({ uiHost: '::1' }).should.equal(`http://[::1]:1880${PATH}`);
    usual({ uiHost: '10.0.0.7', uiPort: 8080, https: {}, httpAdminRoot: '//red/' }).should.equal(
      `https://10.0.0.7:8080/red${PATH}`,
    );
    usual({ uiHost: 'house', httpAdminRoot: false }).should.equal(`http://house:1880${PATH}`);
  });

  it('is never guessed: who listens on every address has no name', () => {
    for (const uiHost of [undefined, '0.0.0.0', '::', '']) unknown({ uiHost }).should.be.true();
  });

  it('is forgotten with the account', () => {
    rememberCallback('gone', `https://house.example${PATH}`);
    forgetCallback('gone');
    unknown({}, 'gone').should.be.true();
  });

  it('forgets the oldest of very many accounts', () => {
    for (let i = 0; i < 501; i++) rememberCallback(`many ${i}`, `https://h${i}${PATH}`);
    unknown({}, 'many 0').should.be.true();
    usual({}, 'many 1').should.equal(`https://h1${PATH}`);
    usual({}, 'many 500').should.equal(`https://h500${PATH}`);
  });
});
