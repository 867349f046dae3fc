import 'should';
import { useHome } from '../../support/home';
import { MACHINES } from '../../support/languages';
import type { Language } from '../../support/languages';
import { Person } from '../../support/person';
import { useSteps } from '../../support/steps';

/** What somebody types to find the call that switches, in each language. */
const WORDS: Readonly<Record<Language, string>> = {
  'en-US': 'send commands',
  de: 'Lampe einschalten',
  ja: 'スイッチ',
};

for (const language of Object.keys(MACHINES) as Language[]) {
  describe(`from an empty editor to a lamp that switches and a door that reports, in ${language}`, function () {
    this.timeout(90_000);
    useSteps();
    const home = useHome({ language });
    let person: Person;
    before(async () => {
      await home().show();
      person = new Person(home(), language);
    });
    let button: string;
    let request: string;

    it('three nodes are dragged from the palette and wired', async () => {
      button = await person.place('inject', 380, 200);
      request = await person.place('tuya-request', 640, 200);
      const debug = await person.place('debug', 920, 200);
      await person.wire(button, request);
      await person.wire(request, debug);
      await person.understands();
    });

    it('an account is added and tested', async () => {
      await person.open(request);
      await person.understands();
      await person.beginAccount();
      await person.understands();
      await person.enterKey();
      const rows = await person.test();
      rows.map(({ verdict }) => verdict).should.eql(Array(8).fill(person.read('tuya-config.verdict.good')));
      await person.understands();
      await person.keepAccount();
    });

    it('the call is found by words and the lamp by its name', async () => {
      await person.find(WORDS[language]);
      await person.understands();
      await person.choose('request', 'Desk lamp');
      await person.switchOn();
      await person.understands();
      await person.done();
    });

    it('the button switches the lamp on, and the sidebar says so', async () => {
      await person.openSidebar();
      await person.deploy();
      await person.press(button);
      await person.hears(/msg\.payload : boolean\s*true/);
      await person.sees(request, person.read('tuya-request.status.connected'));
      home().cloud.executed.should.eql([{ device_id: 'lamp0001desk', code: 'switch_led', value: true }]);
      await person.understands();
    });

    it('the door says by itself that it was opened', async () => {
      const event = await person.place('tuya-event', 400, 400);
      const debug = await person.place('debug', 760, 400);
      await person.wire(event, debug);
      await person.open(event);
      await person.understands();
      await person.page.locator('#node-input-account').selectOption({ label: 'Home' });
      await person.choose('event', 'Front door sensor');
      await person.understands();
      await person.done();
      await person.deploy();
      await person.sees(event, person.read('tuya-event.status.nothing'));
      home().cloud.lendHand('door0001front', 'Open').should.be.true();
      await person.hears(/doorcontact_state/);
      await person.sees(event, /doorcontact_state/);
      await person.understands();
    });

    it('nothing went wrong in the page', () => {
      home().faults.should.eql([]);
    });
  });
}
