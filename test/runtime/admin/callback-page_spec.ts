import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import { pageFor, sendPage } from '../../../nodes/runtime/admin/callback-page';
import type { Outcome } from '../../../nodes/shared/admin';

describe('the page at which a login ends', () => {
  it('tells of each error what helps', () => {
    const pages: [string, Outcome][] = [
      ['TUYA_STATE', 'state'],
      ['TUYA_AUTHORIZATION_REQUIRED', 'refused'],
      ['TUYA_1107', 'code'],
      ['TUYA_1010', 'code'],
      ['TUYA_1004', 'key'],
      ['TUYA_NETWORK', 'network'],
      ['TUYA_TIMEOUT', 'network'],
      ['TUYA_TLS', 'network'],
      ['TUYA_BAD_RESPONSE', 'failed'],
    ];
    for (const [code, page] of pages) pageFor(new TuyaError(code, '')).should.equal(page, code);
  });

  /** Serves the page of an outcome; resolves with the reply and its text. */
  async function served(outcome: Outcome): Promise<{ reply: Response; page: string }> {
    const app = express();
    app.get('/', (_req, res) => {
      sendPage(res, outcome, { lang: 'xx', say: (key) => `<b>"${key}"&` });
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      return { reply, page: await reply.text() };
    } finally {
      server.close();
    }
  }

  it('says by its status whether it is done, wrong as it came, or wrong further on', async () => {
    const outcomes = ['done', 'state', 'refused', 'code', 'key', 'network', 'failed'] as const;
    const replies = await Promise.all(outcomes.map(served));
    replies.map(({ reply }) => reply.status).should.eql([200, 400, 400, 400, 400, 502, 502]);
  });

  it('holds its texts as text, in their language, and may do nothing but tell the dialog', async () => {
    const { reply, page } = await served('network');
    should(reply.headers.get('cache-control')).equal('no-store');
    should(reply.headers.get('referrer-policy')).equal('no-referrer');
    should(reply.headers.get('x-content-type-options')).equal('nosniff');
    const policy = reply.headers.get('content-security-policy') ?? '';
    const [script, style] = ['script', 'style'].map((tag) => {
      const text = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(page)?.[1] ?? '';
      return `${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    });
    policy.should.equal(`default-src 'none'; ${script}; ${style}; frame-ancestors 'none'`);
    page.should.match(/<html lang="xx">/);
    page.should.containEql('<h1>&#60;b&#62;&#34;callback.network.title&#34;&#38;</h1>');
    page.should.match(
      /<script>new BroadcastChannel\('tuya-authorization'\)\.postMessage\('network'\)<\/script>/,
    );
  });
});
