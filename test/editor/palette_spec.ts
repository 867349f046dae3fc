import type { Page } from 'playwright-core';
import 'should';
import { useAccountEditor } from '../support/account-editor';
import { picture } from '../support/editor';
import { importNodes } from '../support/import';
import { THEMES, contrastOf, wear } from '../support/theme';

/** As they stand there: first what most flows begin with. */
const TYPES = ['tuya-request', 'tuya-event', 'tuya-token'] as const;

/** What a language calls what is in the palette. */
interface Words {
  description: RegExp;
  /** Of the request's wires. */
  ports: [input: string, output: string];
  /** Of the input that a node of events has where the flow acknowledges. */
  confirm: string;
  title: RegExp;
}
const LANGUAGES: Readonly<Record<string, Words>> = {
  'en-US': {
    description: /^Nodes for the devices of Tuya Smart and Smart Life/,
    ports: ['call', 'answer'],
    confirm: 'confirm',
    title: /Tuya account/,
  },
  de: {
    description: /^Nodes für Geräte von Tuya Smart/,
    ports: ['Aufruf', 'Antwort'],
    confirm: 'bestätigen',
    title: /Tuya-Konto/,
  },
  fr: {
    description: /^Noeuds pour les appareils/,
    ports: ['appel', 'réponse'],
    confirm: 'confirmer',
    title: /Compte Tuya/,
  },
  'es-ES': {
    description: /^Nodos para los dispositivos/,
    ports: ['llamada', 'respuesta'],
    confirm: 'confirmar',
    title: /Cuenta de Tuya/,
  },
  ja: {
    description: /Tuyaのクラウド経由/,
    ports: ['呼び出し', '応答'],
    confirm: '受信確認',
    title: /Tuyaアカウント/,
  },
  'zh-CN': {
    description: /^通过涂鸦云/,
    ports: ['调用', '响应'],
    confirm: '确认',
    title: /涂鸦账号/,
  },
};

