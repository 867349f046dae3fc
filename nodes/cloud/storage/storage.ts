/** Named texts that survive a restart: a folder, or a context store of Node-RED. Each method may reject, or never answer. */
export interface Storage {
  /** Several names are kept in one, so that a write may undo what another process has just written under another name. */
  readonly losesWrites?: boolean;
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
  /** Stores a text unless there is one; false when there was. */
  add(name: string, text: string): Promise<boolean>;
  /** Removes a text; no error when there is none. */
  delete(name: string): Promise<void>;
  /** Every name that has a text, in no order. */
  names(): Promise<string[]>;
}
