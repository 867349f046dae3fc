/** What the value of a placeholder may be: the types of Node-RED's typed input, in the order of its menu. */
export const PARAM_TYPES = ['str', 'num', 'bool', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'];
