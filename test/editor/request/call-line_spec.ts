import 'should';
import { lineOf } from '../../../nodes/editor/request/call-line';
import { USUAL } from '../../../nodes/editor/request/settings';
import type { Settings } from '../../../nodes/editor/request/settings';
import { saying } from '../../support/texts';

describe('the call in one line', () => {
  for (const [change, line] of [
    [
      { method: 'POST', path: '/v1.0/devices/{device_id}/commands' },
      'POST /v1.0/devices/{device_id}/commands',
    ],
    [{ method: '', path: '/v1.0/x' }, 'set by msg.method /v1.0/x'],
    [{ method: 'GET', path: 'path', pathType: 'msg' }, 'GET msg.path'],
    [{ method: 'GET' }, 'Method and path by hand'],
    [{ method: 'GET', pathType: 'msg' }, 'GET msg.'],
  ] as [Partial<Settings>, string][]) {
    it(line, () => {
      lineOf({ ...USUAL, ...change }, saying).should.equal(line);
    });
  }
});
