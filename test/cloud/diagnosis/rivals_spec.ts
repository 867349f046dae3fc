import 'should';
import { takenBy } from '../../../nodes/cloud/diagnosis/rivals';
import { speakEnglish } from '../../../nodes/cloud/errors/language';

describe('P2: who has taken a token', () => {
  for (const [labels, words] of [
    [[], /another program uses the same project/],
    [[''], /another account of this Node-RED uses the same key/],
    [['Kitchen'], /another account of this Node-RED, Kitchen, uses the same key/],
  ] as const) {
    it(labels.length === 0 ? 'nobody here' : labels.join() || 'one without a name', () => {
      speakEnglish(takenBy(labels.map((label) => ({ label }))[0])).should.match(words);
    });
  }
});
