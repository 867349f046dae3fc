/** Stands for the editor's types, which Node-RED's own bring along: on the server there is no browser. */
export {};
