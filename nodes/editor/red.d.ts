/** Node-RED's editor, as far as the dialogs know it. */

/** A node as the editor keeps it. */
interface EditorNode {
  [property: string]: unknown;
  id: string;
  type: string;
  /** It is disabled. */
  d?: boolean;
  /** The flow or subflow in which it stands; absent for all flows. */
  z?: string;
  _def: { defaults: Record<string, unknown> };
  credentials?: { client_id?: string; secret?: string };
}

/** The parts of Node-RED's editor that the dialogs use. */
declare const RED: {
  /** A text by its key, `module/type:key`. */
  _(key: string, values?: Record<string, string | number>): string;
  clipboard: { copyText(value: string, element: JQuery, message: string): boolean };
  i18n: { lang(): string };
  nodes: {
    node(id: string): EditorNode | null | undefined;
    eachConfig(visit: (node: EditorNode) => void): void;
    subflow(id: string): object | null | undefined;
  };
  utils: { getNodeLabel(node: EditorNode, absent: string): string };
  sidebar: { help: { show(type: string, bringToFront: boolean): void } };
};

/** A type of a typed input that Node-RED does not have. */
interface TypedKind {
  value: string;
  label: string;
  hasValue: boolean;
}

/** Node-RED's own widgets. */
interface JQuery {
  typedInput(options: {
    default: string;
    types: readonly (string | TypedKind)[];
    typeField?: string;
  }): JQuery;
  typedInput(property: 'type' | 'value'): string;
  typedInput(method: 'validate', options: { returnErrorMessage: true }): boolean | string;
  typedInput(property: 'type' | 'value', value: string): JQuery;
  editableList(options: object | 'items' | 'empty'): JQuery;
  editableList(method: 'addItem', item: object): JQuery;
}
