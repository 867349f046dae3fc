import 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import { fits } from '../../../nodes/editor/clipped';
import { labelOf as labelIn } from '../../../nodes/editor/request/label';
import type { Labelled } from '../../../nodes/editor/request/label';
import { LANGUAGES, saying, sayingIn } from '../../support/texts';

const labelOf = (node: Labelled): string => labelIn(node, saying);

const COMMANDS = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', pathType: 'str' };
const lamp = (name: string, label: string): object => ({ ...COMMANDS, params: [{ name, label }] });

describe('what an unnamed request is called', () => {
  it('is what it does, and to which device', () => {
    labelOf(COMMANDS).should.equal('Send commands to a device');
    labelOf(lamp('device_id', 'Desk lamp')).should.equal('Send commands · Desk lamp');
    labelOf(lamp('infrared_id', 'Hub')).should.equal('Send commands · Hub');
    labelOf(lamp('home_id', 'no device')).should.equal('Send commands to a device');
    labelOf({ path: '/v1.0/iot-03/devices/x/status' }).should.equal('Read the state');
    labelOf({ path: '/v2.0/cloud/thing/x/model?a=b' }).should.match(/^Get the thing model/);
  });

  it('is the whole title where that fits', () => {
    labelOf({ method: 'GET', path: '/v1.3/iot-03/devices' }).should.equal('List devices by their source');
  });

  it('is short, whatever the names are', () => {
    labelOf(lamp('device_id', 'The lamp on the desk in the study')).should.equal(
      'Send commands · The lamp on…',
    );
    for (const { method, path } of OPERATIONS) {
      for (const params of [[], [{ name: 'device_id', label: 'A device with a long name' }]]) {
        const label = labelOf({ method, path, pathType: 'str', params });
        label.length.should.be.within(5, 28, label);
        label.should.not.match(/^[A-Z]+ \/v/, path);
      }
    }
  });

  for (const lang of LANGUAGES) {
    it(`is short in ${lang}, and a title that does not fit gives way to a short one that does`, () => {
      for (const { method, path } of OPERATIONS) {
        const label = labelIn({ method, path }, sayingIn(lang));
        fits(label).should.be.true(label);
        label.should.not.match(/…$/);
      }
    });
  }

  it('is said in the language of the editor', () => {
    labelIn(lamp('device_id', 'Lampe'), sayingIn('de')).should.equal('Befehle senden · Lampe');
    labelIn(lamp('device_id', '灯'), sayingIn('zh-CN')).should.equal('下发指令 · 灯');
    labelIn(COMMANDS, sayingIn('ja')).should.equal('デバイスにコマンドを送信');
  });

  it('is method and path where the catalogue does not know the call, and nothing where the path comes later', () => {
    labelOf({ method: 'GET', path: '/v9/x' }).should.equal('GET /v9/x');
    labelOf({ method: '', path: '/v9/x' }).should.equal('/v9/x');
    labelOf({ method: 'GET', path: '/v9/something/that/is/rather/long' }).should.equal(
      'GET /v9/something/that/is/r…',
    );
    labelOf({ path: '' }).should.equal('');
    labelOf({ path: 'path', pathType: 'msg' }).should.equal('');
    labelOf({}).should.equal('');
  });
});
