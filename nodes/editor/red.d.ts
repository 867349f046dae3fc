/** The parts of Node-RED's editor that the dialogs use. */
declare const RED: {
  clipboard: { copyText(value: string, element: JQuery, message: string): boolean };
};
