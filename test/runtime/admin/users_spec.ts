import should from 'should';
import { useCodeMode } from '../../support/code-mode';
import { helper } from '../../support/flow-rig';

describe('who has authorized, as the dialog asks', () => {
  const rig = useCodeMode();

  it('a whole login: start, callback, users, remove', async () => {
    const flow = await rig.start();
    const { body } = await rig.request('post', '/tuya-config/oauth/start', rig.form({ redirectUrl: '' }));
    const url = new URL(String(body.url));
    should(url.searchParams.get('redirect_uri')).match(
      /^http:\/\/127\.0\.0\.1:\d+\/tuya-config\/oauth\/callback$/,
    );
    const state = url.searchParams.get('state') ?? '';
    state.length.should.equal(43);
    const page = await rig.comeBack({
      state,
      code: flow.cloud.issueCode('uid-anna'),
      platform_url: flow.cloud.url,
    });
    page.status.should.equal(200);
    should(page.header['cache-control']).equal('no-store');
    should(page.header['referrer-policy']).equal('no-referrer');
    page.text.should.match(/Authorized/).and.not.containEql(state);
    const { users } = (await rig.request('get', '/tuya-config/a/users')).body as {
      users: Record<string, unknown>[];
    };
    users.map((user) => Object.keys(user)).should.eql([['uid', 'base_url', 'authorized_at', 'expires_at']]);
    should((await flow.ask({ action: 'get' })).payload).have.property('uid', 'uid-anna');
    (await rig.request('delete', '/tuya-config/a/users/uid-anna')).status.should.equal(200);
    should((await flow.ask({ action: 'get' })).error?.code).equal('TUYA_AUTHORIZATION_REQUIRED');
  });

  it('A12: other origins are refused; a foreign id learns nothing', async () => {
    await rig.start();
    await rig.authorize('uid-anna');
    for (const [name, value] of [
      ['Origin', 'https://evil.example'],
      ['Sec-Fetch-Site', 'cross-site'],
    ] as [string, string][]) {
      const posted = await helper
        .request()
        .post('/tuya-config/oauth/start')
        .set(name, value)
        .send(rig.form());
      posted.status.should.equal(403);
      (await helper.request().get('/tuya-config/a/users').set(name, value)).status.should.equal(403);
    }
    (await rig.request('get', '/tuya-config/n/users')).status.should.equal(404);
    (await rig.request('get', '/tuya-config/nowhere/users')).body.should.eql({ users: [] });
    (await rig.request('delete', '/tuya-config/a/users/uid-nobody')).status.should.equal(404);
    const stolen = rig.form({ id: 'n', baseUrl: 'http://127.0.0.1:1' });
    should((await rig.request('post', '/tuya-config/oauth/start', stolen)).body.code).equal('TUYA_CONFIG');
  });
});
