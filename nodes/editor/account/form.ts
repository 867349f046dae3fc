/** What an input of the dialog tells. */
export interface FormElement {
  id: string;
  value: string;
}

const PREFIX = 'node-config-input-';
const CREDENTIALS = ['client_id', 'secret'];

/** The account's form as it stands, in the shape that the admin endpoints take. */
export function accountForm(id: string, elements: readonly FormElement[]): Record<string, unknown> {
  const properties: Record<string, unknown> = { id };
  const credentials: Record<string, string> = {};
  for (const { id: element, value } of elements) {
    if (!element.startsWith(PREFIX)) continue;
    const name = element.slice(PREFIX.length);
    if (CREDENTIALS.includes(name)) credentials[name] = value;
    else properties[name] = value;
  }
  return { ...properties, credentials };
}
