import 'should';
import type { DeviceModel } from '../../../nodes/cloud/values/model';
import { meantRow, sentRow } from '../../../nodes/editor/values/meaning';

const range = { min: 0, max: 1000 };
const MODEL: DeviceModel = {
  functions: [
    { code: 'temp_set', name: '', type: { kind: 'Integer', scale: 1, step: 1, unit: '' } },
    {
      code: 'colour',
      name: '',
      type: { kind: 'Colour', h: { min: 0, max: 360 }, s: range, v: range, form: 'json' },
    },
    {
      code: 'text',
      name: '',
      type: { kind: 'Colour', h: { min: 0, max: 360 }, s: range, v: range, form: 'hsv' },
    },
    { code: 'mode', name: '', type: { kind: 'Enum', range: ['a'] } },
  ],
  status: [],
};

describe('rows that say what is meant', () => {
  for (const [code, sent, meant] of [
    ['temp_set', 235, 23.5],
    ['colour', { h: 30, s: 1000, v: 500 }, { h: 30, s: 1000, v: 500 }],
    ['text', '001e03e801f4', { h: 30, s: 1000, v: 500 }],
    ['mode', 'a', 'a'],
    ['other', 235, 235],
  ] as [string, unknown, unknown][]) {
    it(`${code}: ${JSON.stringify(sent)} means ${JSON.stringify(meant)}, and goes back`, () => {
      meantRow(MODEL, { code, value: sent }).should.eql({ code, value: meant });
      sentRow(MODEL, { code, value: meant }).should.eql({ code, value: sent });
    });
  }

  it('a colour may be a name; what cannot be meant stays', () => {
    sentRow(MODEL, { code: 'colour', value: 'red' }).should.eql({
      code: 'colour',
      value: { h: 0, s: 1000, v: 1000 },
    });
    sentRow(MODEL, { code: 'colour', value: 'warm' }).should.eql({ code: 'colour', value: 'warm' });
    sentRow(MODEL, { code: 'temp_set', value: 'warm' }).should.eql({ code: 'temp_set', value: 'warm' });
  });
});
