/** A whole property that is an environment variable, in both spellings that Node-RED fills in on a deploy. */
const VARIABLE = /^\$(?:\{(\S+)\}|\((\S+)\))$/;

/** The name in `${NAME}` or `$(NAME)`; undefined for what is no variable. */
export function variableOf(value: unknown): string | undefined {
  const found = typeof value === 'string' ? VARIABLE.exec(value) : null;
  return found?.[1] ?? found?.[2];
}
