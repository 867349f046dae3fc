import 'should';
import { authorizationUrl } from '../../../nodes/cloud/login/authorization-url';

const ACCOUNT = { client_id: 'id', baseUrl: 'https://openapi.tuyaeu.com' };

describe('the address of a login', () => {
  it('is the data center’s page with the documented parameters', () => {
    const url = new URL(authorizationUrl(ACCOUNT, 'https://me.example/cb?x=1', 's'));
    url.origin.should.equal('https://openapi.tuyaeu.com');
    url.pathname.should.equal('/login/open/tuya/login/v1/index.html');
    Object.fromEntries(url.searchParams).should.eql({
      client_id: 'id',
      redirect_uri: 'https://me.example/cb?x=1',
      state: 's',
    });
  });

  it('is the page from the console where there is one, and what that names stays', () => {
    const authorizeUrl =
      'https://h5.example/login?client_id=other&redirect_uri=https%3A%2F%2Fa.example&state=old';
    const url = new URL(authorizationUrl({ ...ACCOUNT, authorizeUrl }, 'https://b.example', 'new'));
    url.origin.should.equal('https://h5.example');
    [...url.searchParams].should.eql([
      ['client_id', 'other'],
      ['redirect_uri', 'https://a.example'],
      ['state', 'new'],
    ]);
  });

  it('gets what the page from the console does not name', () => {
    const authorizeUrl = 'https://h5.example/login';
    authorizationUrl({ ...ACCOUNT, authorizeUrl }, 'https://b.example', 's').should.equal(
      'https://h5.example/login?client_id=id&redirect_uri=https%3A%2F%2Fb.example&state=s',
    );
  });
});
