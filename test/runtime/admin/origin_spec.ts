import 'should';
import { isOwnOrigin } from '../../../nodes/runtime/admin/origin';

const own = (headers: Record<string, string>): boolean => isOwnOrigin((name) => headers[name]);

describe('whether a request comes from the editor', () => {
  it('is what the browser says, where it says it', () => {
    own({ 'sec-fetch-site': 'same-origin', origin: 'http://a', host: 'b' }).should.be.true();
    own({ 'sec-fetch-site': 'none' }).should.be.true();
    for (const site of ['cross-site', 'same-site', '']) {
      own({ 'sec-fetch-site': site, origin: 'http://a', host: 'a' }).should.be.false(site);
    }
  });

  it('a program that is no page may ask', () => {
    own({ host: 'house.lan:1880' }).should.be.true();
  });

  it('A15: the host counts and its port does not', () => {
    own({ origin: 'http://house.lan:8080', host: 'house.lan' }).should.be.true();
    own({ origin: 'http://house.lan', host: 'house.lan:1880' }).should.be.true();
    own({ origin: 'http://[fd00::1]:8080', host: '[fd00::1]' }).should.be.true();
    own({ origin: 'http://HOUSE.lan', host: 'house.LAN' }).should.be.true();
  });

  it('the host that a reverse proxy was asked for counts, each of several', () => {
    own({ origin: 'http://a.lan', host: 'x', 'x-forwarded-host': 'a.lan:80' }).should.be.true();
    own({ origin: 'http://a.lan', host: 'x', 'x-forwarded-host': 'b.lan, a.lan' }).should.be.true();
    own({ origin: 'http://a.lan', host: 'x', 'x-forwarded-host': 'b.lan' }).should.be.false();
  });

  it('A15: a page of another host is foreign, whatever login it sends', () => {
    const authorization = 'Bearer anything';
    for (const origin of ['http://evil.example', 'null', '', 'http://house.lan.evil.example', 'house.lan']) {
      own({ origin, host: 'house.lan', authorization }).should.be.false(origin);
    }
    own({ origin: 'http://evil.example' }).should.be.false();
    own({ origin: 'http://house.lan', host: 'not a host' }).should.be.false();
  });
});
