// The rules for the example flows. A catch node may answer a browser, which the rule about http nodes does not see, and the one
// about overlapping nodes does not know how wide a node is.
module.exports = {
  rules: {
    'max-flow-size': { maxSize: 60 },
    'no-duplicate-http-in-urls': {},
    'no-loops': {},
    'no-unnamed-functions': {},
    'no-unnamed-links': {},
    'function-eslint': {},
  },
};
