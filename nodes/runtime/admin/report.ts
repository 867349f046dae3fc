import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_CENTERS, isObject } from '../../cloud';
import type { DeployedReport, ReportAnswer } from '../../shared/admin';
import { accountOf } from '../account/accounts';
import type { LastError } from '../account/state';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { tidOf } from './tid';

/** What the runtime knows for a report that somebody sends to others: no key, id, token, name, host, path or value of a variable. */

const PACKAGE = join(__dirname, '../../../../package.json');

function ownVersion(): string {
  const own: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  return isObject(own) ? savedText(own.version) : '';
}

/** Node-RED's own version. The published types call it a promise, and not every host of nodes has one. */
function versionOf(RED: Red): string {
  const { version } = RED as unknown as { version?: () => unknown };
  return savedText(version?.(), 'unknown');
}

/** The name of a data center; any other address is one's own. */
function nameOf(baseUrl: string): string {
  return Object.entries(DATA_CENTERS).find(([, address]) => address === baseUrl)?.[0] ?? 'custom';
}

function told(error: LastError): NonNullable<DeployedReport['lastError']> {
  const { code, tuyaCode, time } = error;
  const tuya = tuyaCode === undefined ? {} : { tuya: String(tuyaCode) };
  return { code, ...tuya, ...tidOf(error), at: time };
}

async function deployedAs(RED: Red, id: string): Promise<DeployedReport | undefined> {
  const account = accountOf(RED, id);
  if ('problem' in account) return undefined;
  const { settings, client, state, usage } = account;
  const { today, calls: month } = await usage.report();
  const { lastError } = state;
  return {
    dataCenter: nameOf(settings.baseUrl),
    mode: settings.mode,
    // 0 until Tuya has refused this machine's time: nobody has looked before.
    ...(client.clockOffset === 0 ? {} : { clockOffset: client.clockOffset }),
    calls: { today, month },
    ...(lastError === undefined ? {} : { lastError: told(lastError) }),
  };
}

/** `:id/report`: versions, and how the account does where it is deployed. */
export async function reportOf(RED: Red, id: string): Promise<ReportAnswer> {
  const deployed = await deployedAs(RED, id);
  const versions = {
    package: ownVersion(),
    nodeRed: versionOf(RED),
    nodeJs: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
  return deployed === undefined ? { versions } : { versions, deployed };
}
