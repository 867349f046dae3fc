import 'should';
import { droppers, elsewhere, proxyCauses, relayCauses } from '../../../nodes/cloud/diagnosis/way';
import { factsOf, inWords } from '../../support/refused';
import type { Otherwise } from '../../support/refused';

describe('what stands on the way', () => {
  const asked: string[] = [];
  const isProxied = (url: string): boolean => asked.push(url) > 0;

  it('is nobody where nothing says so: nothing was changed or dropped', () => {
    [...proxyCauses(factsOf()), ...relayCauses(factsOf())].should.eql([]);
    droppers(factsOf()).should.eql([]);
  });

  it('a proxy is looked for at the address that was called', () => {
    proxyCauses(
      factsOf({ account: { isProxied }, baseUrl: 'https://openapi.tuyaus.com', center: 'us' }),
    ).should.have.length(1);
    asked.should.eql(['https://openapi.tuyaus.com']);
  });

  for (const more of [
    { via: '1.1 x' },
    { account: { isProxied } },
    { baseUrl: 'https://x.example', center: undefined },
  ] as Otherwise[]) {
    it(`${Object.keys(more).join()} may have dropped headers with underscores`, () => {
      inWords(droppers(factsOf(more)))
        .join()
        .should.match(/underscores_in_headers on/);
    });
  }

  it('may be the way to another place than the project’s, of Tuya’s or of one’s own', () => {
    inWords([elsewhere({ center: 'eu' })])
      .join()
      .should.match(/another data center than the account says/);
    inWords([elsewhere({ center: undefined })])
      .join()
      .should.match(/^The address of the account is not that/);
  });
});
