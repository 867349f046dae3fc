import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_CENTERS, isObject } from '../../cloud';
import type { DeployedReport, ReportAnswer } from '../../shared/admin';
import { accountOf } from '../account/accounts';
import { savedText } from '../red-types';
import type { Red } from '../red-types';

/** What the runtime knows for a report that somebody sends to others: no key, id, token, name, host, path or value of a variable. */

const PACKAGE = join(__dirname, '../../../../package.json');

function ownVersion(): string {
  const own: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  return isObject(own) ? savedText(own.version) : '';
}

/** The published types call it a promise. */
function versionOf(RED: Red): string {
  return savedText((RED as unknown as { version(): unknown }).version());
}

/** The name of a data center; any other address is one's own. */
function nameOf(baseUrl: string): string {
  return Object.entries(DATA_CENTERS).find(([, address]) => address === baseUrl)?.[0] ?? 'custom';
}

function deployedAs(RED: Red, id: string): DeployedReport | undefined {
  const account = accountOf(RED, id);
  if ('problem' in account) return undefined;
  const { baseUrl, mode } = account.settings;
  return { dataCenter: nameOf(baseUrl), mode };
}

/** `:id/report`: versions, and how the account does where it is deployed. */
export function reportOf(RED: Red, id: string): ReportAnswer {
  const deployed = deployedAs(RED, id);
  const versions = {
    package: ownVersion(),
    nodeRed: versionOf(RED),
    nodeJs: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
  return deployed === undefined ? { versions } : { versions, deployed };
}
