import type { Node } from 'node-red';
import 'should';
import { logTo } from '../../../nodes/runtime/node/event-log';
import type { MessagesState } from '../../../nodes/cloud';

describe('the log of a connection', () => {
  it('has one line for all nodes that share it, and another for another state', () => {
    const lines: string[] = [];
    const node = (name: string): Node =>
      ({
        log: (text: string) => lines.push(`${name}: ${text}`),
        warn: (text: string) => lines.push(`${name} warns: ${text}`),
      }) as unknown as Node;
    const connected = (away: number): MessagesState => ({ is: 'connected', since: 0, quiet: false, away });
    const [state, again] = [connected(0), connected(9_000_000)];
    const [a, b] = [logTo(node('a')), logTo(node('b'))];
    a('connected', state);
    b('connected', state);
    b('again', again);
    a('again', again);
    a('gap', again);
    b('gap', again);
    lines
      .map((line) => line.replace(/(: .{10}).*/, '$1'))
      .should.eql(['a: Connected:', 'b: Connected ', 'a warns: The connec']);
  });
});
