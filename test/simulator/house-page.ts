/** The page of the demo house: devices with what a hand can do, the last calls and the last messages. */
export const PAGE = `<!doctype html><meta charset="utf-8"><title>The demo house</title>
<style>
:root{color-scheme:light dark;font-family:system-ui,sans-serif}body{margin:2rem auto;max-width:60rem;padding:0 1rem}
#house{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem}
.device{border:1px solid #8886;border-radius:12px;padding:1rem}.on{background:#ffd54a44}.offline>:not(p){opacity:.45}
.device b{display:block;font-size:1.05rem}.device span{font-size:2rem}dl{margin:.5rem 0 0;font:12px monospace}dt{float:left;clear:left;margin-right:.5em;opacity:.7}dd{margin:0;word-break:break-all}
.device p{margin:.75rem 0 0;display:flex;flex-wrap:wrap;gap:.35rem}button{font:inherit;font-size:.8rem;cursor:pointer}
li{font:13px monospace}.logs{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:0 2rem}
</style>
<h1>The demo house</h1><p>Every signed call from Node-RED changes what you see here. Open the door or press the button: Node-RED hears of it.</p>
<div id="house"></div>
<div class="logs"><section><h2>Last calls</h2><ol id="calls"></ol></section><section><h2>Last messages</h2><ol id="messages"></ol></section></div>
<script>
const el=(n,t,c)=>{const e=document.createElement(n);if(t!==undefined)e.textContent=t;if(c)e.className=c;return e};
const put=(id,...children)=>document.getElementById(id).replaceChildren(...children);
const touch=async(device,deed)=>{await fetch('hand',{method:'POST',body:new URLSearchParams({device,deed})});await draw()};
let drawn='';
async function draw(){
  const text=await (await fetch('house.json')).text();
  if(text===drawn)return;
  drawn=text;
  const {devices,calls,messages}=JSON.parse(text);
  put('house',...devices.map(d=>{
    const box=el('div',undefined,'device'+(d.on?' on':'')+(d.online?'':' offline'));
    box.append(el('span',d.icon),el('b',d.name+(d.online?'':' (offline)')));
    const dl=el('dl');for(const [k,v] of Object.entries(d.state))dl.append(el('dt',k),el('dd',String(v)));
    const deeds=el('p');
    for(const deed of d.deeds){const b=el('button',deed);b.setAttribute('aria-label',deed+' '+d.name);b.onclick=()=>touch(d.id,deed);deeds.append(b)}
    box.append(dl,deeds);return box}));
  put('calls',...calls.map(c=>el('li',c)));
  put('messages',...messages.map(m=>el('li',m)));
}
draw();setInterval(draw,1000);
</script>`;
