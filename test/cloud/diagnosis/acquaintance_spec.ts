import should from 'should';
import { Experience, Known } from '../../../nodes/cloud/diagnosis/acquaintance';

const known = (experience = new Experience(), proxyFor?: (url: string) => URL | undefined): Known =>
  new Known({ mode: 'code', proxyFor, experience, rivals: () => [{ label: 'Kitchen' }] });

describe('what the client comes to know of an account', () => {
  it('is what it is told: its mode and its rivals', () => {
    known().mode.should.equal('code');
    known()
      .rivals()
      .should.eql([{ label: 'Kitchen' }]);
  });

  it('a proxy is that of the address', () => {
    const proxyFor = (url: string): URL | undefined =>
      url.includes('eu') ? new URL('http://127.0.0.1:1') : undefined;
    known().isProxied('https://openapi.tuyaeu.com').should.be.false();
    known(undefined, proxyFor).isProxied('https://openapi.tuyaeu.com').should.be.true();
    known(undefined, proxyFor).isProxied('https://openapi.tuyaus.com').should.be.false();
  });

  it('a call that goes well proves the key and tells names, to all accounts with that key', () => {
    const experience = new Experience();
    const [one, two] = [known(experience), known(experience)];
    two.isProven().should.be.false();
    one.wentWell(['v1.0', 'devices'], [{ id: 'x', name: 'Lamp' }]);
    two.isProven().should.be.true();
    should(two.nameOf('x')).equal('Lamp');
    should(known().nameOf('x')).be.undefined();
  });
});
