import { createDecipheriv } from 'node:crypto';
import 'should';
import { encrypt, passwordOf, signatureOf } from './encryption';

/** The example of Tuya's SDKs (PROTOCOL 10.1). */
const ID = 'accessIdtesttesttest';
const KEY = 'accessKeyesttesttesttesttesttest';
const NONCE = Buffer.from('000102030405060708090a0b', 'hex');

const PROPERTY =
  '{"bizCode":"devicePropertyMessage","bizData":{"devId":"dev1","dataId":"d1","productId":"pk","properties":[{"code":"switch_1","dpId":1,"time":1790360744191,"value":true}]},"ts":1790360744191}';
const OFFLINE =
  '{"bizCode":"offline","bizData":{"time":1790360744191,"uid":"u1"},"devId":"dev1","productKey":"pk","ts":1790360744300,"uuid":"uu1"}';

describe('the encryption of the simulator', () => {
  it('makes the password of the handshake', () => {
    passwordOf(ID, KEY).should.equal('ad0139f768d194a4');
  });

  it('is GCM with nonce, text and tag in one', () => {
    encrypt(PROPERTY, KEY, 'gcm', NONCE)
      .toString('base64')
      .should.equal(
        'AAECAwQFBgcICQoLAeyUOfhqD35Gg2q2s6f6/xj1asb46lKScqr6Hih9sX5bz20Ehvt67nsILJIZQq5LOl0yUZrZpysS1iqwnZyjZ7TiXjdTCg5NHV/ZOR+cPtw+gd1gvT2tYWygAs/g6k+ZktYi2ADKvFt/SWndWQsNRMQLOXNTF9Ac4kmxeFqQfcIVWLc2H3f3LsEDtAECMDamyX0sWd6Mdf5j3+IZhyY3/hGQUuteOcsXMNPNkAFTMXTDLpKOypzNeDn0pDr3qIYSAjf/LiZKhAKjNFOL8u4=',
      );
    encrypt(
      '{"dataId":"d1","devId":"dev1","productKey":"pk","status":[{"code":"switch_1","t":1622449865296,"value":true}]}',
      KEY,
      'gcm',
      NONCE,
    )
      .toString('base64')
      .should.equal(
        'AAECAwQFBgcICQoLAeySMfZIKX4Bm3Lw5uCgtB/1TP3zuA3CYrbBSnki8mlMgiVTh+ZLz2Ned5JTUq4DfVgPVMyW9m1N+2Cw0tGjY+K5NSAGWVhKRCLEOUPMJZpx058b6yujeiT9FdH7rBHUlNI82QyN9Q03Z3eCZxkIi262le1pU0u/GkmtgjeD',
      );
  });

  it('takes another nonce each time', () => {
    encrypt(OFFLINE, KEY, 'gcm')
      .equals(encrypt(OFFLINE, KEY, 'gcm'))
      .should.be.false();
  });

  it('is ECB with padding', () => {
    encrypt(OFFLINE, KEY, 'ecb')
      .toString('base64')
      .should.equal(
        'dCfCT0sVXB8VH1U0iS8ceI1/B8nK8XRCup+InqdvElDPOygxTB9fgIhCjjg8yL97tzwK0MrxIvYFGbiXQCx1nc4HFcbsGHfoZBlbswMwHYhJ+8AJKBZ6h4vKnZsTzH2Av7AvZ7g3V1W+rfyVovGC6aM+FC5Uuc0l/lokPqS8wgE1dnITnlS6OAixeFEbzrbJ',
      );
    encrypt(
      '{"dataId":"dataIddataIddataIddataId","devId":"devIddevIddevIddevIddevId","productKey":"productKeypro","status":[{"code":"code","t":1622449865296,"value":280}]}',
      KEY,
      'ecb',
    )
      .toString('base64')
      .should.equal(
        '9Pe6AYEE2fJyCh5gcY/+mCY2yhFsxZ6Pjt+n1WkotuvVHRAKjf+aV+HPMrx55iSk1ot9TiUZkiufxWreZ7VMEJ3uo8iT992qq4w+mnjTfi/Ph9hyB3UJTQOlkdChT93LYnQGgEqWrY77X2vgC6bIKUGgCV2mD0A1a2QwO0gXtPhQabf1RL9SdVUUqqMJKgAEEYdqygcT/V08yNDgSAnIMQ==',
      );
  });

  it('encrypts what stands there: umlaut and Chinese', () => {
    const cipher = Buffer.from(
      'HQ0/QRjpCusINpJE/CoU4bNKj3BfFIzoCbwxtcUhanhgNyB9dlHeqd9ZtR4GGzbTQq8pP+obMOZZpZRBHanzuHfgSVfWo2HD8aBuyFCfHQAupDCBwMpMP0oG67eH0hgnjJPPld2OJ5v4GeTTXMIL+8ZNXuPN7uZOmkYIkyv7rNfKK2GJMuLhl9Z/BO/tRkb6sonXTR0uwiLMQiBm/njzKw==',
      'base64',
    );
    const decipher = createDecipheriv('aes-128-ecb', 'yesttesttesttest', null);
    const text = Buffer.concat([decipher.update(cipher), decipher.final()]).toString();
    text.should.containEql('Lampe Küche 灯');
    encrypt(text, KEY, 'ecb').equals(cipher).should.be.true();
  });

  it('signs the fields by name, but for the signature itself and encryptVersion', () => {
    const plain = { t: 3, pv: '2.0', data: 'abc', protocol: 4 };
    // md5('data=abc||protocol=4||pv=2.0||t=3||' + KEY)
    const sign = signatureOf(plain, KEY);
    sign.should.equal('6d2c71edc62e21cddefd5b9fa7975fcf');
    signatureOf({ ...plain, encryptVersion: 'v2', sign: 'x' }, KEY).should.equal(sign);
  });
});
