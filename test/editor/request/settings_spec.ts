import 'should';
import { placeholdersOf } from '../../../nodes/cloud/request/path';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import {
  USUAL,
  chosenOperation,
  isSet,
  placeholdersIn,
  shownFor,
  writtenPath,
} from '../../../nodes/editor/request/settings';
import type { Settings, Shown } from '../../../nodes/editor/request/settings';

const COMMANDS = { method: 'POST', path: '/v1.0/devices/{device_id}/commands' };
const LIST = { method: 'GET', path: '/v1.0/iot-01/associated-users/devices' };
const STATUS = { method: 'GET', path: '/v1.0/devices/{device_id}/status' };
const NOTHING: Shown = {
  user: false,
  body: false,
  bodyFormat: false,
  pages: false,
  maxPages: false,
  reuse: false,
};

describe('what the request’s dialog shows', () => {
  for (const [what, settings, mode, shown] of [
    ['a command', COMMANDS, 'simple', { body: true, bodyFormat: true }],
    ['a command without a body', { ...COMMANDS, bodyType: 'none' }, 'simple', { body: true }],
    ['a read', STATUS, 'simple', { reuse: true }],
    ['a list', { ...LIST, pages: 'all' }, 'simple', { pages: true, maxPages: true, reuse: true }],
    ['a list of which one page is wanted', LIST, 'simple', { pages: true, reuse: true }],
    ['a read that nobody knows', { method: 'GET', path: '/v9/x' }, 'simple', { pages: true, reuse: true }],
    [
      'a command that nobody knows',
      { method: 'PUT', path: '/v9/x' },
      'simple',
      { body: true, bodyFormat: true },
    ],
    [
      'a call whose method a message brings',
      { path: '/v9/x' },
      '',
      { body: true, bodyFormat: true, pages: true, reuse: true },
    ],
    ['a removal', { method: 'DELETE', path: '/v1.0/devices/x' }, 'simple', {}],
    [
      'a read with a body',
      { ...STATUS, bodyType: 'json', body: '{}' },
      'simple',
      { body: true, bodyFormat: true, reuse: true },
    ],
    ['a read that was once given a body’s type', { ...STATUS, bodyType: 'json' }, 'simple', { reuse: true }],
    [
      'a read with form fields',
      { ...STATUS, bodyFormat: 'form' },
      'simple',
      { bodyFormat: true, reuse: true },
    ],
    [
      'a command with pages',
      { ...COMMANDS, pages: 'each', bodyType: 'none' },
      'simple',
      { body: true, pages: true, maxPages: true },
    ],
    [
      'a command that reuses',
      { ...COMMANDS, bodyType: 'none', reuse: '5' },
      'simple',
      { body: true, reuse: true },
    ],
    ['a read in code mode', STATUS, 'code', { user: true, reuse: true }],
    ['a read in a mode from a variable', STATUS, '${MODE}', { user: true, reuse: true }],
    [
      'a read for a user without an account',
      { ...STATUS, uid: 'anna', uidType: 'str' },
      '',
      { user: true, reuse: true },
    ],
    ['a read for a user in simple mode', { ...STATUS, uid: 'owner' }, 'simple', { user: true, reuse: true }],
  ] as [string, Partial<Settings>, string, Partial<Shown>][]) {
    it(`${what}: ${Object.keys(shown).join(', ') || 'nothing more'}`, () => {
      shownFor({ ...USUAL, ...settings }, mode).should.eql({ ...NOTHING, ...shown });
    });
  }

  it('a field is set when it says something of its own', () => {
    isSet('reuse', '0').should.be.false();
    isSet('reuse', '').should.be.false();
    isSet('reuse', '30').should.be.true();
    isSet('timeout', '').should.be.false();
  });

  it('the call is known where the path is written down', () => {
    (writtenPath({ path: '/v1.0/x?a={b}', pathType: 'str' }) ?? '').should.equal('/v1.0/x');
    (writtenPath({ path: 'path', pathType: 'msg' }) === undefined).should.be.true();
    (writtenPath({ path: '', pathType: 'str' }) === undefined).should.be.true();
    (chosenOperation({ ...USUAL, ...COMMANDS })?.id ?? '').should.equal('send-commands');
    (chosenOperation({ ...USUAL, ...COMMANDS, pathType: 'env' }) === undefined).should.be.true();
  });

  it('placeholders are those that the runtime fills in, each once', () => {
    placeholdersIn('/v1.0/{a}/{b}?c={a}&d={e}').should.eql(['a', 'b', 'e']);
    for (const path of [
      ...OPERATIONS.map((one) => one.path),
      '/v1.0/{}/{a b}/{x',
      '/v1/{a}}?{b}',
      '/v1/{ größe }/{a-b.c}',
    ]) {
      placeholdersIn(path).should.eql([...new Set(placeholdersOf(path))], path);
    }
  });
});
