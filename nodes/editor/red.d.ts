/** A node as the editor keeps it. */
interface EditorNode {
  [property: string]: unknown;
  _def: { defaults: Record<string, unknown> };
  credentials?: { client_id?: string; secret?: string };
}

/** The parts of Node-RED's editor that the dialogs use. */
declare const RED: {
  clipboard: { copyText(value: string, element: JQuery, message: string): boolean };
  nodes: { node(id: string): EditorNode | null };
};

/** Node-RED's own widgets. */
interface JQuery {
  typedInput(options: { default: string; types: string[] }): JQuery;
  typedInput(property: 'type' | 'value'): string;
  typedInput(property: 'type' | 'value', value: string): JQuery;
  editableList(options: object | 'items' | 'empty'): JQuery;
  editableList(method: 'addItem', item: object): JQuery;
}
