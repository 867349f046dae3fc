import should from 'should';
import { isNewer, recordOf } from '../../../nodes/cloud/storage/user-record';

const NOW = 1_700_000_000_000;
const RECORD = {
  uid: 'uid-anna',
  access_token: 'a',
  refresh_token: 'r',
  expires_at: NOW + 7_200_000,
  base_url: 'https://openapi.tuyaeu.com',
  authorized_at: NOW - 1000,
  login: NOW - 1000,
  rotation: 3,
};
const parse = (change: object): unknown => recordOf(JSON.stringify({ ...RECORD, ...change }));

describe('a user’s record', () => {
  it('is what was stored, and nothing besides', () => {
    should(parse({ more: 1 })).eql(RECORD);
  });

  it('of the time before logins were counted has their time instead', () => {
    should(parse({ login: undefined, rotation: undefined })).eql({ ...RECORD, rotation: 0 });
  });

  it('is none without one of its texts, or when it is no record at all', () => {
    for (const name of ['uid', 'access_token', 'refresh_token', 'base_url']) {
      for (const value of [undefined, 5, null]) {
        (parse({ [name]: value }) === undefined).should.be.true(name);
      }
    }
    for (const text of ['null', '[]', '"text"', '5', '', 'no'])
      (recordOf(text) === undefined).should.be.true(text);
  });

  it('says whether its address is the account’s own', () => {
    should(parse({ own: true })).have.property('own', true);
    for (const own of [false, undefined, 'yes']) should(parse({ own })).not.have.property('own');
  });

  it('times that are none count as long ago', () => {
    should(parse({ expires_at: 'soon', authorized_at: null, login: {}, rotation: [] })).containEql({
      expires_at: 0,
      authorized_at: 0,
      login: 0,
      rotation: 0,
    });
  });

  it('is newer by its login, then by its rotation', () => {
    const other = (login: number, rotation: number): typeof RECORD => ({ ...RECORD, login, rotation });
    isNewer(other(2, 0), other(1, 9)).should.be.true();
    isNewer(other(1, 9), other(2, 0)).should.be.false();
    isNewer(other(1, 2), other(1, 1)).should.be.true();
    isNewer(other(1, 1), other(1, 2)).should.be.false();
    isNewer(other(1, 1), other(1, 1)).should.be.false();
  });
});