describe('the nodes in the palette, in a real browser', function () {
  this.timeout(90_000);
  const editor = useAccountEditor();

  const entry = (type: string): string => `.red-ui-palette-node[data-palette-type="${type}"]`;
  const shown = `$('.red-ui-palette-node[data-palette-type^="tuya-"]:visible').toArray().map((one) => one.dataset.paletteType)`;
  const HEADER = '#red-ui-palette-header-Tuya';

  async function nodesOnCanvas(page: Page): Promise<void> {
    await importNodes(page, [
      { id: 'n0', type: 'tuya-token', z: 't', x: 200, y: 200, account: 'a', wires: [[]] },
      { id: 'n1', type: 'tuya-request', z: 't', x: 200, y: 280, account: 'a', wires: [[]] },
      {
        id: 'n2',
        type: 'tuya-event',
        z: 't',
        x: 200,
        y: 360,
        account: 'a',
        ack: 'flow',
        inputs: 1,
        wires: [[]],
      },
    ]);
    await page.evaluate('RED.view.redraw(true)');
    await page.locator('#n2').waitFor();
  }

  for (const [lang, words] of Object.entries(LANGUAGES)) {
    describe(lang, () => {
      let page: Page;
      before(async () => {
        await editor().showIn(lang);
        page = editor().page;
        await nodesOnCanvas(page);
      });
      after(() => page.close());

      it('stand in a category of their own, which says what they are for', async () => {
        (await page.locator(HEADER).innerText()).trim().should.equal('Tuya');
        const shown = page.locator('#red-ui-palette-base-category-Tuya .red-ui-palette-node');
        const types = await shown.evaluateAll((all) =>
          all.map((one) =>
            (one as unknown as { getAttribute(name: string): string }).getAttribute('data-palette-type'),
          ),
        );
        types.should.eql([...TYPES]);
        await page.locator(HEADER).scrollIntoViewIfNeeded();
        await page.locator(HEADER).hover();
        const said = page.locator('.red-ui-popover-content', { hasText: words.description });
        await said.first().waitFor();
        await picture(page, `palette-${lang}`);
      });

      it('their wires have names', async () => {
        /** What the canvas says of a port. */
        const named = (node: string, side: 'input' | 'output'): Promise<string> =>
          page.evaluate(`((node) => node._def.${side}Labels.call(node, 0))(RED.nodes.node('${node}'))`);
        const ports = (['input', 'output'] as const).map((side) => named('n1', side));
        (await Promise.all(ports)).should.eql(words.ports);
        (await named('n2', 'input')).should.equal(words.confirm);
        for (const name of [
          await named('n0', 'input'),
          await named('n0', 'output'),
          await named('n2', 'output'),
        ]) {
          name.should.match(/^[^.]+$/);
        }
      });

      it('an account is called by its name in lists and titles', async () => {
        await editor().open('_ADD_');
        const title = page.locator('.red-ui-tray:last-child .red-ui-tray-header');
        (await title.innerText()).should.match(words.title).and.not.match(/tuya-config/);
        await editor().cancel();
      });
    });
  }

  describe('how they look and how they are found', () => {
    let page: Page;
    before(async () => {
      await editor().showIn('en-US');
      page = editor().page;
      await nodesOnCanvas(page);
    });
    after(async () => {
      await page.close();
    });

    it('a wire is named where the mouse is on its end', async () => {
      await page.locator('#n2 .red-ui-flow-port-input .red-ui-flow-port').hover();
      (await page.locator('.red-ui-flow-port-tooltip').innerHTML()).should.match(/>confirm<\/text>/);
      await page.mouse.move(900, 600);
    });

    it('each has an icon of its own, which is there', async () => {
      const icons = await page.evaluate<string[]>(
        `${JSON.stringify(TYPES)}.map((type) => RED.utils.getNodeIcon(RED.nodes.getType(type)))`,
      );
      new Set(icons).size.should.equal(TYPES.length);
      for (const icon of icons) {
        const reply = await fetch(new URL(icon, `${editor().nodeRed.url}/`));
        reply.status.should.equal(200);
        String(reply.headers.get('content-type')).should.match(/svg/);
        // White on nothing, in the proportions that Node-RED draws.
        const svg = await reply.text();
        svg.should.match(/viewBox="0 0 40 60"/);
        (svg.match(/fill="(?!none)[^"]*"/g) ?? []).should.eql(['fill="#fff"']);
      }
    });

    it('one colour for all of them, of which both icon and name stand out, in both themes', async () => {
      for (const theme of THEMES) {
        await wear(page, theme);
        // Node-RED 4 has no dark theme.
        const isLight = await page.evaluate<boolean>(
          "getComputedStyle(document.documentElement).colorScheme !== 'dark'",
        );
        for (const type of TYPES) {
          const name = await contrastOf(page, `${entry(type)} .red-ui-palette-label`);
          name.should.be.aboveOrEqual(4.5, `${type}, ${theme}`);
          const icon = await page.evaluate<string>(
            `getComputedStyle($('${entry(type)} .red-ui-palette-icon-container')[0]).backgroundColor`,
          );
          // The dark theme makes the ground of an icon lighter than the node, and its name darker.
          const least = isLight ? 3 : 2.4;
          contrastWithWhite(await colourOf(type), icon).should.be.aboveOrEqual(least, `${type}, ${theme}`);
        }
        await page.locator(HEADER).scrollIntoViewIfNeeded();
        await picture(page, `palette-${theme}`);
      }
      await wear(page, 'light');
      const colours = await Promise.all(TYPES.map(colourOf));
      new Set(colours).size.should.equal(1);
    });

    for (const [words, found] of [
      ['tuya', [...TYPES]],
      ['smart life', [...TYPES]],
      ['Smart Home', [...TYPES]],
      ['cloud', [...TYPES]],
      ['token', ['tuya-token']],
      ['lamp', ['tuya-request']],
      ['door', ['tuya-event']],
    ] as const) {
      it(`“${words}” finds them, and shows nothing of why`, async () => {
        await search(words);
        await page.waitForFunction(`JSON.stringify(${shown}) === '${JSON.stringify(found)}'`);
        await page.locator(entry('inject')).waitFor({ state: 'hidden' });
        (await page.locator(`${entry(found[0])} .red-ui-palette-label`).innerText())
          .replace(/\s+/g, ' ')
          .should.equal(found[0].replace('-', ' '));
      });
    }

    it('words of the core nodes find them alone', async () => {
      for (const words of [
        'inject',
        'debug',
        'switch',
        'change',
        'function',
        'link in',
        'json',
        'delay',
        'http in',
      ]) {
        await search(words);
        await page.locator(entry('tuya-request')).waitFor({ state: 'hidden' });
        await page.locator(entry(words)).waitFor();
        await page.waitForFunction(`${shown}.length === 0`);
      }
      await search('');
      await page.locator(entry('tuya-request')).waitFor();
    });

    it('the quick search finds them by their names', async () => {
      await page.keyboard.down('Control');
      await page.mouse.click(700, 600);
      await page.keyboard.up('Control');
      await page.locator('#red-ui-type-search-input').pressSequentially('tuya');
      const found = page.locator('#red-ui-type-search li:visible .red-ui-search-result-node-label');
      await page.waitForFunction("$('#red-ui-type-search li:visible').length === 3");
      (await found.allInnerTexts())
        .sort()
        .should.eql(['tuya event (tuya-event)', 'tuya request (tuya-request)', 'tuya token (tuya-token)']);
      await page.keyboard.press('Escape');
    });

    it('nothing went wrong in the page', () => {
      editor().faults.should.eql([]);
    });

    /** Types a text into the palette's search, in place of what is there. */
    async function search(words: string): Promise<void> {
      const field = page.locator('#red-ui-palette-search input');
      await field.selectText();
      await page.keyboard.press('Delete');
      await field.pressSequentially(words);
    }
    function colourOf(type: string): Promise<string> {
      return page.evaluate<string>(`getComputedStyle($('${entry(type)}')[0]).backgroundColor`);
    }
  });
});

/** The contrast of a white icon with a colour, and a shade that lies on it. */
function contrastWithWhite(colour: string, shade: string): number {
  const parts = (text: string): number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
  const [r = 0, g = 0, b = 0, alpha = 1] = parts(shade);
  const mixed = parts(colour)
    .slice(0, 3)
    .map((part, at) => (([r, g, b][at] ?? 0) * alpha + part * (1 - alpha)) / 255);
  const [red = 0, green = 0, blue = 0] = mixed.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
