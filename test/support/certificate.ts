import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a certificate says. */
interface Wanted {
  /** Names that it is for. */
  names?: string;
  /** Days for which it is good; a negative number for one that has expired. */
  days?: number;
}

/** A fresh certificate, for loopback unless told otherwise, that nobody but its maker trusts. */
export function selfSigned({ names = 'DNS:localhost,IP:127.0.0.1', days = 2 }: Wanted = {}): {
  key: Buffer;
  cert: Buffer;
} {
  const folder = mkdtempSync(join(tmpdir(), 'tuya-tls-'));
  try {
    const [key, request, cert] = ['key.pem', 'request.pem', 'cert.pem'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const openssl = (text: string, ...more: string[]): unknown =>
      execFileSync('openssl', [...text.split(' '), ...more], { stdio: 'ignore' });
    const kind = 'req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost';
    openssl(kind, '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', request);
    openssl(`x509 -req -copy_extensions copy -days ${days}`, '-in', request, '-signkey', key, '-out', cert);
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
