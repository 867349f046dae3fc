import 'should';
import { nextStep } from '../../../nodes/editor/account/next-step';
import { STAGES } from '../../../nodes/shared/admin';
import type { Stage, StageName } from '../../../nodes/shared/admin';

const NEW = { isNew: true, isChanged: true };

/** All stages good, but for what is said of some. */
function stages(other: Partial<Record<StageName, Partial<Stage>>> = {}): Stage[] {
  return STAGES.map((stage) => ({ stage, ok: true, message: '', hint: '', ...other[stage] }));
}

describe('what to do after a test', () => {
  it('all is well: a new account is added, a changed one updated, and the one that is there is ready', () => {
    String(nextStep(stages(), NEW)).should.equal('add');
    String(nextStep(stages(), { isNew: false, isChanged: true })).should.equal('update');
    String(nextStep(stages(), { isNew: false, isChanged: false })).should.equal('ready');
  });

  it('a clock that is off, and messages that only some want, are no obstacle', () => {
    String(nextStep(stages({ clock: { ok: false }, messages: { ok: false } }), NEW)).should.equal('add');
  });

  for (const stage of STAGES.filter((one) => one !== 'clock' && one !== 'messages')) {
    it(`where ${stage} has failed its own hint says what is next`, () => {
      [nextStep(stages({ [stage]: { ok: false, code: 'TUYA_1004' } }), NEW)].should.eql([undefined]);
    });
  }

  for (const code of ['TUYA_1005', 'TUYA_28841107']) {
    it(`${code}: a key that belongs to another data center leads to the search for it`, () => {
      const after: Partial<Stage> = { ok: false, tried: false };
      const refused = {
        key: { ok: false, code },
        token: after,
        subscription: after,
        read: after,
        messages: after,
      };
      String(nextStep(stages(refused), NEW)).should.equal('find');
    });
  }

  it('the same code of a read is no question of the data center', () => {
    [nextStep(stages({ read: { ok: false, code: 'TUYA_1005' } }), NEW)].should.eql([undefined]);
  });

  it('code mode without a user leads to the first one', () => {
    const open: Partial<Stage> = { tried: false };
    const told = stages({ token: open, subscription: open, read: open });
    String(nextStep(told, NEW)).should.equal('authorize');
  });

  it('devices that were not counted, because the calls were needed, do not matter', () => {
    String(nextStep(stages({ read: { tried: false } }), NEW)).should.equal('add');
  });

  it('a test that did not come to its end leads nowhere', () => {
    [nextStep(stages().slice(0, -1), NEW)].should.eql([undefined]);
    [nextStep([], NEW)].should.eql([undefined]);
  });
});
