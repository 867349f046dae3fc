import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Somebody with an account in Tuya's app. */
export interface Person {
  uid: string;
  name: string;
  username: string;
  password: string;
}

/** The people who live in the demo houses. */
export const PEOPLE: readonly Person[] = [
  { uid: 'uid-anna', name: 'Anna', username: 'anna@example.com', password: 'anna-demo' },
  { uid: 'uid-ben', name: 'Ben', username: 'ben@example.com', password: 'ben-demo' },
];

/** A login on its way through the pages. */
interface Session {
  redirect: string;
  state: string;
  person?: Person;
}

/** What the pages need of the cloud. */
export interface Desk {
  client_id: string;
  issueCode(uid: string): string;
  platformUrl(): string;
}

const ENTRY = '/login/open/tuya/login/v1/index.html';

const STYLE = `:root{color-scheme:light dark;font-family:system-ui,sans-serif}
body{max-width:26rem;margin:8vh auto;padding:0 1rem}main{border:1px solid #8886;border-radius:14px;padding:1.5rem}
label{display:block;margin:.8rem 0 .2rem}input{width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button{font:inherit;padding:.55rem 1.1rem;margin:1rem .5rem 0 0;border-radius:8px;border:1px solid #8888;cursor:pointer}
button.main{background:#ff4800;color:#fff;border-color:#ff4800}.error{color:#c22}small{opacity:.75}svg{width:9rem;display:block;margin:.5rem 0}`;

