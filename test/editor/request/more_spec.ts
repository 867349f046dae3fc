import 'should';
import { wordsOfMore } from '../../../nodes/editor/request/more';
import { USUAL } from '../../../nodes/editor/request/settings';
import type { Settings } from '../../../nodes/editor/request/settings';
import { saying } from '../../support/texts';

const words = (change: Partial<Settings>): string => wordsOfMore({ ...USUAL, ...change }, saying).join(', ');

describe('the line of the fold', () => {
  it('says nothing where nothing is set', () => {
    words({}).should.equal('');
    // What is not shown is not told.
    words({ maxPages: '7' }).should.equal('');
    words({ reuse: '' }).should.equal('');
  });

  it('says in order what is set', () => {
    words({ query: '{"a":1}', timeout: '30', pages: 'all' }).should.equal('query, all pages, timeout 30 s');
  });

  for (const [change, said] of [
    [{ query: 'q', queryType: 'msg' }, 'query'],
    [{ bodyFormat: 'form' }, 'form fields'],
    [{ pages: 'each' }, 'a message for each page'],
    [{ pages: 'all', maxPages: '7' }, 'all pages, at most 7 pages'],
    [{ ret: 'envelope' }, 'the whole answer'],
    [{ ret: 'values' }, 'values by code'],
    [{ model: 'true' }, 'values as they are meant'],
    [{ parseValues: 'true' }, 'JSON as objects'],
    [{ property: 'lamp', propertyType: 'flow' }, 'into flow.lamp'],
    [{ property: 'answer' }, 'into msg.answer'],
    [{ reuse: '60' }, 'answers up to 60 s old'],
    [{ headers: '{}' }, 'headers'],
    [{ signHeaders: 'lang' }, 'signed headers'],
  ] as [Partial<Settings>, string][]) {
    it(`"${said}"`, () => {
      words(change).should.equal(said);
    });
  }
});
