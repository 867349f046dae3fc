import 'should';
import { readRequest } from '../../../nodes/runtime/node/request-settings';
import type { RequestSettings } from '../../../nodes/runtime/node/request-settings';

const read = (saved: Record<string, unknown> = {}): RequestSettings =>
  readRequest({ id: 'n', type: 'tuya-request', z: 't', name: '', ...saved });

describe('the settings of tuya-request', () => {
  it('an old node without any has the usual ones', () => {
    read().should.eql({
      account: '',
      method: '',
      path: { field: 'path', type: 'str', value: '' },
      params: [],
      query: { field: 'query', type: 'json', value: '' },
      body: 'auto',
      bodyFormat: 'json',
      headers: { field: 'headers', type: 'json', value: '' },
      signHeaders: [],
      user: { field: 'user', type: 'msg', value: 'uid' },
      timeout: undefined,
      pages: 'one',
      maxPages: 100,
      ret: 'result',
      model: false,
      reuse: 0,
      parseValues: false,
      place: { kind: 'msg', name: 'payload' },
    });
  });

  it('each is read as it was saved', () => {
    read({
      account: 'a',
      method: 'POST',
      path: 'x',
      pathType: 'msg',
      query: 'q',
      queryType: 'flow',
      body: 'b',
      bodyType: 'global',
      bodyFormat: 'form',
      headers: 'h',
      headersType: 'jsonata',
      signHeaders: ' area , Lang,,',
      uid: 'uid-anna',
      uidType: 'str',
      timeout: '2.5',
      pages: 'each',
      maxPages: '3',
      ret: 'envelope',
      model: true,
      reuse: '2.5',
      parseValues: true,
      property: 'found',
      propertyType: 'global',
    }).should.eql({
      account: 'a',
      method: 'POST',
      path: { field: 'path', type: 'msg', value: 'x' },
      params: [],
      query: { field: 'query', type: 'flow', value: 'q' },
      body: { field: 'body', type: 'global', value: 'b' },
      bodyFormat: 'form',
      headers: { field: 'headers', type: 'jsonata', value: 'h' },
      signHeaders: ['area', 'Lang'],
      user: { field: 'user', type: 'str', value: 'uid-anna' },
      timeout: 2500,
      pages: 'each',
      maxPages: 3,
      ret: 'envelope',
      model: true,
      reuse: 2500,
      parseValues: true,
      place: { kind: 'global', name: 'found' },
    });
  });

  it('an answer may be its result, the whole envelope or the values in it', () => {
    ['result', 'envelope', 'values', 'x']
      .map((ret) => read({ ret }).ret)
      .should.eql(['result', 'envelope', 'values', 'result']);
    read({ model: 'true' }).model.should.be.false();
  });

  it('rows of placeholders that name nothing are left out', () => {
    const params = [
      { name: ' device_id ', value: 'd', type: 'msg' },
      { name: 'plain', value: 1 },
      { name: '', value: 'x' },
      null,
      'no row',
    ];
    read({ params }).params.should.eql([
      { name: 'device_id', input: { field: 'parameter device_id', type: 'msg', value: 'd' } },
      { name: 'plain', input: { field: 'parameter plain', type: 'str', value: 1 } },
    ]);
    read({ params: 'none' }).params.should.eql([]);
  });

  for (const [saved, ms] of [
    ['', undefined],
    ['soon', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['0.05', 100],
    [0.1, 100],
    ['1', 1000],
    ['3600', 3_600_000],
    ['3601', 3_600_000],
    ['Infinity', undefined],
  ] as [unknown, number | undefined][]) {
    it(`a timeout of ${JSON.stringify(saved)} is ${ms ?? 'the account’s'}`, () => {
      [read({ timeout: saved }).timeout].should.eql([ms]);
    });
  }

  for (const [saved, ms] of [
    [undefined, 0],
    [null, 0],
    ['', 0],
    [' ', 0],
    [0, 0],
    ['60', 60_000],
    [0.5, 500],
    [-1, -1000],
    ['soon', NaN],
    [true, NaN],
    [{}, NaN],
    ['Infinity', Infinity],
  ] as [unknown, number][]) {
    it(`answers are reused for ${String(ms)} ms where ${JSON.stringify(saved)} is saved: a wrong one is not taken for none`, () => {
      read({ reuse: saved }).reuse.should.eql(ms);
    });
  }

  it('pages are a whole number from one on, else the usual number', () => {
    ['', '0', '-2', 'x', '2.9', '1', 7]
      .map((maxPages) => read({ maxPages }).maxPages)
      .should.eql([100, 100, 100, 100, 2, 1, 7]);
  });

  it('what is not one of the choices is the usual one', () => {
    const odd = read({ pages: 'some', ret: 'all', bodyFormat: 'xml', bodyType: '', parseValues: 'yes' });
    odd.should.have.properties({
      pages: 'one',
      ret: 'result',
      bodyFormat: 'json',
      body: 'auto',
      parseValues: false,
    });
    read({ pages: 'all' }).pages.should.equal('all');
  });
});