function page(res: ServerResponse, title: string, body: string, status = 200): void {
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style>`;
  const html = `${head}<main><h1>${title}</h1>${body}</main><p><small>A stand-in for Tuya's pages, for playing and testing.</small></p></html>`;
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function redirect(res: ServerResponse, to: string): void {
  res.writeHead(303, { location: to }).end();
}

/** Something that looks like a QR code: the link below it is what a phone would open. */
function pattern(seed: string): string {
  const cells = [...Buffer.from(seed.repeat(4), 'hex').subarray(0, 32)].flatMap((byte, row) =>
    Array.from({ length: 8 }, (_, bit) =>
      (byte >> bit) & 1 ? `<rect x="${bit + (row % 2) * 8}" y="${row >> 1}" width="1" height="1"/>` : '',
    ),
  );
  return `<svg viewBox="-1 -1 18 18" role="img" aria-label="QR code"><rect x="-1" y="-1" width="18" height="18" fill="#fff"/>${cells.join('')}</svg>`;
}

/** Tuya's side of an authorization in a browser: login or QR code, consent, redirect with a code. */
export class LoginPages {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly desk: Desk) {}

  /** Answers when the path is one of these pages. */
  answer(
    method: string,
    path: string,
    query: ReadonlyMap<string, string>,
    body: string,
    res: ServerResponse,
  ): boolean {
    if (path === ENTRY && method === 'GET') this.begin(query, res);
    else if (path === '/oauth/login' && method === 'POST') this.login(new URLSearchParams(body), res);
    else if (path === '/oauth/scan' && method === 'GET') this.phone(query.get('session') ?? '', res);
    else if (path === '/oauth/scan' && method === 'POST') this.scan(new URLSearchParams(body), res);
    else if (path === '/oauth/scanned' && method === 'GET') this.scanned(query.get('session') ?? '', res);
    else if (path === '/oauth/consent' && method === 'GET') this.ask(query.get('session') ?? '', res);
    else if (path === '/oauth/consent' && method === 'POST') this.decide(new URLSearchParams(body), res);
    else return false;
    return true;
  }

  private begin(query: ReadonlyMap<string, string>, res: ServerResponse): void {
    const back = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== this.desk.client_id) {
      page(res, 'Unknown key', '<p class="error">This client_id has no authorization page.</p>', 400);
    } else if (!URL.canParse(back) || !/^https?:$/.test(new URL(back).protocol)) {
      page(
        res,
        'Wrong callback',
        '<p class="error">The redirect_uri is missing or is not an address.</p>',
        400,
      );
    } else {
      const id = randomBytes(16).toString('hex');
      this.sessions.set(id, { redirect: back, state: query.get('state') ?? '' });
      this.form(id, res);
    }
  }

  private form(id: string, res: ServerResponse, error = ''): void {
    const people = PEOPLE.map(
      ({ username, password }) => `<code>${username}</code> / <code>${password}</code>`,
    ).join('<br>');
    page(
      res,
      'Log in',
      `<form method="post" action="/oauth/login"><input type="hidden" name="session" value="${id}">
<label for="username">Account</label><input id="username" name="username" autocomplete="off">
<label for="password">Password</label><input id="password" name="password" type="password">
${error === '' ? '' : `<p class="error" role="alert">${error}</p>`}
<button class="main">Log in</button></form>
<p><small>Demo accounts:<br>${people}</small></p>
<h2>Or scan</h2>${pattern(id)}<a href="/oauth/scan?session=${id}" target="_blank">Play the phone that scans this</a>
<script>setInterval(async()=>{if((await (await fetch('/oauth/scanned?session=${id}')).json()).scanned)location.href='/oauth/consent?session=${id}'},500)</script>`,
      error === '' ? 200 : 401,
    );
  }

  private login(form: URLSearchParams, res: ServerResponse): void {
    const id = form.get('session') ?? '';
    const session = this.sessions.get(id);
    if (session === undefined) {
      gone(res);
      return;
    }
    const person = PEOPLE.find(
      ({ username, password }) => username === form.get('username') && password === form.get('password'),
    );
    if (person === undefined) {
      this.form(id, res, 'The account or the password is wrong.');
      return;
    }
    session.person = person;
    redirect(res, `/oauth/consent?session=${id}`);
  }

  private phone(id: string, res: ServerResponse): void {
    if (!this.sessions.has(id)) {
      gone(res);
      return;
    }
    const buttons = PEOPLE.map(
      ({ uid, name }) => `<button name="uid" value="${uid}">${name}'s phone</button>`,
    ).join('');
    page(
      res,
      'Scan',
      `<p>Whose phone scans the code?</p><form method="post" action="/oauth/scan"><input type="hidden" name="session" value="${id}">${buttons}</form>`,
    );
  }

  private scan(form: URLSearchParams, res: ServerResponse): void {
    const session = this.sessions.get(form.get('session') ?? '');
    const person = PEOPLE.find(({ uid }) => uid === form.get('uid'));
    if (session === undefined || person === undefined) {
      gone(res);
      return;
    }
    session.person = person;
    page(res, 'Scanned', '<p>Go on in the window that shows the code.</p>');
  }

  private scanned(id: string, res: ServerResponse): void {
    const scanned = this.sessions.get(id)?.person !== undefined;
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ scanned }));
  }

  private ask(id: string, res: ServerResponse): void {
    const person = this.sessions.get(id)?.person;
    if (person === undefined) {
      gone(res);
      return;
    }
    page(
      res,
      'Authorize',
      `<p>A cloud project asks to see and control the devices of <b>${person.name}</b>.</p>
<form method="post" action="/oauth/consent"><input type="hidden" name="session" value="${id}">
<button class="main" name="answer" value="yes">Confirm authorization</button><button name="answer" value="no">Refuse</button></form>`,
    );
  }

  private decide(form: URLSearchParams, res: ServerResponse): void {
    const id = form.get('session') ?? '';
    const session = this.sessions.get(id);
    this.sessions.delete(id);
    if (session?.person === undefined) {
      gone(res);
      return;
    }
    const back = new URL(session.redirect);
    if (form.get('answer') === 'yes') {
      back.searchParams.set('code', this.desk.issueCode(session.person.uid));
      back.searchParams.set('platform_url', this.desk.platformUrl());
    } else {
      back.searchParams.set('error', 'access_denied');
    }
    back.searchParams.set('state', session.state);
    redirect(res, back.href);
  }
}

function gone(res: ServerResponse): void {
  page(res, 'Too late', '<p class="error">This login is over. Begin again.</p>', 410);
}
