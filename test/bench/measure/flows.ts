import { AT_ONCE } from '../peers/peer';
import type { CloudAsks } from '../processes/cloud';
import { CALL_FLOWS } from '../processes/flow-texts';
import type { FlowAsks } from '../processes/flows';
import { Child } from '../processes/talk';
import { turned } from './clients';

/** What a message costs in Node-RED: through `tuya-request`, and through a function that signs with the core node that sends. */
export interface FlowFigures {
  nodeRed: string;
  flows: string[];
  /** Messages in a round. */
  messages: number;
  atOnce: number;
  /** Microseconds of processor time a message, by round and flow. */
  rounds: number[][];
  /** Messages a second, by round and flow. */
  speeds: number[][];
}

/** Rounds that alternate between the flows of one Node-RED; the cloud is another process. */
export async function measureFlows({
  rounds,
  messages,
  warm,
}: {
  rounds: number;
  messages: number;
  warm: number;
}): Promise<FlowFigures> {
  const cloud = Child.start<CloudAsks>('cloud');
  const nodeRed = Child.start<FlowAsks>('flows');
  try {
    const address = { url: await cloud.ask('open'), client_id: 'bench0flows', secret: 'secret0of0the0flows' };
    await cloud.ask('project', { ...address, old: false });
    const version = await nodeRed.ask('open');
    await nodeRed.ask('callers', address);
    const round = (flow: string) => nodeRed.ask('calls', { flow, messages, atOnce: AT_ONCE });
    for (let n = 0; n < warm; n++) for (const { flow } of CALL_FLOWS) await round(flow);
    const figures: FlowFigures = {
      ...{ nodeRed: version, flows: CALL_FLOWS.map(({ title }) => title), messages, atOnce: AT_ONCE },
      ...{ rounds: [], speeds: [] },
    };
    for (let n = 0; n < rounds; n++) {
      const costs = CALL_FLOWS.map(() => NaN);
      const speeds = CALL_FLOWS.map(() => NaN);
      for (const [at, { flow }] of turned([...CALL_FLOWS.entries()], n)) {
        const { cpu, speed } = await round(flow);
        costs[at] = cpu;
        speeds[at] = speed;
      }
      figures.rounds.push(costs);
      figures.speeds.push(speeds);
    }
    await nodeRed.ask('close');
    return figures;
  } finally {
    await nodeRed.end();
    await cloud.end();
  }
}
