import should from 'should';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { Troubles } from '../../../nodes/cloud/storage/troubles';

describe('troubles of a storage', () => {
  const full = Object.assign(new Error('/home/me'), { code: 'ENOSPC' });

  it('L9: each kind is told once, and again when it was over in between', () => {
    const told: string[] = [];
    const troubles = new Troubles((said) => told.push(speakEnglish(said)));
    for (let i = 0; i < 3; i++) {
      troubles.unwritten(full);
      troubles.unreadable(full);
      troubles.damaged();
      troubles.uncleared(full);
    }
    told.should.have.length(4);
    should(told[0]).match(/cannot be stored \(ENOSPC\).*lost with a restart/);
    should(told[1]).match(/cannot be read \(ENOSPC\)/);
    should(told[2]).match(/damaged.*authorize again/);
    should(told[3]).match(/cannot be removed \(ENOSPC\)/);
    troubles.over('write');
    troubles.unwritten(full);
    troubles.unreadable(full);
    told.should.have.length(5);
    should(told[4]).match(/cannot be stored/);
  });

  it('somebody else is told of everything anew, and the one before of nothing more', () => {
    const [before, after]: string[][] = [[], []];
    const troubles = new Troubles((said) => before?.push(speakEnglish(said)));
    troubles.damaged();
    troubles.tell((said) => after?.push(speakEnglish(said)));
    troubles.damaged();
    should(before).have.length(1);
    should(after).have.length(1);
  });

  it('errors for who asked say what to look at, and no path', () => {
    const troubles = new Troubles(() => undefined);
    for (const [error, text] of [
      [troubles.unreadable(full), /cannot be read \(ENOSPC\)/],
      [troubles.unremoved(full), /cannot be removed \(ENOSPC\)/],
    ] as const) {
      error.code.should.equal('TUYA_CONFIG');
      error.message.should.match(text).and.not.containEql('/home/me');
      error.hint.should.match(/place where the account keeps its tokens/);
    }
    troubles.unremoved(full).hint.should.match(/remove the user again/);
  });
});
