import should from 'should';
import { Abort } from '../../../nodes/cloud/time/signal';

describe('a signal', () => {
  it('tells every listener once, with the reason in place', () => {
    const abort = new Abort();
    const told: unknown[] = [];
    abort.addEventListener('abort', () => told.push(abort.reason));
    abort.addEventListener('abort', () => told.push(abort.aborted));
    abort.aborted.should.be.false();
    abort.abort('first');
    abort.abort('second');
    told.should.eql(['first', true]);
    should(abort.reason).equal('first');
  });

  it('tells nobody who has left, nor anybody who comes after', () => {
    const abort = new Abort();
    const told: string[] = [];
    const gone = (): void => void told.push('gone');
    abort.addEventListener('abort', gone);
    abort.removeEventListener('abort', gone);
    abort.abort('over');
    abort.addEventListener('abort', () => void told.push('late'));
    abort.abort('again');
    told.should.eql([]);
  });

  it('a listener that another one removes on the way is not told', () => {
    const abort = new Abort();
    const told: string[] = [];
    const second = (): void => void told.push('second');
    abort.addEventListener('abort', () => {
      abort.removeEventListener('abort', second);
    });
    abort.addEventListener('abort', second);
    abort.abort('over');
    told.should.eql([]);
  });
});
