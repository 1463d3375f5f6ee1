// SPDX-License-Identifier: GPL-3.0-or-later
// What bench-layout runs in node: bench-layout.js ENGINE MODULES GRAPH PLACES
// GRAPH: "nodes edges", then "source target" a line. PLACES gets "x y" a line; standard output "milliseconds steps milliseconds-of-all".
'use strict';
const fs = require('fs');
const path = require('path');
const [engine, modules, graphFile, placesFile] = process.argv.slice(2);
const numbers = fs.readFileSync(graphFile, 'latin1').split(/\s+/).map(Number);
const n = numbers[0];
const m = numbers[1];
const load = name => path.join(modules, 'node_modules', name);
// steps that are timed for themselves, then what the engine's own users let it run
const TIMED = 20;
const ALL = 300;

function time(step) {
  for (let i = 0; i < 3; i++) step();
  const start = process.hrtime.bigint();
  for (let i = 0; i < TIMED; i++) step();
  return Number(process.hrtime.bigint() - start) / 1e6 / TIMED;
}

function finish(perStep, start, place) {
  let out = '';
  for (let i = 0; i < n; i++) {
    const p = place(i);
    out += `${p.x} ${p.y}\n`;
  }
  const whole = Number(process.hrtime.bigint() - start) / 1e6;
  fs.writeFileSync(placesFile, out);
  console.log(`${perStep} ${ALL} ${whole}`);
}

if (engine === 'ngraph') {
  const graph = require(load('ngraph.graph'))();
  for (let i = 0; i < n; i++) graph.addNode(i);
  for (let e = 0; e < m; e++) graph.addLink(numbers[2 + 2 * e], numbers[3 + 2 * e]);
  const start = process.hrtime.bigint();
  const layout = require(load('ngraph.forcelayout'))(graph);
  const perStep = time(() => layout.step());
  for (let i = TIMED + 3; i < ALL; i++) layout.step();
  finish(perStep, start, i => layout.getNodePosition(i));
} else {
  import(require.resolve('d3-force', {paths: [modules]})).then(d3 => {
    const nodes = Array.from({length: n}, (_, i) => ({index: i}));
    const links = Array.from({length: m}, (_, e) => ({source: numbers[2 + 2 * e], target: numbers[3 + 2 * e]}));
    const start = process.hrtime.bigint();
    const simulation = d3.forceSimulation(nodes).force('link', d3.forceLink(links)).force('charge', d3.forceManyBody())
      .force('x', d3.forceX().strength(0.02)).force('y', d3.forceY().strength(0.02)).stop();
    const perStep = time(() => simulation.tick());
    for (let i = TIMED + 3; i < ALL; i++) simulation.tick();
    finish(perStep, start, i => nodes[i]);
  });
}
