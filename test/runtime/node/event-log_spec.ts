import 'should';
import { logTo } from '../../../nodes/runtime/node/event-log';
import type { Flow } from '../../../nodes/runtime/red-types';

describe('the log of a connection', () => {
  let lines: string[];
  const node = (name: string): Flow =>
    ({
      RED: { _: (key: string) => key },
      node: {
        log: (text: string) => lines.push(`${name}: ${text}`),
        warn: (text: string) => lines.push(`${name} warns: ${text}`),
      },
    }) as unknown as Flow;
  const begun = (): string[] => lines.map((line) => line.replace(/(: .{10}).*/, '$1'));
  beforeEach(() => {
    lines = [];
  });

  it('has one line for all nodes that share it, and another for each change', () => {
    const connection = {};
    const both = [logTo(node('a'), connection), logTo(node('b'), connection)];
    for (const log of both) log('connected', 0);
    for (const log of both) log('lost', 'TUYA_NETWORK');
    for (const log of both) log('refused', 'TUYA_HTTP_401');
    for (const log of both) log('again', 1);
    for (const log of both) log('gap', 1);
    for (const log of both) log('quiet', 1);
    begun().should.eql([
      ...['a: Connected:', 'a: Not connec', 'a: Not connec', 'a: Connected ', 'a warns: The connec'],
      'a: Connected ',
    ]);
    lines.filter((line) => /TUYA_NETWORK|TUYA_HTTP_401/.test(line)).should.have.length(2);
  });

  it('has a line for the same trouble each time that it comes back', () => {
    const log = logTo(node('a'), {});
    log('connected', 0);
    log('lost', 'TUYA_NETWORK');
    log('again', 1);
    log('lost', 'TUYA_NETWORK');
    log('lost', 'TUYA_TIMEOUT');
    log('refused', 'TUYA_HTTP_401');
    log('refused', 'TUYA_HTTP_403');
    begun().should.eql([
      ...['a: Connected:', 'a: Not connec', 'a: Connected ', 'a: Not connec'],
      ...['a: Not connec', 'a: Not connec', 'a: Not connec'],
    ]);
  });

  it('a node that joins later says nothing again, also of one that is silent', () => {
    const connection = {};
    const a = logTo(node('a'), connection);
    a('connected', 0);
    a('quiet', 0);
    const b = logTo(node('b'), connection);
    b('connected', 0);
    b('quiet', 0);
    lines.should.have.length(2);
    // It has broken off since, for so short a time that nobody was told.
    logTo(node('d'), connection)('connected', 5);
    lines.should.have.length(2);
    logTo(node('c'), {})('connected', 0);
    lines.should.have.length(3);
  });
});
