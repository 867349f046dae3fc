import { PEOPLE } from '../simulator/login';

/** Sends a form as a browser does, and does not follow the redirect. */
function submit(url: URL, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

/** Goes through the cloud's login pages as a user's browser would; answers with the address to which it is sent back. */
export async function logIn(address: string, uid: string): Promise<string> {
  const person = PEOPLE.find((one) => one.uid === uid);
  if (person === undefined) throw new Error(`There is no ${uid}`);
  const page = await (await fetch(address)).text();
  const session = /name="session" value="([^"]+)"/.exec(page)?.[1];
  if (session === undefined) throw new Error(`This is no login page: ${page}`);
  const { username, password } = person;
  await submit(new URL('/oauth/login', address), { session, username, password });
  const consent = await submit(new URL('/oauth/consent', address), { session, answer: 'yes' });
  const back = consent.headers.get('location');
  if (back === null) throw new Error(`The login ended with ${consent.status}`);
  return back;
}
