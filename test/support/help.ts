import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** The help of a node as it ships, in its parts. */

/** The nodes of this package. */
export const TYPES = ['tuya-config', 'tuya-token', 'tuya-request', 'tuya-event'] as const;
export type NodeType = (typeof TYPES)[number];

/** As Node-RED's own editor names them. */
export const LANGUAGES = ['en-US', 'de', 'fr', 'es-ES', 'ja', 'zh-CN'] as const;
export type Lang = (typeof LANGUAGES)[number];

/** What stands below a heading. */
export interface Section {
  title: string;
  html: string;
}

/** A term of a list, and all that is said of it. */
export interface Term {
  html: string;
  /** The text, without the type that may stand beside it. */
  text: string;
  /** As HTML. */
  said: string[];
}

/** A text as a browser shows it: without elements and line breaks. */
export function shown(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .replace(/[^\S\u00a0]+/g, ' ')
    .trim();
}

/** What stands in the elements of a name, as HTML; none within another of its name. */
export function inside(html: string, element: string): string[] {
  const found = html.matchAll(new RegExp(`<${element}(?=[\\s>])[^>]*>([^]*?)</${element}\\s*>`, 'g'));
  return [...found].map(([, content = '']) => content);
}

/** The same as texts. */
export function textsIn(html: string, element: string): string[] {
  return inside(html, element).map(shown);
}

/** The terms of all lists, in order. */
export function termsIn(html: string): Term[] {
  const parts = html.split(/(?=<dt[\s>])/).filter((part) => part.startsWith('<dt'));
  return parts.map((part) => {
    const [term = ''] = inside(part, 'dt');
    const own = term.replace(/<span class="property-type">[^]*?<\/span>/, '');
    return { html: term, text: shown(own), said: inside(part.replace(/<\/dl>[^]*/, ''), 'dd') };
  });
}

/** What is to be copied, line by line as it is shown. */
export function copiesIn(html: string): string[] {
  return inside(html, 'pre').map((text) =>
    text.replace(/^\n/, '').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
  );
}

/** The help of one node in one language. */
export class Help {
  /** All of it, without the script around. */
  readonly html: string;
  /** What stands before the first heading. */
  readonly opening: string;
  readonly sections: readonly Section[];

  constructor(lang: Lang, type: NodeType) {
    const file = readFileSync(join(root, `dist/nodes/locales/${lang}/${type}.html`), 'utf8');
    [this.html = ''] = inside(file, 'script');
    const [opening = '', ...sections] = this.html.split(/<h3(?=[\s>])[^>]*>/);
    this.opening = opening;
    this.sections = sections.map((section) => {
      const [title = '', html = ''] = section.split('</h3>');
      return { title: shown(title), html };
    });
  }

  /** What stands below the heading of this place, counted from the end where it is negative. */
  at(place: number): string {
    return this.sections.at(place)?.html ?? '';
  }
}

/** The place of each section, by what it is for. */
export const PLACES: Readonly<Record<NodeType, Readonly<Record<string, number>>>> = {
  'tuya-config': { key: 0, status: 1, errors: 2, details: 3, example: 4, references: 5 },
  'tuya-token': { inputs: 0, outputs: 1, status: 2, errors: 3, details: 4, example: 5, references: 6 },
  'tuya-request': { inputs: 0, outputs: 1, status: 2, errors: 3, details: 4, example: 5, references: 6 },
  'tuya-event': {
    inputs: 0,
    outputs: 1,
    status: 2,
    errors: 3,
    console: 4,
    details: 5,
    example: 6,
    references: 7,
  },
};

/** A section by what it is for. */
export function sectionOf(help: Help, type: NodeType, name: string): string {
  const place = PLACES[type][name];
  if (place === undefined) throw new Error(`The help of ${type} has no section ${name}`);
  return help.at(place);
}
