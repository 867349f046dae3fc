import should from 'should';
import { baseUrlOf } from '../../nodes/cloud/base-url';
import { DATA_CENTERS, centerAt, knownBaseUrl, messageHostOf } from '../../nodes/cloud/data-centers';
import texts from '../../nodes/locales/en-US/tuya-config.json';
import { askCenters } from '../../nodes/runtime/admin/find-data-center';
import type { Word } from '../../nodes/runtime/admin/find-data-center';
import type { Center } from '../../nodes/shared/admin';

describe('the data centers', () => {
  it('are seven, each with an address of its own', () => {
    const addresses = Object.values(DATA_CENTERS);
    addresses.should.have.length(7);
    new Set(addresses).size.should.equal(7);
    for (const [name, address] of Object.entries(DATA_CENTERS)) {
      baseUrlOf(name, 'ignored').should.equal(address);
      new URL(address).origin.should.equal(address);
    }
  });

  it('have their messages beside their calls: the same name with another beginning', () => {
    for (const address of Object.values(DATA_CENTERS)) {
      const beside = `wss://${new URL(address).host.replace(/^openapi/, 'mqe')}:8285`;
      should(messageHostOf(address)).equal(beside);
    }
    should(messageHostOf('https://openapi.example')).be.undefined();
    for (const [code, address] of Object.entries(DATA_CENTERS)) should(centerAt(address)).equal(code);
    should(centerAt('https://openapi.example')).be.undefined();
  });

  it('the table is all that one needs, but for its name for people', async () => {
    const codes = Object.keys(DATA_CENTERS) as (keyof typeof DATA_CENTERS)[];
    for (const code of codes) texts['tuya-config'].center[code].should.endWith(`(${code})`);
    const asked: string[] = [];
    const told: Center[] = [];
    const ask = (baseUrl: string): Promise<Word> => {
      asked.push(baseUrl);
      return Promise.resolve({ ok: baseUrl === DATA_CENTERS.in, message: `asked ${baseUrl}` });
    };
    const answers = await askCenters(ask, (center) => told.push(center));
    told.should.eql(answers);
    asked.should.eql(Object.values(DATA_CENTERS));
    answers.map(({ dataCenter }) => dataCenter).should.eql(codes);
    answers
      .filter(({ ok }) => ok)
      .should.eql([{ dataCenter: 'in', ok: true, message: `asked ${DATA_CENTERS.in}` }]);
    for (const code of codes) should(knownBaseUrl(`${DATA_CENTERS[code]}/x`, '')).equal(DATA_CENTERS[code]);
  });

  for (const [custom, base] of [
    ['https://tuya.example', 'https://tuya.example'],
    [' https://tuya.example:8443/ ', 'https://tuya.example:8443'],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
    ['http://127.1.2.3:1', 'http://127.1.2.3:1'],
    ['http://[::1]:1', 'http://[::1]:1'],
  ] as const) {
    it(`${custom} is an address of one's own`, () => {
      baseUrlOf('custom', custom).should.equal(base);
    });
  }

  for (const custom of [
    '',
    ' ',
    'tuya.example',
    'http://tuya.example',
    'http://128.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'ftp://127.0.0.1',
    'https://tuya.example/path',
    'https://user@tuya.example',
    'https://:password@tuya.example',
    'https://tuya.example?x=1',
    'https://tuya.example#x',
  ]) {
    it(`"${custom}" is TUYA_CONFIG`, () => {
      (() => baseUrlOf('custom', custom)).should.throw({ code: 'TUYA_CONFIG' });
    });
  }

  for (const name of ['moon', '', 'EU', 'constructor', '__proto__', 'toString']) {
    it(`there is no data center "${name}"`, () => {
      (() => baseUrlOf(name, 'https://tuya.example')).should.throw({ code: 'TUYA_CONFIG' });
    });
  }

  it('P16: a region counts only when its host is a data center or the account’s own', () => {
    const own = 'https://tuya.example';
    should(knownBaseUrl('https://openapi.tuyaus.com/', own)).equal('https://openapi.tuyaus.com');
    should(knownBaseUrl('https://tuya.example/x', own)).equal(own);
    for (const odd of [
      '',
      'openapi.tuyaus.com',
      'http://openapi.tuyaus.com',
      'https://openapi.tuyaus.com:444',
      'https://openapi.tuyaus.com.evil.example',
      'https://evil.example',
      'https://openapi.tuyaus.com@evil.example',
    ]) {
      should(knownBaseUrl(odd, own)).be.undefined();
    }
  });
});
