import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import express from 'express';
import RED from 'node-red';
import { makeUserDir } from '../../support/node-red';
import { signed } from '../peers/by-hand';
import { PATH } from '../peers/peer';
import type { Cost } from './caller';
import type { Address } from './cloud';
import { callFlows, eventFlow } from './flow-texts';
import { Heard } from './heard';
import type { Report } from './heard';
import { serve } from './talk';

/** A whole Node-RED in a process of its own: flows that call, and one that listens. */

interface Msg {
  payload?: unknown;
  error?: { message: string };
}

const heard = new Heard();
/** Takes what comes out of the flow under test; a function node hands it over. */
let arrived: (msg: Msg) => void = () => undefined;
let userDir = '';

/** Deploys; resolves when it runs. */
async function deploy(flows: object[]): Promise<void> {
  const started = once(RED.events, 'flows:started');
  await RED.runtime.flows.setFlows({ flows: { flows }, deploymentType: 'full' } as never);
  await started;
}

const asks = {
  /** Starts Node-RED; answers its version. */
  open: async (): Promise<string> => {
    userDir = makeUserDir([], {});
    const app = express();
    const server = createServer(app);
    RED.init(server, {
      userDir,
      flowFile: 'flows.json',
      credentialSecret: false,
      httpAdminRoot: '/',
      httpNodeRoot: '/',
      functionExternalModules: true,
      functionGlobalContext: {
        arrived: (msg: Msg) => {
          arrived(msg);
        },
      },
      logging: { console: { level: 'error', metrics: false, audit: false } },
      editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
      telemetry: { enabled: false },
    } as unknown as Parameters<typeof RED.init>[1]);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env.no_proxy = '127.0.0.1';
    const started = once(RED.events, 'flows:started');
    await RED.start();
    await started;
    return (createRequire(__filename)('node-red/package.json') as { version: string }).version;
  },
  /** Deploys the flows that call; the one that signs by hand is given a token, and asks for no other. */
  callers: async (cloud: Address): Promise<void> => {
    const path = '/v1.0/token?grant_type=1';
    const answer = await fetch(cloud.url + path, { headers: signed(cloud, path) });
    const { result } = (await answer.json()) as { result: { access_token: string } };
    await deploy(callFlows(cloud, PATH, result.access_token));
  },
  /** So many messages through a flow, so many of them at once. */
  calls: async ({
    flow,
    messages,
    atOnce,
  }: {
    flow: string;
    messages: number;
    atOnce: number;
  }): Promise<Cost> => {
    // What begins a flow is found by its id; that it takes messages is what makes it a node.
    const begin = (RED.nodes as unknown as { getNode(id: string): { receive(msg: Msg): void } }).getNode(
      flow,
    );
    const began = performance.now();
    const before = process.cpuUsage();
    await new Promise<void>((resolve, reject) => {
      let sent = 0;
      let back = 0;
      const next = (): void => {
        if (sent++ < messages) begin.receive({});
      };
      arrived = ({ payload, error }) => {
        if (error !== undefined || !Array.isArray(payload)) {
          reject(new Error(error?.message ?? `${flow}: ${JSON.stringify(payload)}`));
        } else if (++back === messages) resolve();
        else next();
      };
      for (let n = 0; n < atOnce; n++) next();
    });
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / messages, speed: messages / ((performance.now() - began) / 1000) };
  },
  /** Deploys the flow that listens. */
  join: async ({ at, each }: { at: Address; each: number | null }): Promise<void> => {
    heard.begin(each ?? undefined);
    arrived = ({ payload }) => {
      heard.note(payload);
    };
    await deploy(eventFlow(at));
  },
  report: (count: number): Promise<Report> => heard.report(count),
  /** Deploys a flow without nodes. */
  leave: async (): Promise<void> => {
    await deploy([{ id: 'empty', type: 'tab', label: 'empty' }]);
  },
  close: async (): Promise<void> => {
    await RED.stop();
    rmSync(userDir, { recursive: true, force: true });
  },
};

export type FlowAsks = typeof asks;

if (require.main === module) serve(asks);
