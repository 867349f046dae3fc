import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import should from 'should';
import requestTexts from '../../nodes/locales/en-US/tuya-request.json';
import { TAKEN } from '../scorecard/taken';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { MOVING, aimed, flowWith, startMover } from '../support/moving';
import type { Debugged, Mover, PageNode } from '../support/moving';
import { page, section, snippetWith, snippets } from '../support/pages';
import { root } from '../support/root';
import { runs } from '../support/runs';

const text = page(MOVING);
const LAMP_ON = { device_id: 'lamp0001desk', code: 'switch_led', value: true };

/** A function of the page, run on a message. */
function translated(words: string, msg: Record<string, unknown>): Record<string, unknown> {
  const body = snippetWith(MOVING, 'js', words);
  return runInNewContext(`(function (msg) { ${body} })(${JSON.stringify(msg)})`) as Record<string, unknown>;
}

/** An answer without what is another each time. */
function same({ payload }: Debugged): Record<string, unknown> {
  const { t, tid, ...rest } = payload as Record<string, unknown>;
  [typeof t, typeof tid].should.eql(['number', 'string']);
  return rest;
}

describe('moving here', function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let mover: Mover;
  before(async () => {
    cloud = await startCloud();
    cloud.messages.rule = true;
    mover = await startMover(cloud);
  });
  after(async () => {
    await mover.stop();
    await cloud.close();
    rmSync(mover.userDir, { recursive: true, force: true });
  });
  beforeEach(() => {
    cloud.forgetCalls();
    cloud.executed.length = 0;
  });
  const lampIsOn = (): void => {
    should(cloud.executed.at(-1)).eql(LAMP_ON);
    cloud.calls.filter(({ verified }) => !verified).should.eql([]);
  };

  describe('from function nodes that sign', () => {
    it('before: three functions and two http requests switch the lamp; after: one node, and the same comes out', async () => {
      const before = await mover.show(flowWith('move1inject'));
      lampIsOn();
      cloud.executed.length = 0;
      const after = await mover.show(flowWith('move2inject'));
      lampIsOn();
      same(before).should.eql({ success: true, result: true });
      same(after).should.eql(same(before));
    });

    it('before: a token that dies early stays in use; after: it is renewed', async () => {
      const [old, own] = [flowWith('move1inject'), flowWith('move2inject')];
      await mover.show(old);
      cloud.expireTokens();
      same(await mover.show(old, 'again')).should.match({ success: false, code: 1010 });
      await mover.show(own);
      cloud.expireTokens();
      same(await mover.show(own, 'again')).should.match({ success: true });
    });

    it('before: a refusal comes out as if all were well; after: it is caught, with its code', async () => {
      const refuse = (): void => {
        cloud.fail({ code: 2001, msg: 'device is offline' }, { kind: 'business', method: 'POST' });
      };
      await mover.show(flowWith('move1inject'));
      refuse();
      same(await mover.show(flowWith('move1inject'), 'again')).should.match({ success: false, code: 2001 });
      await mover.show(flowWith('move2inject'));
      refuse();
      const { error, payload } = await mover.show(flowWith('move2inject'), 'again');
      should(error).have.property('code', 'TUYA_2001');
      (payload === undefined).should.be.true();
    });

    it('before: the key is in each export; after: in none', async () => {
      await mover.show(flowWith('move1inject'));
      (await mover.exported()).should.containEql(cloud.secret);
      await mover.show(flowWith('move2inject'));
      (await mover.exported()).should.not.containEql(cloud.secret).and.not.containEql(cloud.client_id);
    });
  });

  describe("from Tuya's own SDK", () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'tuya-moving-'));
      mkdirSync(join(folder, 'node_modules/@tuya-flows'), { recursive: true });
      symlinkSync(root, join(folder, 'node_modules/@tuya-flows/node-red-tuya-cloud'), 'dir');
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const program = async (secret: string): Promise<{ code: number; printed: string }> => {
      const file = join(folder, 'after.cjs');
      writeFileSync(file, aimed(snippetWith(MOVING, 'js', 'createClient({'), cloud));
      return runs(file, { PATH: process.env.PATH, TUYA_CLIENT_ID: cloud.client_id, TUYA_SECRET: secret });
    };

    it('after, in a flow: the devices without a module', async () => {
      const { payload } = await mover.show(flowWith('move4inject'));
      (payload as { name: string }[]).map(({ name }) => name).should.containEql('Desk lamp');
      flowWith('move4inject')
        .filter(({ type }) => type === 'function')
        .should.eql([]);
    });

    it('after, in a program: the devices by name, and a command; it ends by itself', async () => {
      const { code, printed } = await program(cloud.secret);
      code.should.equal(0);
      printed.should.match(/^Desk lamp$/m).and.match(/^switched\n$/m);
      lampIsOn();
    });

    it('after, in a program: a wrong secret ends it with 1', async () => {
      (await program('another0secret0of0the0playground')).should.eql({ code: 1, printed: '' });
    });

    it('before, in a flow and in a program: run by the command that installs the SDK', () => {
      const command = readFileSync(join(root, 'test/official-sdk/moving.ts'), 'utf8');
      for (const words of ["flowWith('move3inject')", "require('${SDK}')"]) command.should.containEql(words);
      flowWith('move3inject')
        .filter(({ type }) => type === 'function')
        .should.have.length(1);
    });
  });

  describe('from a palette for Tuya’s cloud', () => {
    it('before: a token, then a command; after: one node, and the same comes out', async () => {
      const before = await mover.show(flowWith('move5inject'));
      lampIsOn();
      same(before).should.eql(same(await mover.show(flowWith('move2inject'))));
      section(MOVING, 'After').should.containEql('(#after-one-node)');
    });

    it('names types of nodes that are not ours', () => {
      const theirs = [
        "From a palette for Tuya's cloud",
        'From a palette that speaks to devices locally',
      ].flatMap((heading) =>
        [...section(MOVING, heading).matchAll(/^\| .*/gm)].flatMap(([row]) => typesIn(row)),
      );
      theirs.length.should.be.above(10);
      theirs.filter((type) => !TAKEN.includes(type)).should.eql([]);
    });
  });

  describe('from a palette that speaks to devices locally', () => {
    it('before: a data point by its number; after: the same goes in, and the same comes out', async () => {
      const { payload: before } = await mover.show(flowWith('move6inject'));
      cloud.executed.length = 0;
      const { payload: after } = await mover.show(flowWith('move7inject'));
      cloud.executed.should.eql([{ device_id: 'sock0001coffee', code: 'switch_1', value: false }]);
      for (const payload of [before, after] as { data: { dps: object }; deviceId: string }[]) {
        payload.deviceId.should.equal('sock0001coffee');
        payload.data.dps.should.have.property('1', false); // a socket that is off says its power too
      }
    });

    for (const [what, payload, values] of [
      ['one value', { operation: 'SET', dps: 2, set: 60 }, { countdown_1: 60 }],
      ['the first data point', { set: true }, { switch_1: true }],
      ['several values', { multiple: true, data: { 1: true, 2: 60 } }, { switch_1: true, countdown_1: 60 }],
      ['a state', { state: false }, { switch_1: false }],
      ['a state of another data point', { state: 5, dpsIndex: 2 }, { countdown_1: 5 }],
      ['a bare value', true, { switch_1: true }],
    ] as const) {
      it(`translates ${what}, as one of them sends it`, () => {
        const out = translated('const CODES', { payload });
        JSON.stringify(out).should.equal(JSON.stringify({ payload: values, device_id: 'sock0001coffee' }));
      });
    }

    it('lists which number is which code, and the function agrees with it', async () => {
      const { payload } = await mover.show(flowWith('move8inject'));
      const codes = payload as Record<string, string>;
      const said = [...snippetWith(MOVING, 'js', 'const CODES').matchAll(/(\d+): '(\w+)'/g)];
      said.should.have.length(2);
      for (const [, number = '', code = ''] of said) codes.should.have.property(number, code);
    });
  });

  it('shows each function of its flows as a text that can be read', () => {
    const shown = snippets(text, 'js').map((snippet) => snippet.trim());
    const flows = snippets(text, 'json').map((flow) => JSON.parse(flow) as PageNode[]);
    const long = flows.flat().filter(({ func }) => typeof func === 'string' && func.split('\n').length > 6);
    long.length.should.be.above(4);
    for (const { name, func } of long) shown.includes(func as string).should.be.true(String(name));
  });

  it('names calls as the dialog finds them', () => {
    const titles = Object.values(requestTexts['tuya-request'].operation).map(({ title }) => title);
    const named = [
      'List all devices of the project',
      'Read the state of a device',
      'Send commands to a device',
    ];
    for (const title of named) {
      text.should.containEql(`_${title}_`);
      titles.should.containEql(title);
    }
  });

  it('has flows whose nodes are all wired, in places of their own', () => {
    for (const flow of snippets(text, 'json').map((json) => JSON.parse(json) as PageNode[])) {
      const ids = flow.map(({ id }) => id);
      for (const { wires = [] } of flow) for (const target of wires.flat()) ids.should.containEql(target);
      const places = flow.filter(({ x }) => x !== undefined).map(({ x, y }) => `${String(x)} ${String(y)}`);
      new Set(places).size.should.equal(places.length);
    }
  });
});

/** The types of nodes in a row of a table: its second cell. */
function typesIn(row: string): string[] {
  const [, , cell = ''] = row.split('|');
  return [...cell.matchAll(/`(tuya[\w-]*)`/g)].map(([, type = '']) => type);
}
