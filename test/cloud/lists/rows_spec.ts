import should from 'should';
import { countOf, flagOf, keyText, listIn } from '../../../nodes/cloud/lists/rows';

describe('the rows of a result', () => {
  const rowsOf = (result: unknown): unknown => listIn(result)?.rows;

  it('are the result itself, or the list in it, by the names that Tuya uses first', () => {
    [rowsOf([1])].should.eql([[1]]);
    for (const name of ['devices', 'list', 'logs', 'data']) {
      [rowsOf({ other: [0], [name]: [1] })].should.eql([[1]]);
    }
    [rowsOf({ data: [4], logs: [3], list: [2], devices: [1] })].should.eql([[1]]);
    [rowsOf({ data: [4], logs: [3], list: [2] })].should.eql([[2]]);
    [rowsOf({ data: [4], logs: [3] })].should.eql([[3]]);
    [rowsOf({ count: 1, rooms: [5], total: 1 })].should.eql([[5]]);
  });

  it('may stand one level deeper, in data, and so may what is said beside them, which counts more than what is said outside', () => {
    should(listIn({ t: 1, data: { list: [1], has_more: true } })).eql({
      rows: [1],
      fields: { t: 1, data: { list: [1], has_more: true }, list: [1], has_more: true },
    });
    const both = { total: 9, data: { list: [1], total: 1 } };
    should(listIn(both)?.fields.total).equal(1);
    [rowsOf({ data: { rooms: [1] }, warnings: [2] })].should.eql([[1]]);
    [rowsOf({ data: { id: 1 }, warnings: [2] })].should.eql([[2]]);
    [rowsOf({ data: { rooms: [1] }, list: [2] })].should.eql([[2]]);
    [rowsOf({ data: { total: 0 } })].should.eql([[]]);
    [rowsOf({ data: { data: { list: [1] } } })].should.eql([undefined]);
  });

  it('are none where a list says that it is empty', () => {
    for (const name of ['has_more', 'has_next', 'total', 'total_size', 'last_row_key', 'next_row_key']) {
      [rowsOf({ [name]: 0 })].should.eql([[]]);
    }
    for (const name of ['devices', 'list', 'logs', 'data']) [rowsOf({ [name]: null })].should.eql([[]]);
  });

  it('are not there at all in what is no list', () => {
    for (const result of [
      null,
      undefined,
      true,
      'text',
      5,
      {},
      { id: 1 },
      { data: { id: 1 } },
      { list: 'x' },
    ]) {
      [rowsOf(result)].should.eql([undefined]);
    }
  });

  it('leave the fields beside them', () => {
    should(listIn({ list: [1], total: 5 })?.fields).eql({ list: [1], total: 5 });
    should(listIn([1])?.fields).eql({});
  });
});

describe('what a cloud says beside the rows', () => {
  it('a key is a text or a whole number; one that was rounded is none', () => {
    keyText('9007199254740993').should.equal('9007199254740993');
    keyText(9007199254740991).should.equal('9007199254740991');
    keyText(0).should.equal('0');
    for (const none of [2 ** 53, NaN, 1.5, null, undefined, true, {}, []]) keyText(none).should.equal('');
  });

  it('a yes or no may be a text or a number', () => {
    for (const yes of [true, 'true', 'TRUE', 1, '1']) [flagOf(yes)].should.eql([true]);
    for (const no of [false, 'false', 'False', 0, '0']) [flagOf(no)].should.eql([false]);
    for (const neither of [null, undefined, '', 'yes', 2, {}, 'not true'])
      [flagOf(neither)].should.eql([undefined]);
  });

  it('a count may be a text', () => {
    [countOf(12), countOf('12'), countOf(0)].should.eql([12, 12, 0]);
    for (const none of [-1, '1.5', 1.5, 'a1', '1a', '', null]) [countOf(none)].should.eql([undefined]);
  });
});
