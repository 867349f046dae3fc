/** The address of the login page to which a user is sent (PROTOCOL 3.3). */

/** Below the address of the data center (PROTOCOL 3.3); the one that the console shows counts more. */
const LOGIN_PATH = '/login/open/tuya/login/v1/index.html';

/** What an authorization address is made of. */
export interface Authorization {
  client_id: string;
  baseUrl: string;
  authorizeUrl?: string | undefined;
}

/** The page to which a user's browser is sent; it carries the documented parameters and nothing else (PROTOCOL 3.3). */
export function authorizationUrl(account: Authorization, redirectUrl: string, state: string): string {
  const url = new URL(account.authorizeUrl ?? account.baseUrl + LOGIN_PATH);
  // The address from the console names the key and the callback already.
  if (!url.searchParams.has('client_id')) url.searchParams.set('client_id', account.client_id);
  if (!url.searchParams.has('redirect_uri')) url.searchParams.set('redirect_uri', redirectUrl);
  url.searchParams.set('state', state);
  return url.href;
}
