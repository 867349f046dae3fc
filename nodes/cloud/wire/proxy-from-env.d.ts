declare module 'proxy-from-env' {
  /** The proxy that `http_proxy`, `https_proxy` and `no_proxy` of the environment name for an address; empty for none. */
  export function getProxyForUrl(url: string): string;
}
