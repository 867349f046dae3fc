import 'should';
import { isColourCode } from '../../../nodes/cloud/values/colour-type';

describe('a code of a device', () => {
  for (const code of [
    'colour_data',
    'color_data',
    'Colour_Data',
    'colour_data_v2',
    'colour_data_v10',
    'colour_data_hsv',
    'colour_data_1',
    'colour_data_12',
    'colour_data_v2_2',
  ]) {
    it(`is a colour: ${code}`, () => {
      isColourCode(code).should.be.true();
    });
  }

  for (const code of [
    '',
    'colour',
    'data',
    'music_colour_data',
    'colour_data_',
    'colour_data_v',
    'colour_data_mode',
    'colour_data_hsv_old',
    'colour_data_1_v2',
    'control_data',
  ]) {
    it(`is none: ${code}`, () => {
      isColourCode(code).should.be.false();
    });
  }
});
