/** Named texts that survive a restart: a folder, or a context store of Node-RED. Each method may reject. */
export interface Storage {
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
  /** Stores a text unless there is one; false when there was. */
  add(name: string, text: string): Promise<boolean>;
  delete(name: string): Promise<void>;
  names(): Promise<string[]>;
}
