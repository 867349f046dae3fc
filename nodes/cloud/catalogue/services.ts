import catalogue from './services.json';

/** The services of Tuya's console, and which one a call belongs to: a project may call what it has authorized (PROTOCOL 5.4). */

/** One service: a row of services.json. */
export interface Service {
  /** As the console calls it, in English whatever the language. */
  service: string;
  /** Its paths: `*` stands within a segment, `**` for all that follows. The first row that fits counts. */
  paths: readonly string[];
  /** Tuya's page about it. */
  doc: string;
}

/** Every service that is known. */
export const SERVICES = catalogue as readonly Service[];

const rows = SERVICES.map(({ service, paths }) => ({ service, patterns: paths.map(patternOf) }));

function patternOf(path: string): RegExp {
  const parts = path
    .slice(1)
    .split('/')
    .map((part) => (part === '**' ? '(/.*)?' : `/${part.replaceAll('*', '[^/]+')}`));
  return new RegExp(`^${parts.join('')}$`);
}

/** The service that a path belongs to, by its decoded segments; undefined where nobody knows. */
export function serviceOf(segments: readonly string[]): string | undefined {
  const path = segments.map((segment) => `/${segment.replaceAll('/', '_')}`).join('');
  return rows.find(({ patterns }) => patterns.some((pattern) => pattern.test(path)))?.service;
}
