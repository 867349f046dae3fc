import type { ServerResponse } from 'node:http';
import type { Call } from './recorder';
import type { Device } from './devices';

const ICONS: Readonly<Record<string, string>> = {
  dj: '💡',
  cz: '🔌',
  wk: '🌡️',
  mcs: '🚪',
  cl: '🪟',
  wnykq: '📡',
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>The demo house</title>
<style>
:root{color-scheme:light dark;font-family:system-ui,sans-serif}body{margin:2rem auto;max-width:60rem;padding:0 1rem}
#house{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem}
.device{border:1px solid #8886;border-radius:12px;padding:1rem}.on{background:#ffd54a44}.offline{opacity:.45}
.device b{display:block;font-size:1.05rem}.device span{font-size:2rem}dl{margin:.5rem 0 0;font:12px monospace}dt{float:left;clear:left;margin-right:.5em;opacity:.7}dd{margin:0;word-break:break-all}
li{font:13px monospace}
</style>
<h1>The demo house</h1><p>Every signed call from Node-RED changes what you see here.</p>
<div id="house"></div><h2>Last calls</h2><ol id="calls"></ol>
<script>
const el=(n,t,c)=>{const e=document.createElement(n);if(t!==undefined)e.textContent=t;if(c)e.className=c;return e};
async function draw(){
  const {devices,calls}=await (await fetch('house.json')).json();
  document.getElementById('house').replaceChildren(...devices.map(d=>{
    const box=el('div',undefined,'device'+(d.on?' on':'')+(d.online?'':' offline'));
    box.append(el('span',d.icon),el('b',d.name+(d.online?'':' (offline)')));
    const dl=el('dl');for(const [k,v] of Object.entries(d.state))dl.append(el('dt',k),el('dd',String(v)));
    box.append(dl);return box}));
  document.getElementById('calls').replaceChildren(...calls.map(c=>el('li',c)));
}
draw();setInterval(draw,1000);
</script>`;

/** The page on which the house is seen, and its data; neither shows a token or a secret. */
export function housePage(path: string, devices: Device[], calls: Call[], res: ServerResponse): void {
  if (path === '/house.json') {
    const shown = devices.slice(0, 60).map(({ name, category, online, state }) => ({
      name,
      online,
      state,
      icon: ICONS[category] ?? '📦',
      on: state.switch_led === true || state.switch_1 === true || state.switch === true,
    }));
    const last = calls
      .slice(-12)
      .reverse()
      .map(
        (call) => `${call.method} ${call.path.replace(/^(\/v1\.0\/token\/).+/, '$1…')}  ${call.code ?? 'ok'}`,
      );
    res
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ devices: shown, calls: last }));
    return;
  }
  res
    .writeHead(path === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
    .end(path === '/' ? PAGE : 'Not here');
}
