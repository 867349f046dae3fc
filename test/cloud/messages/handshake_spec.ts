import 'should';
import { handshakeHeaders } from '../../../nodes/cloud/messages/handshake';

describe('the handshake', () => {
  it('derives its password from id and secret as PROTOCOL 10.1 has it', () => {
    handshakeHeaders({
      client_id: 'accessIdtesttesttest',
      secret: 'accessKeyesttesttesttesttesttest',
    }).should.eql({ username: 'accessIdtesttesttest', password: 'ad0139f768d194a4' });
  });
});
