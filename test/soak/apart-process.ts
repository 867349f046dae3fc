import '../support/no-look-ups';
import { setMaxListeners } from 'node:events';
import { MAX_SOCKETS } from '../../nodes/cloud/limits';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import type { Beginning, Question, Report } from './apart';
import { numbersFrom } from '../support/chance';
import { openHome } from './home';
import type { NearHome } from './home';
import { Machine } from './machine';
import { Patience } from './patience';
import { held, settledExcess, weigh } from '../support/resources';
import { play } from './round';

/** A home in code mode in a process of its own. Its machine is the one of the soak, whose time comes with each question. */

const { key, folder, at, seed } = JSON.parse(process.argv[2] ?? '') as Beginning;
const machine = new Machine(at);
const patience = new Patience(machine.turned, true);
const random = numbersFrom(seed);
const giveUp = new AbortController();
setMaxListeners(0, giveUp.signal);

function open(): NearHome {
  const transport = createTransport({ maxSockets: MAX_SOCKETS });
  return openHome({ machine, patience, random, signal: giveUp.signal, transport }, key, { folder });
}

let home = open();

/** Closes the home; answers what it has left. */
async function close(before: Record<string, number>): Promise<string[]> {
  await patience.until(home.close());
  const timers = machine.turned.waiting === 0 ? [] : [`${machine.turned.waiting} timers are left`];
  return [...timers, ...(await settledExcess(before))];
}

async function answer(question: Question, before: Record<string, number>): Promise<Report> {
  await patience.pass(machine.follow(question.at));
  const { told, counts } = home;
  const [toldBefore, renewalsBefore] = [told.count, counts.renewals];
  const outcome = question.what === 'round' ? await patience.until(play(home, question.round)) : undefined;
  await patience.calm();
  const left = question.what === 'redeploy' || question.what === 'close' ? await close(before) : [];
  const report = {
    outcome,
    told: told.count - toldBefore,
    renewals: counts.renewals - renewalsBefore,
    wrong: [...told.wrong.splice(0), ...left],
    heap: question.what === 'weigh' ? weigh() : 0,
  };
  if (question.what === 'redeploy') home = open();
  return report;
}

function main(): void {
  let before: Record<string, number> | undefined;
  process.on('message', (question: Question) => {
    before ??= held(); // the channel to whoever asks is among it
    answer(question, before).then(
      (report) => {
        process.send?.(report, () => {
          if (question.what === 'close') process.disconnect();
        });
      },
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  // Whoever started this is gone, perhaps without a word.
  process.once('disconnect', () => {
    const late = setTimeout(() => process.exit(1), 5000);
    late.unref();
  });
  process.send?.('ready');
}

main();
