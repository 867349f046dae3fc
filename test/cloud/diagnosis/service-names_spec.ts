import should from 'should';
import { SERVICES } from '../../../nodes/cloud/catalogue/services';
import { serviceNamed } from '../../../nodes/cloud/diagnosis/service-names';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { speakerIn } from '../../../nodes/runtime/texts/languages';

describe('what the console calls the services', () => {
  for (const { service, paths } of SERVICES) {
    const segments = (paths[0] ?? '').replaceAll('*', 'x').slice(1).split('/');

    it(`${service}: in English everywhere, and in Chinese beside it where the console has Chinese`, () => {
      const named = serviceNamed(segments);
      if (named === undefined) throw new Error('It has no name');
      for (const lang of ['de', 'fr', 'es-ES', 'ja']) speakerIn(lang)(named).should.equal(service);
      speakEnglish(named).should.equal(service);
      const chinese = speakerIn('zh-CN')(named);
      chinese.should.match(service === 'IoT Core' ? /^IoT Core$/ : /^\p{Script=Han}.*（.*）$/u);
      chinese.should.containEql(service);
    });
  }

  it('nobody knows one for other paths', () => {
    should(serviceNamed(['v1.0', 'nothing'])).be.undefined();
  });
});
