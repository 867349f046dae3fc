/** A text without secrets, tokens, signatures and codes, for errors and hints (A8, A10). */
export function mask(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .reduce<string>((done, secret) => (secret ? done.replaceAll(secret, '***') : done), text)
    .replace(/\b[0-9A-F]{64}\b/g, '***')
    .replace(/(\/v1\.0\/token\/)[^\s?"]+/g, '$1***')
    .replace(/(code=)[^&\s"]+/g, '$1***');
}
