import type { Node } from 'node-red';
import { hearEvents } from './runtime/node/event-listener';
import { Lifecycle } from './runtime/node/lifecycle';
import { savedText } from './runtime/red-types';
import type { Red, Saved } from './runtime/red-types';

/** Tells what devices do, as it happens. */
function register(RED: Red): void {
  function TuyaEvent(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const account = savedText(saved.account);
    hearEvents(new Lifecycle({ RED, node: this, type: 'tuya-event', account }), saved);
  }
  RED.nodes.registerType('tuya-event', TuyaEvent);
}

export = register;
