import 'should';
import {
  isAge,
  isBaseAddress,
  isBudget,
  isJson,
  isMessageAddress,
  isPace,
  isPageCount,
  isPath,
  isSubscription,
  isTimeout,
  isWebAddress,
} from '../../nodes/editor/validators';

/** Checks what a field takes and what it does not. */
function takes(valid: (value: unknown) => boolean, good: unknown[], bad: unknown[]): void {
  for (const value of good) valid(value).should.be.true(`${String(value)} should be taken`);
  for (const value of bad) valid(value).should.be.false(`${String(value)} should not be taken`);
}

const OPEN = ['', undefined, null, '${NAME}', '$(NAME)'];

describe('what the fields of the dialogs take', () => {
  it('a timeout as the runtime takes it: a tenth of a second to an hour', () => {
    takes(isTimeout, [...OPEN, '0.1', 15, '3600'], ['0.05', '0.0999', '0', '-1', '3600.1', 'x', 'x${NAME}']);
  });

  it('an age of answers: any number of seconds from 0', () => {
    takes(isAge, [...OPEN, 0, '0.5', 900, '1e3'], ['-1', -0.1, 'x', 'Infinity', '1 minute']);
  });

  it('a pace, nothing but a number', () => {
    takes(
      isPace,
      [...OPEN, '0', 20, '10000'],
      ['-1', '10001', 'x', '${}', '${NAME)', '${NAME}0', '$(NAME)0'],
    );
  });

  it('a budget, whole calls', () => {
    takes(isBudget, [...OPEN, '0', 26_000, '1000000000'], ['1.5', '-1', '1000000001', 'x', 'NaN']);
  });

  it('a number of pages', () => {
    takes(isPageCount, [...OPEN, '1', 100, '999999'], ['0', '01', '1.5', '-1', '1000000']);
  });

  it('a page on the web', () => {
    takes(
      isWebAddress,
      [...OPEN, 'https://a', 'http://a.lan:8080/x?y'],
      ['a', 'ftp://a', 'javascript:1', 'https://', 'https://a b'],
    );
  });

  it('a base address', () => {
    takes(
      isBaseAddress,
      [
        '${NAME}',
        'https://a',
        'https://a:8443/',
        'http://127.0.0.1:8080',
        'http://localhost',
        'http://[::1]:1/',
      ],
      [
        '',
        undefined,
        'a',
        'http://a',
        'https://a/path',
        'https://u@a',
        'https://a?x',
        'http://127.0.0.1.evil',
        'https://a b',
      ],
    );
  });

  it('the address of a message service, or none', () => {
    takes(
      isMessageAddress,
      [...OPEN, 'wss://a', 'wss://a:8285/', 'ws://127.0.0.1:8080', 'ws://localhost'],
      ['a', 'ws://a', 'https://a', 'wss://a/path', 'wss://u@a', 'ws://127.0.0.1.evil'],
    );
  });

  it('the end of a subscription’s name', () => {
    takes(isSubscription, [...OPEN, 'sub', 'My-sub_2', 'x'.repeat(64)], ['a b', 'a.b', 'ü', 'x'.repeat(65)]);
  });

  it('a path, without a host', () => {
    takes(
      isPath,
      [...OPEN, '/v1.0/devices', '/v2/x?url=https://a', '/v1.0/devices/{device_id}'],
      ['v1.0/x', '/x', '/v1.0', '//a/v1.0/x', '/v1.0//x', '/v1.0/a b', '/v1.0/a\\b', 'https://a/v1.0/x'],
    );
  });

  it('JSON', () => {
    takes(isJson, ['', undefined, null, '{}', '[1]', '"x"'], ['{', 'x', '{a:1}']);
  });
});
