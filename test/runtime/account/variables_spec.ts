import should from 'should';
import { TuyaError, effortOf, withEffort } from '../../../nodes/cloud';
import { Variables } from '../../../nodes/runtime/account/variables';

describe('environment variables in a form', () => {
  const held: Record<string, unknown> = {
    LONG: 'canary-value',
    SHORT: 'eu7',
    ODD: 'a"b\\c (d)+',
    NUMBER: 4711,
    ADDRESS: 'https://Canary.example:99/',
    VERY: 'x'.repeat(60),
    MODE: 'code',
    EMPTY: '',
  };
  const read = (name: string): unknown => held[name];
  const hidden = (name: string, text: string): string => {
    const variables = new Variables();
    variables.fill('property', `\${${name}}`, read);
    return variables.hide(text);
  };

  it('give their value; a variable that is not set stays as it is', () => {
    const variables = new Variables();
    String(variables.fill('a', '${LONG}', read)).should.equal('canary-value');
    String(variables.fill('b', '${EMPTY}', read)).should.equal('${EMPTY}');
    String(variables.fill('c', '${NONE}', read)).should.equal('${NONE}');
    String(variables.fill('d', 'plain', read)).should.equal('plain');
    ['a', 'b', 'c', 'd'].filter((name) => variables.has(name)).should.eql(['a']);
  });

  it('A14: a text names the variable where its value stood', () => {
    hidden('LONG', 'no canary-value, xCANARY-VALUEx').should.equal('no ${LONG}, x${LONG}x');
    hidden('NUMBER', 'id4711').should.equal('id${NUMBER}');
    hidden('ODD', `is ${JSON.stringify(held.ODD)}, ${String(held.ODD)}`).should.equal('is "${ODD}", ${ODD}');
    hidden('VERY', `cut off: "${'x'.repeat(40)}"`).should.equal('cut off: "${VERY}"');
    hidden('ADDRESS', 'at canary.example:99 and https://canary.example:99').should.equal(
      'at ${ADDRESS} and ${ADDRESS}',
    );
  });

  it('a short value is hidden where it stands alone, and a word that everybody may know stays', () => {
    hidden('SHORT', 'eu7 "eu7" neu7e eu7-w').should.equal('${SHORT} "${SHORT}" neu7e eu7-w');
    hidden('MODE', 'Choose code mode').should.equal('Choose code mode');
  });

  it('the longer of two values goes first', () => {
    const variables = new Variables();
    variables.fill('a', '${ONE}', () => 'canary');
    variables.fill('b', '${TWO}', () => 'canary-two');
    variables.hide('canary-two canary').should.equal('${TWO} ${ONE}');
  });

  it('A14: neither of two properties with one name, such as a credential and its namesake, hides the other', () => {
    const variables = new Variables();
    variables.fill('client_id', '${LONG}', read);
    variables.fill('client_id', '${NUMBER}', read);
    variables.hide('canary-value 4711').should.equal('${LONG} ${NUMBER}');
  });

  it('an error tells the same and keeps the rest', () => {
    const variables = new Variables();
    variables.fill('a', '${LONG}', read);
    const reply = { code: 1004, msg: 'bad canary-value', t: 7, tid: 'tid' };
    const error = new TuyaError('TUYA_1004', 'was canary-value', {
      hint: 'not canary-value',
      tuya: reply,
      statusCode: 200,
    });
    const told = variables.hideIn(error);
    told.should.have.properties({
      code: 'TUYA_1004',
      message: 'was ${LONG}',
      hint: 'not ${LONG}',
      statusCode: 200,
    });
    should(told.tuya).eql({ ...reply, msg: 'bad ${LONG}' });
  });

  it('an error that says nothing of them is the same one; one that does keeps what its call took', () => {
    const variables = new Variables();
    variables.fill('a', '${LONG}', read);
    const plain = new TuyaError('TUYA_1004', 'no', { hint: '' });
    (variables.hideIn(plain) === plain).should.be.true();
    const effort = { attempts: 2, elapsed: 30, pages: 1 };
    const told = withEffort(new TuyaError('TUYA_1004', 'canary-value'), effort);
    effortOf(variables.hideIn(told)).should.eql(effort);
    const signed = new TuyaError('TUYA_1004', 'no', { tuya: { code: 1004, signed: 'canary-value[t]GET' } });
    should(variables.hideIn(signed).tuya).have.property('signed', '${LONG}[t]GET');
  });
});
