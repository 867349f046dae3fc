import should from 'should';
import { Seal, isFormerName, isUserName } from '../../../nodes/cloud/storage/seal';

/** As it was sealed before names bore a mark, with the key `id` and `secret`. */
const FORMER = '25163505ab8be363ff3cfa5589324e573810757d';
const SEALED =
  'v1.AhPaG5PWH5NmWja8xq5r-g_fDDFtACdxMBiFgmzOaGNpMJyd4V0dQ7JEReRMnUbcJTE1drnNBluiGyYx7yyQ2GJ3vACrChxFGFCiP-WZawU7TypAjGQ7ZsmEzIlzEn9qtvceH0mwxMJGQSziOY7DRI8MqJ35zng8Yj5FjoEsJKeHFZavjihbqaemw_95l2pNdxh2lY1BVl8SuZF6yIomicbLOu2Pjc2GfN4pYyLac5Yv';

describe('the seal', () => {
  const seal = new Seal('id', 'secret');

  it('opens what it has closed, and nothing twice the same', () => {
    const once = seal.close('name', 'grün');
    once.should.startWith('v1.');
    once.should.not.equal(seal.close('name', 'grün'));
    should(seal.open('name', once)).equal('grün');
    should(seal.open('empty', seal.close('empty', ''))).equal('');
  });

  it('opens what was sealed before, under its name of that time', () => {
    seal.formerNameOf('uid-anna').should.equal(FORMER);
    should(seal.open(FORMER, SEALED)).match(/^\{"uid":"uid-anna",/);
  });

  it('opens nothing of another name, another secret, another client_id, another version', () => {
    const closed = seal.close('name', 'text');
    const opened = [
      seal.open('other', closed),
      new Seal('id', 'other').open('name', closed),
      new Seal('other', 'secret').open('name', closed),
      seal.open('name', closed.replace('v1.', 'v2.')),
      seal.open('name', closed.slice(3)),
    ];
    for (const text of opened) (text === undefined).should.be.true();
  });

  it('opens nothing that was cut off or changed anywhere', () => {
    const closed = seal.close('name', 'text');
    for (let length = 0; length < closed.length; length++) {
      (seal.open('name', closed.slice(0, length)) === undefined).should.be.true();
    }
    for (let at = 0; at < closed.length - 1; at++) {
      const other = closed[at] === 'A' ? 'B' : 'A';
      const changed = closed.slice(0, at) + other + closed.slice(at + 1);
      (seal.open('name', changed) === undefined).should.be.true(String(at));
    }
  });

  it('names by a derived key: nobody can tell a name from the uid, not even of the same user with another secret', () => {
    const name = seal.nameOf('uid-anna');
    name.should.match(/^[0-9a-f]{8}-[0-9a-f]{40}$/);
    name.should.equal(new Seal('id', 'secret').nameOf('uid-anna'));
    name.should.not.equal(seal.nameOf('uid-ben'));
    const [mark = '', user = ''] = name.split('-');
    for (const other of [new Seal('id', 'other'), new Seal('other', 'secret')]) {
      const [otherMark = '', otherUser = ''] = other.nameOf('uid-anna').split('-');
      otherMark.should.not.equal(mark);
      otherUser.should.not.equal(user);
    }
  });

  it('knows its own names, and those that may be a user’s at all', () => {
    const own = seal.nameOf('uid-anna');
    const foreign = new Seal('id', 'other').nameOf('uid-anna');
    seal.owns(own).should.be.true();
    for (const name of [foreign, FORMER, `${own}0`, `x${own}`, own.slice(0, -1)]) {
      seal.owns(name).should.be.false(name);
    }
    [own, foreign, FORMER].map(isUserName).should.eql([true, true, true]);
    [own, foreign, FORMER].map(isFormerName).should.eql([false, false, true]);
    for (const name of [
      'used-abc-def',
      'ffff',
      `${FORMER}0`,
      `x${FORMER}`,
      `${own}0`,
      `x${own}`,
      `${own}.tmp`,
    ]) {
      isUserName(name).should.be.false(name);
    }
  });
});
