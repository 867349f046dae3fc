import type { Node } from 'node-red';
import type { Speaker, TuyaError } from '../../cloud';
import { speakerOfRed } from '../texts/languages';
import { ToldError, complaintOf } from '../told-error';
import { heardInFlowsOf, tellCatchNodes } from '../red-types';
import type { Message, Red } from '../red-types';
import { isDeploying, onDeployEnded } from './deploys';
import { AccountState, TOPICS, gravestOf, isSameNews } from './state';
import type { News, StateListener, Topic } from './state';
import { logText, overText, statusText, wordsOf } from './state-texts';
import type { Words } from './state-texts';

/** Speaks for an account: each change of its state is one line in the log, one message for Catch nodes and one for Status nodes. */

/** What is shown of an account's state. */
export interface ShownState {
  fill: 'red' | 'yellow' | 'green';
  shape: 'ring' | 'dot';
  text: string;
}

/** What is shown of news below a node. */
export function shownNews(words: Words, news: News): ShownState {
  return {
    fill: news.severity === 'error' ? 'red' : 'yellow',
    shape: 'ring',
    text: statusText(words, news),
  };
}

/** The state of one account and who is told of it. It stays when a deploy replaces the account's node, and speaks for the new one. */
export class Herald {
  readonly state = new AccountState();
  readonly words: Words;
  private readonly told = new Map<Topic, News>();
  private readonly users = new Set<Node>();
  private node: Node | undefined;
  /** The status is to be shown even if nothing is new: to the Status nodes that a deploy has put there, or because all is forgotten. */
  private owed = false;
  private stop = (): void => undefined;

  constructor(private readonly RED: Red) {
    this.words = wordsOf(RED);
    this.state.listen(() => {
      this.speak();
    });
  }

  /** From now on it speaks in the name of this node; what has been told is not told again. */
  speakFor(node: Node): void {
    this.rest();
    this.node = node;
    this.owed ||= this.state.now.size > 0;
    // While nodes are being started there may be no Catch node yet, and no TLS or proxy node.
    this.stop = onDeployEnded(this.RED, () => {
      this.speak();
    });
  }

  /** Its node is closed: nobody is told anything until there is another. */
  rest(): void {
    this.stop();
    this.node = undefined;
  }

  /** What was known is about something else, such as another key or another proxy: it is not over, and no line says so. */
  forget(topics: readonly Topic[] = TOPICS): void {
    for (const topic of topics) {
      if (this.told.delete(topic)) this.owed = true;
      this.state.tell(topic, undefined);
    }
  }

  /** A node uses the account: its Catch and Status nodes hear of it, and it is told itself, at once and on each change. */
  join(user: Node, listener: StateListener): () => void {
    this.users.add(user);
    const stop = this.state.listen(listener);
    return () => {
      this.users.delete(user);
      stop();
    };
  }

  private speak(): void {
    const { node, RED, state, told } = this;
    if (node === undefined || isDeploying(RED)) return;
    const { now } = state;
    const changed = [...new Set([...told.keys(), ...now.keys()])].filter(
      (topic) => !isSameNews(told.get(topic), now.get(topic)),
    );
    if (changed.length === 0 && !this.owed) return;
    this.owed = false;
    heardInFlowsOf(node, this.users, () => {
      for (const topic of changed) this.change(node, topic, now.get(topic));
      const gravest = gravestOf(now);
      node.status(gravest === undefined ? this.well() : shownNews(this.words, gravest));
    });
  }

  private well(): ShownState {
    return { fill: 'green', shape: 'dot', text: this.words('well') };
  }

  private change(node: Node, topic: Topic, news: News | undefined): void {
    if (news === undefined) {
      this.told.delete(topic);
      node.log(overText(this.words, topic));
      return;
    }
    this.told.set(topic, news);
    const speak = speakerOfRed(this.RED);
    const error = new ToldError(news.error, speak);
    tellCatchNodes(node, error, this.messageOf(news.error, speak));
    const line = logText(this.words, news, error.message);
    if (news.severity === 'error') node.error(line);
    else node.warn(line);
  }

  private messageOf(error: TuyaError, speak: Speaker): Message {
    const msg = { _msgid: this.RED.util.generateId() } as Message;
    msg.tuya = complaintOf(error, speak);
    if (error.statusCode !== undefined) msg.statusCode = error.statusCode;
    return msg;
  }
}

/** The heralds of accounts that are deployed, or will be again when a deploy has ended, by the id of their node. */
const all = new Map<string, { herald: Herald; identity: string; node: Node | undefined }>();

/**
 * The herald of an account that is being deployed: the one of before, where its node is deployed anew.
 * @param identity what its state is about, such as its key and address: with another one it begins anew
 */
export function heraldOf(RED: Red, node: Node, identity: string): Herald {
  const before = all.get(node.id);
  const herald = before?.herald ?? new Herald(RED);
  if (before !== undefined && before.identity !== identity) {
    herald.forget();
    herald.state.lastError = undefined;
  }
  all.set(node.id, { herald, identity, node });
  herald.speakFor(node);
  return herald;
}

/** The account's node is closed; the next deploy that ends without it forgets what was known. */
export function leaveHerald(RED: Red, node: Node): void {
  const entry = all.get(node.id);
  if (entry?.node !== node) return;
  entry.node = undefined;
  entry.herald.rest();
  const stop = onDeployEnded(RED, () => {
    stop();
    if (all.get(node.id)?.node === undefined) all.delete(node.id);
  });
}
