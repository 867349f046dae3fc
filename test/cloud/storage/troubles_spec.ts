import 'should';
import { Troubles } from '../../../nodes/cloud/storage/troubles';

describe('troubles of a storage', () => {
  const full = Object.assign(new Error('/home/me'), { code: 'ENOSPC' });

  it('L9: each kind is told once, and again when it was over in between', () => {
    const told: string[] = [];
    const troubles = new Troubles((text) => told.push(text));
    for (let i = 0; i < 3; i++) {
      troubles.unwritten(full);
      troubles.unreadable(full);
      troubles.damaged();
      troubles.uncleared(full);
    }
    told.should.have.length(4);
    told[0]?.should.match(/cannot be stored \(ENOSPC\).*lost with a restart/);
    told[1]?.should.match(/cannot be read \(ENOSPC\)/);
    told[2]?.should.match(/damaged.*authorize again/);
    told[3]?.should.match(/cannot be removed \(ENOSPC\)/);
    troubles.over('write');
    troubles.unwritten(full);
    troubles.unreadable(full);
    told.should.have.length(5);
    told[4]?.should.match(/cannot be stored/);
  });

  it('somebody else is told of everything anew, and the one before of nothing more', () => {
    const [before, after]: string[][] = [[], []];
    const troubles = new Troubles((text) => before?.push(text));
    troubles.damaged();
    troubles.tell((text) => after?.push(text));
    troubles.damaged();
    before?.should.have.length(1);
    after?.should.have.length(1);
  });

  it('errors for who asked say what to look at, and no path', () => {
    const troubles = new Troubles(() => undefined);
    for (const [error, text] of [
      [troubles.unreadable(full), /cannot be read \(ENOSPC\)/],
      [troubles.unremoved(full), /cannot be removed \(ENOSPC\)/],
    ] as const) {
      error.code.should.equal('TUYA_CONFIG');
      error.message.should.match(text).and.not.containEql('/home/me');
      String(error.hint).should.match(/place where the account keeps its tokens/);
    }
    String(troubles.unremoved(full).hint).should.match(/remove the user again/);
  });
});
