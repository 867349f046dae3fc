import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import should from 'should';
import { configError } from '../../../nodes/cloud';
import { answered, answeredInSteps } from '../../../nodes/runtime/admin/replies';
import type { Asker } from '../../../nodes/runtime/admin/replies';
import { STEPS } from '../../../nodes/shared/admin';

describe('an answer in steps', () => {
  let server: Server;
  let url: string;
  let asker: Asker<number>;
  let end: { well: (reply: unknown) => void; badly: (error: Error) => void };
  let begun: Promise<unknown>;

  beforeEach(async () => {
    const app = express();
    begun = new Promise<void>((tell) => {
      const work = (_: unknown, who: Asker<number>): Promise<unknown> => {
        asker = who;
        tell();
        return new Promise((well, badly) => {
          end = { well, badly };
        });
      };
      app.post('/', answeredInSteps<number>(work));
    });
    app.get(
      '/',
      answered(({ query }) => {
        if (query.wrong !== undefined) throw configError('No such thing', 'Look elsewhere.');
        return { secret: 'none' };
      }),
    );
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const ask = (accept: string, signal?: AbortSignal): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { accept }, ...(signal === undefined ? {} : { signal }) });
  const reader = (response: Response): ReadableStreamDefaultReader<Uint8Array> => {
    if (response.body === null) throw new Error('There is no body');
    return response.body.getReader();
  };
  const textOf = ({ value }: { value?: Uint8Array | undefined }): string =>
    Buffer.from(value ?? []).toString();

  it('and one at once are kept by nobody on the way, a refusal neither', async () => {
    for (const [query, status] of [
      ['', 200],
      ['?wrong', 400],
    ] as const) {
      const response = await fetch(url + query);
      should([response.status, response.headers.get('cache-control')]).eql([status, 'no-store']);
    }
  });

  it('a step is there before the next has begun', async () => {
    const asking = ask(STEPS);
    await begun;
    asker.tell(1);
    const response = await asking;
    const { headers } = response;
    [headers.get('cache-control'), headers.get('x-accel-buffering')].should.eql(['no-store', 'no']);
    String(headers.get('content-type')).should.startWith(STEPS);
    const steps = reader(response);
    textOf(await steps.read()).should.equal('1\n');
    asker.tell(2);
    textOf(await steps.read()).should.equal('2\n');
    end.well({ all: [1, 2] });
    (await steps.read()).done.should.be.true();
  });

  it('who does not accept steps gets the whole in the end', async () => {
    const asking = ask('application/json');
    await begun;
    asker.tell(1);
    end.well({ all: [1] });
    const response = await asking;
    String(response.headers.get('content-type')).should.match(/^application\/json/);
    (JSON.parse(await response.text()) as object).should.eql({ all: [1] });
  });

  for (const accept of [STEPS, 'application/json']) {
    it(`who hangs up ends the work: ${accept}`, async () => {
      const leaving = new AbortController();
      const asking = ask(accept, leaving.signal).catch(() => undefined);
      await begun;
      asker.signal.aborted.should.be.false();
      const given = new Promise<void>((resolve) => {
        asker.signal.addEventListener('abort', resolve);
      });
      leaving.abort();
      await given;
      asker.tell(1); // nobody is there
      end.well({});
      await asking;
    });
  }

  it('what fails before the first step is a refusal', async () => {
    const asking = ask(STEPS);
    await begun;
    end.badly(configError('No such thing', 'Look elsewhere.'));
    const response = await asking;
    response.status.should.equal(400);
    (JSON.parse(await response.text()) as object).should.eql({
      code: 'TUYA_CONFIG',
      message: 'No such thing',
      hint: 'Look elsewhere.',
    });
  });

  it('what fails after a step breaks off, so that nobody takes it for the end', async () => {
    const asking = ask(STEPS);
    await begun;
    asker.tell(1);
    const steps = reader(await asking);
    textOf(await steps.read()).should.equal('1\n');
    end.badly(new Error('broken'));
    await steps.read().should.be.rejected();
  });

  it('a work without any step ends as empty', async () => {
    const asking = ask(STEPS);
    await begun;
    end.well({});
    (await (await asking).text()).should.equal('');
  });
});
