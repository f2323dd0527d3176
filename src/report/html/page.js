(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');
  var map = document.getElementById('map');

  // A destination under the pointer or the focus, else the one that was clicked, has its routes shown alone.
  // A loss has the routes that it is on shown, and its own mark.
  var rows = Array.prototype.slice.call(document.querySelectorAll('tr[data-d]'));
  var hubs = map ? Array.prototype.slice.call(map.querySelectorAll('.hub[data-r]')) : [];
  var marks = map ? Array.prototype.slice.call(map.querySelectorAll('[data-l]')) : [];
  var pinned = null;
  var shown = null;
  function list(hub) { return hub.getAttribute('data-r').split(' '); }
  // What a row stands for: destinations, and of a loss after them its rank.
  function meant(row) {
    var loss = row.getAttribute('data-l');
    var ids = row.getAttribute('data-d').split(' ');
    return loss ? ids.concat('loss ' + loss) : ids;
  }
  function show(ids) {
    var key = ids ? ids.join(' ') : '';
    if (key === shown) return;
    shown = key;
    rows.forEach(function (row) {
      var loss = row.getAttribute('data-l');
      row.classList.toggle('on', !!ids && ids.indexOf(loss ? 'loss ' + loss : row.getAttribute('data-d')) >= 0);
    });
    if (!map) return;
    var lit = false;
    marks.forEach(function (mark) {
      var on = !!ids && ids.indexOf('loss ' + mark.getAttribute('data-l')) >= 0;
      mark.classList.toggle('on', on);
      lit = lit || on;
    });
    map.querySelectorAll('.own').forEach(function (own) {
      var on = !!ids && ids.indexOf(own.getAttribute('data-d')) >= 0;
      own.classList.toggle('on', on);
      lit = lit || on;
    });
    hubs.forEach(function (hub) {
      if (ids && list(hub).some(function (id) { return ids.indexOf(id) >= 0; })) hub.classList.add('on');
      else if (!hub.hasAttribute('data-l') || !ids) hub.classList.remove('on');
    });
    map.classList.toggle('lit', lit);
  }
  function pin(ids) {
    pinned = pinned && ids && pinned.join() === ids.join() ? null : ids;
    show(pinned);
  }
  rows.forEach(function (row) {
    var ids = meant(row);
    row.addEventListener('mouseenter', function () { show(ids); });
    row.addEventListener('mouseleave', function () { show(pinned); });
    row.addEventListener('focus', function () { show(ids); });
    row.addEventListener('blur', function () { show(pinned); });
    row.addEventListener('click', function () { pin(ids); });
    row.addEventListener('keydown', function (event) {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); pin(ids); }
    });
  });
  hubs.forEach(function (hub) {
    hub.addEventListener('mouseenter', function () { show(list(hub)); });
    hub.addEventListener('mouseleave', function () { show(pinned); });
  });
  document.addEventListener('keydown', function (event) { if (event.key === 'Escape') pin(null); });

  // Closed details are not printed.
  var opened = [];
  window.addEventListener('beforeprint', function () {
    var closed = document.querySelectorAll('details:not([open])');
    if (closed.length <= 60) closed.forEach(function (one) { one.open = true; opened.push(one); });
    if (map) reset();
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (one) { one.open = false; });
    opened = [];
  });
  if (!map) return;

  // The map: zoomed by its view box, with letters and signs of constant size.
  var whole = map.getAttribute('viewBox').split(' ').map(Number);
  var kmPerUnit = Number(map.getAttribute('data-km'));
  var steps = map.getAttribute('data-zooms').split(' ').map(Number);
  var names = Array.prototype.map.call(map.querySelectorAll('.name'), function (name) {
    var z = name.getAttribute('data-z').split(' ').map(Number);
    return { at: name, from: z[0], to: z[1] };
  });
  var scale = document.getElementById('scale');
  var hatches = map.querySelectorAll('.hatch');
  var view = whole.slice();
  var step = -1;
  document.getElementById('tools').hidden = false;
  document.getElementById('hint').hidden = false;

  function text(km) {
    return km < 1 ? Number((km * 1000).toPrecision(3)) + ' m' : km.toLocaleString('en-US') + ' km';
  }
  function draw() {
    var pixels = map.clientWidth / view[2];
    if (!(pixels > 0)) return;
    map.setAttribute('viewBox', view.join(' '));
    map.style.setProperty('--k', 1 / pixels);
    map.style.setProperty('--mark', pixels * 1.08 < steps[1] ? 0.72 : 1);
    map.classList.toggle('near', view[2] < whole[2] * 0.99);
    hatches.forEach(function (hatch) { hatch.setAttribute('patternTransform', 'rotate(45) scale(' + hatch.getAttribute('data-units') / pixels + ')'); });
    var now = 0;
    steps.forEach(function (zoom, at) { if (zoom <= pixels * 1.08) now = at; });
    if (now !== step) {
      step = now;
      names.forEach(function (name) {
        name.at.style.display = name.from <= now && now <= name.to ? 'inline' : 'none';
      });
    }
    var limit = 170 * kmPerUnit / pixels;
    var power = Math.pow(10, Math.floor(Math.log10(limit)));
    var km = [5, 2, 1].map(function (digit) { return digit * power; }).find(function (km) { return km <= limit; }) || power;
    scale.setAttribute('transform', 'translate(' + (view[0] + 16 / pixels) + ' ' + (view[1] + view[3] - 16 / pixels) + ')');
    var up = 5 / pixels;
    scale.querySelectorAll('.bar').forEach(function (bar) {
      bar.setAttribute('d', 'M0 ' + -up + 'V0H' + km / kmPerUnit + 'V' + -up);
    });
    scale.querySelector('text').textContent = text(km);
  }
  function clamp(value, low, high) { return Math.max(low, Math.min(high, value)); }
  // Zooms by a factor around a point of the map.
  function zoom(factor, x, y) {
    var width = clamp(view[2] / factor, whole[2] / 200, whole[2]);
    factor = view[2] / width;
    move(x - (x - view[0]) / factor, y - (y - view[1]) / factor, width);
  }
  function move(x, y, width) {
    var height = width * whole[3] / whole[2];
    view = [clamp(x, 0, whole[2] - width), clamp(y, 0, whole[3] - height), width, height];
    draw();
  }
  function middle(factor) { zoom(factor, view[0] + view[2] / 2, view[1] + view[3] / 2); }
  function pan(x, y) { move(view[0] + x * view[2], view[1] + y * view[3], view[2]); }
  function reset() { view = whole.slice(); draw(); }
  function closeUp(part) {
    var box = part.split(' ').map(Number);
    move(box[0], box[1], box[2]);
  }
  function act(what, part) {
    if (what === 'in') middle(1.6);
    else if (what === 'out') middle(1 / 1.6);
    else if (what === 'part') closeUp(part);
    else reset();
  }
  document.querySelectorAll('#tools button').forEach(function (button) {
    button.addEventListener('click', function () { act(button.getAttribute('data-do'), button.getAttribute('data-part')); });
  });
  map.addEventListener('keydown', function (event) {
    var keys = { '+': 'in', '=': 'in', '-': 'out', '0': 'reset' };
    var arrows = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, -0.15], ArrowDown: [0, 0.15] };
    if (event.ctrlKey || event.metaKey) return;
    if (keys[event.key]) act(keys[event.key]);
    else if (arrows[event.key]) pan(arrows[event.key][0], arrows[event.key][1]);
    else return;
    event.preventDefault();
  });
  function at(event) {
    var box = map.getBoundingClientRect();
    return [view[0] + (event.clientX - box.left) / box.width * view[2], view[1] + (event.clientY - box.top) / box.height * view[3]];
  }
  map.addEventListener('wheel', function (event) {
    // The page scrolls as ever, unless the map is meant.
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== map) return;
    event.preventDefault();
    var point = at(event);
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0018)), point[0], point[1]);
  }, { passive: false });
  var held = null;
  map.addEventListener('pointerdown', function (event) {
    if (event.button !== 0) return;
    held = at(event);
    map.setPointerCapture(event.pointerId);
    map.classList.add('moving');
  });
  map.addEventListener('pointermove', function (event) {
    if (!held) return;
    var point = at(event);
    move(view[0] + held[0] - point[0], view[1] + held[1] - point[1], view[2]);
  });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    map.addEventListener(name, function () { held = null; map.classList.remove('moving'); });
  });
  window.addEventListener('resize', draw);
  draw();
})();
