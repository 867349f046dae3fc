import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** A handshake that is refused. */
export interface Refusal {
  status: number;
  /** What stands in the title and in the row MESSAGE of the page. */
  message?: string;
  headers?: Record<string, string>;
  /** Another page instead. */
  page?: string;
}

/** What Pulsar's proxy says, by status. */
const USUAL: Readonly<Record<number, string>> = {
  401: 'Failed to authenticate',
  403: 'Not authorized',
  404: 'Not Found',
  409: 'Exclusive consumer is already connected',
  429: 'Too many lookup requests',
  500: 'Server Error',
  503: 'Service Unavailable',
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The page of Jetty, the server of Pulsar's proxy. */
function pageOf(status: number, message: string, uri: string): string {
  return `<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>
<title>Error ${status} ${escaped(message)}</title>
</head>
<body><h2>HTTP ERROR ${status} ${escaped(message)}</h2>
<table>
<tr><th>URI:</th><td>${escaped(uri)}</td></tr>
<tr><th>STATUS:</th><td>${status}</td></tr>
<tr><th>MESSAGE:</th><td>${escaped(message)}</td></tr>
<tr><th>SERVLET:</th><td>org.apache.pulsar.websocket.WebSocketConsumerServlet-3e2055d6</td></tr>
</table>

</body>
</html>
`;
}

/** Answers a handshake with a page, and hangs up. */
export function refuse(socket: Duplex, uri: string, { status, message, headers, page }: Refusal): void {
  const standard = STATUS_CODES[status] ?? 'Error';
  const body = page ?? pageOf(status, message ?? USUAL[status] ?? standard, uri);
  const all = {
    'Cache-Control': 'must-revalidate,no-cache,no-store',
    'Content-Type': 'text/html;charset=iso-8859-1',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${standard}\r\n${lines.join('')}\r\n${body}`);
}
