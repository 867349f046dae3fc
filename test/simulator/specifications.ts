import { specificationOf, thingModelOf } from './models';
import { at, ofDevice, ofDevices, ok } from './route';
import type { Outcome, Route } from './route';

/** What devices can do and report. */

const functions = ofDevice((device) => {
  const { category, functions } = specificationOf(device);
  return ok({ category, functions });
});
const specification = ofDevice((device) => ok(specificationOf(device)));
const ofCategory = (): Outcome =>
  ok({ category: 'dj', functions: [{ code: 'switch_led', type: 'Boolean', values: '{}' }] });

export const SPECIFICATIONS: Route[] = [
  at(
    'GET',
    '/devices/functions',
    ofDevices(20, (devices) =>
      ok(devices.map((device) => ({ devices: [device.id], functions: specificationOf(device).functions }))),
    ),
  ),
  at('GET', '/devices/*/functions', functions),
  at('GET', '/devices/*/specifications', specification, ['v1.0', 'v1.1']),
  at('GET', '/functions/*', ofCategory),
  at('GET', '/iot-03/devices/*/functions', functions),
  at('GET', '/iot-03/devices/*/specification', specification),
  at('GET', '/iot-03/categories/*/functions', ofCategory),
  at(
    'GET',
    '/cloud/thing/*/model',
    ofDevice((device) => ok(thingModelOf(device))),
  ),
];
