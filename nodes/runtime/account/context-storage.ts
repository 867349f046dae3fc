import type { Node } from 'node-red';
import type { Storage } from '../../cloud';

/** Tokens in a context store of Node-RED's. */

/** Keys of a context are paths: this prefix keeps ours together and apart. */
const PREFIX = 'tuya_';

/** A context store of Node-RED, by name: the account node's own context, which Node-RED drops with the node. */
export class ContextStorage implements Storage {
  constructor(
    private readonly node: Node,
    private readonly store: string,
  ) {}

  get(name: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.node.context().get(PREFIX + name, this.store, (error: Error | null, value: unknown) => {
        if (error) reject(error);
        else resolve(typeof value === 'string' ? value : undefined);
      });
    });
  }

  set(name: string, text: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.node.context().set(PREFIX + name, text, this.store, (error?: Error | null) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  async add(name: string, text: string): Promise<boolean> {
    if ((await this.get(name)) !== undefined) return false;
    await this.set(name, text);
    return true;
  }

  delete(name: string): Promise<void> {
    return this.set(name, undefined);
  }

  names(): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.node.context().keys(this.store, (error: Error | null, keys: unknown) => {
        if (error) reject(error);
        else {
          const ours = (Array.isArray(keys) ? (keys as string[]) : []).filter((key) =>
            key.startsWith(PREFIX),
          );
          resolve(ours.map((key) => key.slice(PREFIX.length)));
        }
      });
    });
  }
}
