import type { Node, NodeAPI, NodeDef } from 'node-red';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import { fieldsOf, readForm, withForm } from '../../../nodes/runtime/admin/form';
import type { Form } from '../../../nodes/runtime/admin/form';
import { STORED_SECRET } from '../../../nodes/shared/admin';
import { useLiveNode } from '../../support/live-node';

/** The error that a task ends with. */
function refusal(task: () => unknown): TuyaError {
  try {
    task();
  } catch (thrown) {
    if (thrown instanceof TuyaError) return thrown;
  }
  throw new Error('It was read');
}

describe('the open dialog’s form', () => {
  const KEY = { client_id: 'the-stored-id', secret: 'the-stored-secret' };
  const env = [{ name: 'FORM_SPEC_OF_THE_FLOW', value: KEY.client_id, type: 'str' }];
  /** A node of somebody else's whose credentials are called like an account's. */
  const stranger = (red: NodeAPI): void => {
    red.nodes.registerType(
      'stranger',
      function (this: Node, saved: NodeDef) {
        red.nodes.createNode(this, saved);
      },
      { credentials: { client_id: { type: 'text' }, secret: { type: 'password' } } },
    );
  };
  const more = [
    { id: 'home', type: 'tab', env },
    { id: 'strange', type: 'stranger' },
  ];
  const moreCredentials = { strange: KEY };
  const live = useLiveNode({
    ...{ credentials: KEY, account: { z: 'home' }, more },
    ...{ nodes: [stranger], moreCredentials },
  });
  const RED = (): NodeAPI => live().flow.RED;
  const read = (credentials: object, more: object = {}): Form =>
    readForm(RED(), { id: 'a', ...more, credentials });

  afterEach(() => {
    delete process.env.FORM_SPEC_ID;
  });

  it('the placeholder stands for the stored secret, with the same client_id', () => {
    read({ client_id: KEY.client_id, secret: STORED_SECRET }).settings.should.have.properties(KEY);
  });

  it('the placeholder means nothing with another client_id, or without one', () => {
    for (const client_id of ['another-id', '']) {
      const { code, message } = refusal(() => read({ client_id, secret: STORED_SECRET }));
      code.should.equal('TUYA_CONFIG');
      message.should.match(client_id === '' ? /client_id is missing/ : /secret is missing/);
    }
  });

  it('an account whose dialog was not opened yet is asked with both that are stored', () => {
    read({ secret: STORED_SECRET }).settings.should.have.properties(KEY);
  });

  it('a client_id is never the stored one for a secret that was entered', () => {
    refusal(() => read({ secret: 'entered' })).message.should.match(/client_id is missing/);
  });

  it('what was entered counts', () => {
    const entered = { client_id: 'entered-id', secret: 'entered-secret' };
    read(entered).settings.should.have.properties(entered);
  });

  it('A14: the id of another node, or of none, brings no stored secret', () => {
    should(RED().nodes.getNode('strange')).have.property('credentials').with.properties(KEY);
    for (const id of ['strange', 'n', 'nowhere', '', 7, undefined]) {
      const { message } = refusal(() => read({ client_id: KEY.client_id, secret: STORED_SECRET }, { id }));
      message.should.match(/secret is missing/);
    }
    for (const id of ['strange', 'n', 'nowhere']) {
      const { message } = refusal(() => read({ secret: STORED_SECRET }, { id }));
      message.should.match(/client_id is missing/);
    }
  });

  it('a variable of the flow in which the account is counts, as at a deploy', () => {
    const entered = { client_id: '${FORM_SPEC_OF_THE_FLOW}', secret: STORED_SECRET };
    read(entered).settings.should.have.properties(KEY);
    refusal(() => read(entered, { id: 'elsewhere' }));
  });

  it('a variable that holds the stored client_id is the same client_id', () => {
    process.env.FORM_SPEC_ID = KEY.client_id;
    const { settings, variables } = read({ client_id: '${FORM_SPEC_ID}', secret: STORED_SECRET });
    settings.should.have.properties(KEY);
    variables.has('client_id').should.be.true();
    process.env.FORM_SPEC_ID = 'another-id';
    refusal(() => read({ client_id: '${FORM_SPEC_ID}', secret: STORED_SECRET })).message.should.match(
      /secret is missing/,
    );
  });

  it('knows whether its account is in the flows', () => {
    read({ ...KEY }).should.have.properties({ id: 'a', inFlows: true });
    read({ ...KEY }, { id: 'draft' }).should.have.properties({ id: 'draft', inFlows: false });
  });

  it('what is no form is refused', () => {
    for (const body of [undefined, null, 'x', 7, {}, { id: 'a' }, { id: 'a', credentials: 'x' }]) {
      refusal(() => readForm(RED(), body)).should.have.properties({
        code: 'TUYA_BAD_REQUEST',
        message: 'The form is incomplete',
      });
    }
  });

  it('A14: an error that comes of it names the variable and not what it holds', async () => {
    process.env.FORM_SPEC_ID = 'canary-value';
    const body = { id: 'a', credentials: { client_id: '${FORM_SPEC_ID}', secret: 'x' } };
    await withForm(RED(), body, () => {
      throw new TuyaError('TUYA_1004', 'was canary-value');
    }).should.be.rejectedWith({ code: 'TUYA_1004', message: 'was ${FORM_SPEC_ID}' });
    should(await withForm(RED(), body, ({ settings }) => settings.client_id)).equal('canary-value');
  });

  it('has fields only where it is an object', () => {
    should(fieldsOf({ code: 'x' }).code).equal('x');
    for (const body of [undefined, null, 'x', 7]) fieldsOf(body).should.eql({});
  });
});
