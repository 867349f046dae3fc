import should from 'should';
import { TuyaError, speakEnglish } from '../../../nodes/cloud';
import { Variables } from '../../../nodes/runtime/account/variables';
import { Stages } from '../../../nodes/runtime/admin/stages';
import { STAGES } from '../../../nodes/shared/admin';
import type { Stage } from '../../../nodes/shared/admin';

describe('the stages of a test', () => {
  const told: Stage[] = [];
  const begin = (): Stages => {
    told.length = 0;
    const say = (key: string, values?: object): string =>
      values === undefined ? key : `${key} ${JSON.stringify(values)}`;
    return new Stages({ lang: 'en-US', say, speak: speakEnglish }, (stage) => told.push(stage));
  };

  it('are told one by one, and all in their order when it is over', () => {
    const stages = begin();
    stages.good('network', 'reached');
    stages.good('settings', 'complete');
    told.map(({ stage }) => stage).should.eql(['network', 'settings']);
    const all = stages.end();
    all.map(({ stage }) => stage).should.eql(STAGES);
    should(all[1]).equal(told[0]);
    told.should.have.length(STAGES.length);
    for (const { ok, tried } of told.slice(2)) [ok, tried].should.eql([false, false]);
  });

  it('A14: name a variable of the form, and tell what it holds in no part', () => {
    const stages = begin();
    stages.variables = new Variables();
    stages.variables.fill('bundleId', '${STAGES_SPEC}', () => 'canary-value');
    const said = { code: '1004', text: 'canary-value', signed: 'canary-value' };
    stages.bad(
      'key',
      new TuyaError('TUYA_1004', 'was canary-value', { hint: 'not canary-value', tuya: said }),
    );
    stages.good('read', 'seen', { names: 'canary-value' });
    stages.amiss('clock', 'ahead', { time: 'canary-value' });
    JSON.stringify(told).should.not.containEql('canary');
    const name = '${STAGES_SPEC}';
    should(told[0]).containEql({ message: `was ${name}`, hint: `not ${name}`, details: name });
  });
});
