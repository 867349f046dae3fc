import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import type { Request } from 'express';
import 'should';
import { textsFor } from '../../../nodes/runtime/admin/texts';
import type { Language } from '../../../nodes/runtime/admin/texts';
import { root } from '../../support/root';

/** What a browser with these languages is told. */
function textsIn(languages: string): Language {
  const req = Object.create(express.request, {
    headers: { value: { 'accept-language': languages } },
  }) as Request;
  return textsFor(req);
}

describe('the texts of the admin answers', () => {
  const folder = join(root, 'dist/nodes/locales/xx');
  before(() => {
    mkdirSync(folder, { recursive: true });
    const translated = { 'tuya-config': { callback: { done: { title: 'Xed' } } } };
    writeFileSync(join(folder, 'tuya-config.json'), JSON.stringify(translated));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('are in the language that the browser asks for, and in English where that is not there', () => {
    textsIn('xx, en').lang.should.equal('xx');
    textsIn('xx').say('callback.done.title').should.equal('Xed');
    for (const languages of ['nl', 'en', 'en-US, xx;q=0.1', '']) {
      textsIn(languages).lang.should.equal('en-US', languages);
      textsIn(languages).say('callback.done.title').should.equal('Authorized');
    }
  });

  it('are found for a region of a language, and for a language without its region', () => {
    const asked = ['de-AT, en;q=0.5', 'es', 'zh-CN', 'ja, fr;q=0.9'];
    asked.map((languages) => textsIn(languages).lang).should.eql(['de', 'es-ES', 'zh-CN', 'ja']);
    textsIn('de-AT').say('stage.settings').should.not.equal(textsIn('en').say('stage.settings'));
  });

  it('what a translation lacks is said in English', () => {
    textsIn('xx').say('stage.settings').should.equal('The settings are complete');
  });

  it('values stand where the text has their names, and nowhere else', () => {
    const { say } = textsIn('en');
    const values = { count: 2, names: '__count__, Lamp $&' };
    say('stage.read.some', values).should.equal('2 devices are seen: __count__, Lamp $&');
    say('stage.read.some', { names: 'Lamp' }).should.equal('__count__ devices are seen: Lamp');
    say('stage.read.some', Object.create({ count: 2 }) as Record<string, number>).should.match(/__count__/);
  });

  it('a key that is nowhere, or that every object has, is itself', () => {
    for (const key of ['nowhere', 'callback', 'constructor.name', 'callback.done.title.length']) {
      textsIn('en').say(key).should.equal(key);
    }
  });
});
