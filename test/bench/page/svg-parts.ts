import { createRequire } from 'node:module';

/** What a chart is made of, as a parser of XML reads it; throws where it is none. */

type Attributes = Record<string, string>;

interface Element {
  $?: Attributes;
  _?: string;
}

interface Root {
  svg: { $: Attributes; title: (string | Element)[] } & Partial<Record<string, Element[]>>;
}

/** The parser of Node-RED's own XML node. */
const { parseString } = createRequire(require.resolve('@node-red/nodes/package.json'))('xml2js') as {
  parseString: (
    xml: string,
    options: { async: false; strict: true },
    done: (error: Error | null, root: Root) => void,
  ) => void;
};

/** The parts of a chart by their kind, in their order. */
export function parsed(xml: string): {
  viewBox: string;
  title: string;
  rects: Attributes[];
  lines: Attributes[];
  polylines: Attributes[];
  texts: (Attributes & { text: string })[];
} {
  let root: Root | undefined;
  parseString(xml, { async: false, strict: true }, (error, read) => {
    if (error !== null) throw error;
    root = read;
  });
  if (root === undefined) throw new Error('The chart is no XML');
  const { svg } = root;
  const of = (name: string): Attributes[] => (svg[name] ?? []).map(({ $ = {} }) => $);
  const [title = ''] = svg.title;
  return {
    viewBox: svg.$.viewBox ?? '',
    title: typeof title === 'string' ? title : (title._ ?? ''),
    rects: of('rect'),
    lines: of('line'),
    polylines: of('polyline'),
    texts: (svg.text ?? []).map(({ $ = {}, _ = '' }) => ({ ...$, text: _ })),
  };
}
