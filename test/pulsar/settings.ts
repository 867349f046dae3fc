import { networkInterfaces } from 'node:os';

/** The ports of a broker: of its web service, with WebSockets, and of its own protocol. */
export interface Ports {
  web: number;
  broker: number;
}

/** Settings of a test, by the names that Pulsar has for them. */
export type Settings = Readonly<Record<string, string | number>>;

/** What the broker is told: to be alone, small and nowhere but on loopback. */
export function settingsOf({ web, broker }: Ports, others: Settings): string {
  const settings = {
    clusterName: 'standalone',
    advertisedAddress: '127.0.0.1',
    bindAddress: '127.0.0.1',
    listeningInterface: loopback(), // of the store of messages, which would listen everywhere
    webServicePort: web,
    brokerServicePort: broker,
    webSocketServiceEnabled: true,
    allowAutoTopicCreation: false, // as at Tuya: who asks for a topic that is not there is told so
    managedLedgerDefaultEnsembleSize: 1,
    managedLedgerDefaultWriteQuorum: 1,
    managedLedgerDefaultAckQuorum: 1,
    managedLedgerCacheSizeMB: 32,
    managedLedgerNumWorkerThreads: 2,
    managedLedgerNumSchedulerThreads: 1,
    numIOThreads: 2,
    numHttpServerThreads: 8,
    numOrderedExecutorThreads: 2,
    numExecutorThreadPoolSize: 2,
    numCacheExecutorThreadPoolSize: 2,
    webSocketNumServiceThreads: 4,
    webSocketNumIoThreads: 2,
    loadBalancerEnabled: false,
    systemTopicEnabled: false,
    topicLevelPoliciesEnabled: false,
    ...others,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** The name of the interface that holds 127.0.0.1. */
function loopback(): string {
  const named = Object.entries(networkInterfaces()).find(([, addresses]) =>
    addresses?.some(({ address }) => address === '127.0.0.1'),
  );
  return named?.[0] ?? 'lo';
}
