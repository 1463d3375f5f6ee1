// SPDX-License-Identifier: GPL-3.0-or-later
// What a browser library needs for a frame of the same graph: bench-browser.js MODULES CHROMIUM GRAPH WIDTH HEIGHT
// GRAPH: "nodes edges", then "x y" a node, then "source target" an edge. Standard output "step median p95" a line: milliseconds from a
// step to the next frame, with a pixel read back, so that nothing of the picture is left to be done.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const [modules, chromium, graphFile, width, height] = process.argv.slice(2);
const load = name => path.join(modules, 'node_modules', name);
const {chromium: browserType} = require(load('playwright-core'));

const page = `<!doctype html><style>body{margin:0}#at{width:${width}px;height:${height}px}</style><div id=at></div>
<script src=/graphology.js></script><script src=/sigma.js></script>`;

// sigma has no file for browsers
function bundle(entry) {
  const esbuild = require(load('esbuild'));
  return esbuild.buildSync({entryPoints: [entry], bundle: true, write: false, format: 'iife', globalName: 'SigmaModule'}).outputFiles[0].text;
}

const files = {
  '/': ['text/html', page],
  '/graphology.js': ['text/javascript', fs.readFileSync(load('graphology/dist/graphology.umd.min.js'))],
  '/sigma.js': ['text/javascript', bundle(load('sigma/dist/sigma.esm.js'))],
  '/graph': ['text/plain', fs.readFileSync(graphFile)],
};

async function inPage() {
  const FRAMES = 20;
  const numbers = (await (await fetch('/graph')).text()).split(/\s+/).map(Number);
  const n = numbers[0];
  const m = numbers[1];
  const graph = new graphology.MultiGraph();
  for (let i = 0; i < n; i++) graph.addNode(i, {x: numbers[2 + 2 * i], y: -numbers[3 + 2 * i], size: 2, label: `entity-${i}.example`, color: '#4477aa'});
  for (let e = 0; e < m; e++) graph.addEdge(numbers[2 + 2 * n + 2 * e], numbers[3 + 2 * n + 2 * e], {size: 1, color: '#bbbbbb'});
  const Sigma = SigmaModule.Sigma || SigmaModule.default;
  const sigma = new Sigma(graph, document.getElementById('at'), {allowInvalidContainer: true});
  const camera = sigma.getCamera();
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  const steps = {
    pan: i => camera.setState({x: camera.getState().x + (i < FRAMES / 2 ? 12 : -12) / 1600}),
    zoom: i => camera.setState({ratio: camera.getState().ratio * (i < FRAMES / 2 ? 1 / 1.1 : 1.15)}),
    drag: i => graph.mergeNodeAttributes(Math.floor(n / 2), {x: numbers[2 + 2 * Math.floor(n / 2)] + 30 * i}),
    hover: i => sigma.emit('enterNode', {node: String(i * 37 % n)}) || sigma.refresh({partialGraph: {nodes: [String(i * 37 % n)]}, skipIndexation: true}),
  };
  // a canvas that has another kind of context gives none; versions of sigma differ in how many they have
  const contexts = [...document.querySelectorAll('canvas')].map(canvas => canvas.getContext('webgl2') || canvas.getContext('webgl')).filter(Boolean);
  if (contexts.length === 0) throw new Error('no WebGL');
  const lines = [];
  for (const [name, step] of Object.entries(steps)) {
    camera.setState({x: 0.5, y: 0.5, ratio: 1, angle: 0});
    for (let i = 0; i < 5; i++) await frame();
    const gaps = [];
    let last = performance.now();
    for (let i = 0; i < FRAMES; i++) {
      step(i);
      sigma.render();
      for (const gl of contexts) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      await frame();
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
    gaps.sort((a, b) => a - b);
    lines.push(`${name} ${gaps[FRAMES / 2]} ${gaps[Math.floor(FRAMES * 0.95)]}`);
  }
  return lines.join('\n');
}

(async () => {
  const server = http.createServer((request, response) => {
    const file = files[request.url];
    response.writeHead(file ? 200 : 404, {'Content-Type': file ? file[0] : 'text/plain'});
    response.end(file ? file[1] : '');
  }).listen(0, '127.0.0.1');
  const browser = await browserType.launch({
    executablePath: chromium, headless: true,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
  });
  const tab = await browser.newPage({viewport: {width: Number(width), height: Number(height)}});
  tab.on('pageerror', error => console.error(String(error)));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  console.log(await tab.evaluate(inPage));
  await browser.close();
  server.close();
})().catch(error => {
  console.error(String(error));
  process.exit(1);
});
