import should from 'should';
import { LOGIN_TIME } from '../../../nodes/cloud/login/states';
import { MOST_WAITING, WaitingStates } from '../../../nodes/cloud/login/waiting-states';

describe('A1: states of the dialog', () => {
  let now = 1_700_000_000_000;
  let states: WaitingStates<unknown>;
  beforeEach(() => {
    states = new WaitingStates(() => now);
  });
  const nothing = (value: unknown): void => void (value === undefined).should.be.true();

  it('count once, and bring what their login began with', () => {
    const settings = { secret: 's' };
    const [state, other] = [states.issue(settings), states.issue('other')];
    state.should.match(/^[\w-]{43}$/).and.not.equal(other);
    should(states.redeem(state)).equal(settings);
    nothing(states.redeem(state));
    should(states.redeem(other)).equal('other');
  });

  it('wrong ones bring nothing, and change nothing', () => {
    nothing(states.redeem('nobody waits'));
    const state = states.issue('settings');
    const other = (state.startsWith('x') ? 'y' : 'x') + state.slice(1);
    for (const wrong of ['', undefined, null, [state], { state }, state.slice(0, -1), `${state}x`, other]) {
      nothing(states.redeem(wrong));
    }
    should(states.redeem(state)).equal('settings');
  });

  it('last for ten minutes', () => {
    LOGIN_TIME.should.equal(600_000);
    const [early, late] = [states.issue('early'), states.issue('late')];
    now += LOGIN_TIME - 1;
    should(states.redeem(early)).equal('early');
    now += 1;
    nothing(states.redeem(late));
  });

  it('can be forgotten by what their login began with, the others stay', () => {
    const [gone, stays] = [states.issue('gone'), states.issue('stays')];
    states.drop((settings) => settings === 'gone');
    nothing(states.redeem(gone));
    should(states.redeem(stays)).equal('stays');
  });

  it('are at most twenty: the oldest gives way, and one whose time is over takes no place', () => {
    MOST_WAITING.should.equal(20);
    states.issue('over');
    now += LOGIN_TIME;
    const issued = Array.from({ length: MOST_WAITING + 1 }, (_, i) => states.issue(i));
    nothing(states.redeem(issued[0]));
    should(states.redeem(issued[1])).equal(1);
    should(states.redeem(issued.at(-1))).equal(MOST_WAITING);
  });
});
