import { execFileSync } from 'node:child_process';
import dns from 'node:dns';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { once } from 'node:events';
import { promisify } from 'node:util';
import 'should';
import { isHere } from './no-look-ups';

describe('no test looks up a host outside this machine', () => {
  const file = process.env.TUYA_LOOKED_UP ?? '';
  /** What was noted since the last look; it is taken off the list, because here it is meant. */
  function noted(): string[] {
    const names = readFileSync(file, 'utf8')
      .split('\n')
      .filter((name) => name !== '');
    truncateSync(file);
    return names;
  }
  beforeEach(() => {
    writeFileSync(file, '');
  });

  it('knows what is here', () => {
    for (const host of [
      '',
      '127.0.0.1',
      '::1',
      '10.0.0.1',
      'localhost',
      'LOCALHOST',
      'a.localhost',
      'localhost.',
    ])
      isHere(host).should.be.true(host);
    for (const host of ['example.com', 'localhost.example.com', 'notlocalhost', 'evil.invalid'])
      isHere(host).should.be.false(host);
  });

  it('localhost is found', async () => {
    const { address } = await dns.promises.lookup('localhost');
    address.should.match(/^(127\.0\.0\.1|::1)$/);
    noted().should.eql([]);
  });

  const asks: [string, () => Promise<unknown>][] = [
    ['dns.lookup', () => promisify(dns.lookup)('one.example')],
    ['dns.resolve4', () => promisify(dns.resolve4)('one.example')],
    ['dns.promises.lookup', () => dns.promises.lookup('one.example')],
    ['dns.promises.resolve', () => dns.promises.resolve('one.example')],
    ['a Resolver', () => new dns.promises.Resolver().resolve4('one.example')],
    [
      'a Resolver with callbacks',
      () =>
        new Promise((resolve, reject) => {
          new dns.Resolver().resolve4('one.example', (error) => {
            if (error) reject(error);
            else resolve(undefined);
          });
        }),
    ],
    ['a request', () => once(get('http://one.example/'), 'response')],
    [
      'fetch',
      () =>
        fetch('http://one.example/').catch((error: unknown) => {
          throw (error as { cause: Error }).cause;
        }),
    ],
    ['a reverse question', () => dns.promises.reverse('192.0.2.1')],
  ];
  for (const [name, ask] of asks) {
    it(`${name} is refused and noted`, async () => {
      await ask().should.be.rejectedWith({ code: 'ENOTFOUND' });
      noted().should.have.length(1);
    });
  }

  it('a name below .invalid is refused and not noted', async () => {
    await dns.promises.lookup('no-such-host.invalid').should.be.rejectedWith({ code: 'ENOTFOUND' });
    noted().should.eql([]);
  });

  it('a process that a test starts is watched too', () => {
    const ask = "require('http').get('http://one.example/').on('error', (error) => console.log(error.code))";
    execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' }).trim().should.equal('ENOTFOUND');
    noted().should.eql(['one.example (lookup)']);
  });
});
