import 'should';
import { signatureCauses } from '../../../nodes/cloud/diagnosis/signature';
import { KEY, factsOf, inWords, loginFacts } from '../../support/refused';
import type { Otherwise } from '../../support/refused';

const ELSEWHERE = { baseUrl: 'https://tuya.example', center: undefined };
const PROVEN = { isProven: () => true };
const CODE = { mode: 'code' } as const;
const APP = { ...KEY, bundleId: 'com.example.app' };

const login = (more: Otherwise = {}): string[] => inWords(signatureCauses(loginFacts(more)));
const call = (more: Otherwise = {}): string[] =>
  inWords(signatureCauses(factsOf({ account: PROVEN, ...more })));

describe('P17: the causes of a signature that does not match', () => {
  for (const [what, more, words] of [
    [
      'a secret with a letter too few',
      { key: { ...KEY, secret: KEY.secret.slice(1) } },
      /^The secret has 31/,
    ],
    ['halves that have changed places', { key: { client_id: KEY.secret, secret: KEY.client_id } }, /places/],
    ['a secret that is the client_id', { key: { ...KEY, secret: KEY.client_id } }, /same text/],
    ['a client_id of another form', { key: { ...KEY, client_id: 'id' } }, /^The client_id has 2/],
    ['an App key without its app id', { account: CODE }, /^The App id of the account is empty/],
    ['a Cloud key with an app id', { key: APP }, /^An App id is entered/],
    ['a clock that is off', { behind: 7 * 60_000 }, /^The clock of this machine is 7 minutes behind/],
    ['nothing that can be seen', {}, /^The secret is wrong or belongs to another project/],
    ['nothing that can be seen, in code mode', { account: CODE, key: APP }, /^The secret is wrong/],
    ['a key that worked before', { account: PROVEN }, /^The key worked before/],
  ] as [string, Otherwise, RegExp][]) {
    it(`${what} is the first, when a token is asked for`, () => {
      String(login(more)[0]).should.match(words);
    });
  }

  for (const [what, more, words] of [
    ['a proxy that has left its name', { via: '1.1 squid' }, /^The answer came through a proxy/],
    ['a proxy that is set', { account: { ...PROVEN, isProxied: () => true } }, /^A proxy is set/],
    [
      'signed headers',
      { call: { headers: { a: '1', b: '2' }, signHeaders: ['a', 'b'] } },
      /headers a and b are signed/,
    ],
    ['a packed body', { call: { headers: { 'Content-Encoding': 'gzip' } } }, /^The header content-encoding/],
    [
      'a form',
      { call: { method: 'POST', body: { a: 1 }, bodyFormat: 'form' } },
      /^The body goes out as form/,
    ],
    ['a query of many characters', { call: { query: { a: '1', who: 'Küche 1' } } }, /on the way \(who\)/],
    [
      'a query of many such fields, three of which are named',
      { call: { query: { a: ' ', b: ' ', c: ' ', d: ' ' } } },
      /on the way \(a, b, c\)/,
    ],
    [
      'an id of many characters',
      { call: { path: '/v1.0/devices/K%C3%BCche' } },
      /^The path holds characters/,
    ],
    ['nothing that can be seen', {}, /^The key worked before/],
  ] as [string, Otherwise, RegExp][]) {
    it(`${what}: the first, when a key that has got a token makes a call`, () => {
      String(call(more)[0]).should.match(words);
    });
  }

  it('a key that worked before, then what is peculiar and the way, when a token is asked for', () => {
    const [first, ...others] = login({ account: PROVEN, via: '1.1 squid', call: { query: { q: ' ' } } });
    String(first).should.match(/^The key worked before/);
    others.join(' ').should.match(/^The query holds .*\(q\).* The answer came through a proxy/);
  });

  for (const [what, more, words] of [
    ['simple mode, an App id', { key: APP }, [/^An App id is entered/]],
    ['simple mode, no App id', {}, []],
    ['code mode, an App id', { key: APP, account: CODE }, [/^The App id is not that of the key/]],
    ['code mode, no App id', { account: CODE }, [/^The App id of the account is empty/]],
  ] as [string, Otherwise, RegExp[]][]) {
    it(`${what}: it says one thing of it, if anything`, () => {
      const said = login(more).filter((cause) => cause.includes('App id'));
      said.should.have.length(words.length);
      words.forEach((word, i) => String(said[i]).should.match(word));
    });
  }

  it('what was excluded is not among them', () => {
    login().should.have.length(2); // the secret, the data center
    login()
      .join(' ')
      .should.not.match(/clock|proxy|App id|characters/);
    login(ELSEWHERE)
      .join(' ')
      .should.not.match(/than the account says/);
    call().should.have.length(1);
    call()
      .join(' ')
      .should.not.match(/is wrong/);
    call({ call: { query: { ids: 'a,b-c.d' } } }).should.have.length(1);
  });

  it('an address of one’s own comes last, as something that may stand there, and as another place', () => {
    String(login(ELSEWHERE).at(-1)).should.match(/^The account calls an address of its own/);
    String(login(ELSEWHERE).at(-2)).should.match(/^The address of the account is not that/);
    String(call(ELSEWHERE).at(-1)).should.match(/^The account calls an address of its own/);
  });

  it('a proxy is named once, by what is surer of it', () => {
    const both = call({ via: '1.1 x', account: { ...PROVEN, isProxied: () => true } });
    both.filter((cause) => cause.includes('proxy')).should.have.length(1);
  });

  it('A8: none of them holds a secret, an id, a header’s value or what the query asks for', () => {
    const all = [
      ...login({ key: { client_id: 'canary1', secret: 'canary2', bundleId: 'canary3' } }),
      ...login({ key: APP, account: CODE }),
      ...call({
        via: 'canary4',
        call: {
          headers: { a: 'canary5' },
          signHeaders: ['a'],
          query: { q: 'canary 6' },
          path: '/v1.0/canary%207',
        },
      }),
    ];
    all
      .join(' ')
      .should.not.match(/canary/)
      .and.not.containEql(APP.bundleId);
  });
});
