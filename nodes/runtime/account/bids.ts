import type { Storage } from '../../cloud';

/** Which of several processes has a name, in a store that reads, writes and lists, but cannot write only where nothing is. */

/** Between a name and the mark of whoever bids for it. */
const BID = '-bid-';
/** How often the lowest bid looks whether the others have withdrawn. One that a killed process left never does. */
const LOOKS = 40;

/** Who bids: a mark of its own, lower case, and a pause between two looks. */
export interface Bidder {
  mark: () => string;
  pause: () => Promise<void>;
}

type Plain = Omit<Storage, 'add'>;

/**
 * Stores a text under a name that has none; false when it had one, or somebody else gets it. Never do two get it, and one of those who
 * bid at once does, unless a process is killed within its bid: then nobody may.
 *
 * Who lists the names after having written a bid, and finds neither the name nor another bid, has won: every bid that is not in the
 * list is written after it, and whoever wrote that one finds the winner's bid or, since this goes only once the name stands, the name.
 * Of those who see each other all withdraw but the lowest, which looks again until the others have gone or one of them, who had looked
 * before the lowest bid was there, has won.
 */
export async function addOnce(
  storage: Plain,
  name: string,
  text: string,
  { mark, pause }: Bidder,
): Promise<boolean> {
  if ((await storage.get(name)) !== undefined) return false;
  const bid = name + BID + mark();
  await storage.set(bid, text);
  const won = await wins(storage, name, bid, pause);
  if (won) await storage.set(name, text);
  await storage.delete(bid).catch(() => undefined); // it ends with the claim
  return won;
}

async function wins(storage: Plain, name: string, bid: string, pause: () => Promise<void>): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    const names = await storage.names();
    if (names.includes(name)) return false;
    const others = names.filter((one) => one.startsWith(name + BID) && one !== bid);
    if (others.length === 0) return true;
    if (others.some((one) => one < bid)) return false;
    await pause();
  }
  return false;
}
