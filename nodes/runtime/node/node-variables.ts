import { isObject } from '../../cloud';
import { Variables } from '../account/variables';
import { enteredOf } from '../red-types';
import type { Flow, Saved } from '../red-types';

/** Environment variables in the settings of a node: what they hold is sent, and told nobody (A14). */

/**
 * The variables of a node: in properties that are one, and in typed inputs.
 * @param saved its settings, in which Node-RED has filled in the former
 */
export function variablesOfNode({ RED, node }: Flow, saved: Saved): Variables {
  const variables = new Variables();

  const typed = (value: unknown): void => {
    const name = typeof value === 'string' && /^\$[{(]/.test(value) ? value : `\${${String(value)}}`;
    variables.fill(
      name,
      name,
      () => RED.util.evaluateNodeProperty(String(value), 'env', node, {}) as unknown,
    );
  };

  const look = (entered: unknown, held: unknown): void => {
    if (Array.isArray(entered)) {
      entered.forEach((one, i) => {
        look(one, Array.isArray(held) ? held[i] : undefined);
      });
    }
    if (!isObject(entered)) return;
    const inHeld = isObject(held) ? held : {};
    for (const [property, value] of Object.entries(entered)) {
      const type = entered[property === 'value' ? 'type' : `${property}Type`];
      if (type === 'env') typed(value);
      else if (typeof value === 'string') variables.fill(property, value, () => inHeld[property]);
      else look(value, inHeld[property]);
    }
  };

  look(enteredOf(RED, node), saved);
  return variables;
}
