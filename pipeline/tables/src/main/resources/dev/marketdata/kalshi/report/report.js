'use strict';
(() => {
  const PAGE_ROWS = 100;
  const SPARK_POINTS = 56;
  const $ = (id) => document.getElementById(id);

  // Texts come from outside, so they are only ever set as text.
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  // ------------------------------------------------------------------------------------------------------ times

  const utc = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const local = (date) => date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) + ' in your time';

  function time(seconds) {
    const date = new Date(seconds * 1000);
    return element('time', { datetime: date.toISOString(), title: local(date) }, utc(seconds));
  }

  function duration(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return minutes + ' min';
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? hours + ' h' : Math.floor(hours / 24) + ' days';
  }

  function localTimes() {
    for (const there of document.querySelectorAll('time')) there.title = local(new Date(there.dateTime));
    const age = $('age');
    if (!age) return;
    const seconds = (Date.now() - Date.parse(age.dataset.newest)) / 1000;
    if (seconds > 0) age.append(', ' + duration(seconds) + ' ago');
    if (seconds > 2 * age.dataset.interval) {
      age.append(element('strong', { class: 'alarm' }, ' No run since.'));
    }
  }

  // --------------------------------------------------------------------------------------------------- coverage

  function coverage() {
    for (const map of document.querySelectorAll('table.heat')) {
      const rows = [...map.tBodies[0].rows].map((row) => [...row.cells].slice(1));
      const cells = rows.flat().filter((cell) => cell.dataset.slot);
      for (const cell of cells) {
        cell.tabIndex = -1;
        cell.setAttribute('role', 'gridcell');
        cell.setAttribute('aria-label', words(map, cell));
      }
      if (cells.length) (cells.find((cell) => cell.dataset.gap) || cells[0]).tabIndex = 0;
      const show = (event) => {
        const cell = event.target.closest('td[data-slot]');
        if (!cell) return;
        if (event.type === 'focusin') {
          cells.forEach((other) => { other.tabIndex = -1; });
          cell.tabIndex = 0;
        }
        select(map, cell);
      };
      map.addEventListener('mouseover', show);
      map.addEventListener('focusin', show);
      map.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
        const cell = event.target.closest('td[data-slot]');
        if (!step || !cell) return;
        event.preventDefault();
        let row = rows.findIndex((line) => line.includes(cell));
        let column = rows[row].indexOf(cell);
        do {
          row += step[0];
          column += step[1];
        } while (rows[row] && rows[row][column] && !rows[row][column].dataset.slot);
        if (rows[row] && rows[row][column]) rows[row][column].focus();
      });
    }
  }

  function words(map, cell) {
    return map.dataset.dataset + ', ' + cell.dataset.slot.slice(0, 16).replace('T', ' ') + ' UTC, ' + cell.dataset.text;
  }

  function select(map, cell) {
    document.querySelectorAll('td.cell.on').forEach((other) => other.classList.remove('on'));
    cell.classList.add('on');
    const colon = cell.dataset.text.indexOf(';');
    const head = colon < 0 ? cell.dataset.text : cell.dataset.text.slice(0, colon);
    const rest = colon < 0 ? '' : cell.dataset.text.slice(colon);
    const lines = [element('p', {}, map.dataset.dataset + ', ', time(Date.parse(cell.dataset.slot) / 1000), ' UTC: ',
      element('strong', {}, head), rest)];
    const gap = cell.dataset.gap && $(cell.dataset.gap);
    if (gap) lines.push(element('code', {}, gap.querySelector('code').textContent));
    $('slot').classList.add('chosen');
    $('slot').replaceChildren(...lines);
  }

  // ------------------------------------------------------------------------------------------------------- data

  async function read() {
    const bytes = Uint8Array.from(atob($('data').textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return JSON.parse(await new Response(stream).text());
  }

  // Each number is the difference from the last that is not null.
  function column(differences) {
    let sum = 0;
    return differences.map((difference) => (difference === null ? null : (sum += difference)));
  }

  function whenNeeded(all) {
    const decoded = new Map();
    return (i) => {
      if (!all[i]) return null;
      if (!decoded.has(i)) decoded.set(i, all[i].map(column));
      return decoded.get(i);
    };
  }

  function formats(unit) {
    const dollars = (units) => (units * unit) / 1e6;
    let digits = 6;
    while (digits > 2 && unit % 10 ** (7 - digits) === 0) digits--;
    return {
      dollars,
      price: (units) => (units === null || units === undefined ? null : dollars(units).toFixed(digits)),
      // The difference of two middles has one digit more if one of them is half a unit.
      change: (doubled) => (doubled > 0 ? '+' : doubled < 0 ? '\u2212' : '')
        + (Math.abs(doubled) * unit / 2e6).toFixed(doubled % 2 === 0 ? digits : digits + 1),
      count: (hundredths) => (hundredths / 100).toLocaleString('en-US', { maximumFractionDigits: 2 }),
    };
  }

  function index(data) {
    return data.tickers.map((ticker, i) => {
      const title = data.title[i] || data.yes_sub_title[i] || ticker;
      const side = data.yes_sub_title[i];
      const name = side && side !== title ? title + ' \u00b7 ' + side : title;
      const bid = data.bid[i];
      const ask = data.ask[i];
      return {
        i, ticker, title: name, short: title, side: side && side !== title ? side : '', event: data.event_ticker[i], series: data.event_ticker[i].split('-')[0], status: data.status[i],
        result: data.result[i], bid, ask, spread: bid === null || ask === null ? null : ask - bid, last: data.last[i],
        change: data.change[i], traded: data.traded[i], settled: data.settled[i], text: (name + ' ' + ticker).toLowerCase(),
      };
    });
  }

  // ------------------------------------------------------------------------------------------------------- list

  function spark(data, series, i) {
    const of = series.snapshots(i)[0].length > 1 ? series.snapshots(i) : series.candles(i);
    if (!of || of[0].length < 2) return null;
    const points = [];
    const step = Math.max(1, Math.floor(of[0].length / SPARK_POINTS));
    for (let at = (of[0].length - 1) % step; at < of[0].length; at += step) {
      const middle = of[1][at] !== null && of[2][at] !== null ? (of[1][at] + of[2][at]) / 2 : of[3][at];
      if (middle !== null) points.push([of[0][at], middle]);
    }
    if (points.length < 2) return null;
    const first = points[0][0];
    const span = points[points.length - 1][0] - first || 1;
    const values = points.map((point) => point[1]);
    const low = Math.min(...values);
    const range = Math.max(...values) - low || 1;
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
    line.setAttribute('points', points.map(([at, value]) =>
      (1 + ((at - first) / span) * 110).toFixed(1) + ',' + (22 - ((value - low) / range) * 20).toFixed(1)).join(' '));
    svg.setAttribute('class', 'spark');
    svg.setAttribute('viewBox', '0 0 112 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(line);
    return svg;
  }

  function quote(format, units) {
    return units === null ? element('span', { class: 'none' }, 'no quote') : format.price(units);
  }

  function settlement(data, format, market) {
    if (market.settled === null) return '';
    const value = data.value[market.i];
    return element('span', { title: local(new Date(market.settled * 1000)) },
      (market.result === 'scalar' ? format.price(value) || 'scalar' : market.result.toUpperCase()) + ' ',
      element('span', { class: 'sub' }, utc(market.settled)));
  }

  function row(data, series, format, market) {
    const down = market.change < 0;
    return element('tr', {},
      element('th', { scope: 'row' },
        element('a', { class: 'name', href: '#market=' + encodeURIComponent(market.ticker), title: market.title },
          element('bdi', {}, market.short)),
        element('span', { class: 'sub' }, market.side ? element('b', {}, element('bdi', {}, market.side), ' ') : null, market.ticker)),
      element('td', { class: 'n' }, quote(format, market.bid)),
      element('td', { class: 'n' }, quote(format, market.ask)),
      element('td', { class: 'n opt' }, format.price(market.spread)),
      element('td', { class: 'n opt' }, market.last === null ? element('span', { class: 'none' }, 'no trade') : format.price(market.last)),
      element('td', { class: market.change ? (down ? 'n down' : 'n up') : 'n' }, market.change === null ? '' : format.change(market.change)),
      element('td', { class: 'n opt' }, market.traded === null ? '' : format.count(market.traded)),
      element('td', { class: 'opt' }, spark(data, series, market.i)),
      element('td', { class: 'opt' }, settlement(data, format, market)));
  }

  function list(data, series, format, markets) {
    const body = document.querySelector('#list tbody');
    const heads = [...document.querySelectorAll('#list th[data-sort]')];
    let sorted = { by: 'traded', down: true };
    let shown = PAGE_ROWS;

    const options = (select, values) => {
      const chosen = select.value;
      select.replaceChildren(element('option', { value: '' }, 'All'),
        ...[...new Set(values)].filter(Boolean).sort().map((value) => element('option', { value }, value)));
      select.value = [...select.options].some((option) => option.value === chosen) ? chosen : '';
    };
    const compare = (a, b) => {
      const x = a[sorted.by];
      const y = b[sorted.by];
      // What is not there comes last, whatever the order.
      if (x === null || y === null) return (x === null) - (y === null) || a.i - b.i;
      const order = typeof x === 'string' ? x.localeCompare(y) : x - y;
      return (sorted.down ? -order : order) || a.i - b.i;
    };
    const update = () => {
      const wanted = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = markets.filter((market) =>
        (!$('series').value || market.series === $('series').value)
        && (!$('event').value || market.event === $('event').value)
        && (!$('state').value || (market.settled !== null) === ($('state').value === 'settled'))
        && wanted.every((word) => market.text.includes(word)));
      found.sort(compare);
      body.replaceChildren(...found.slice(0, shown).map((market) => row(data, series, format, market)));
      $('count').textContent = found.length.toLocaleString('en-US') + ' of ' + markets.length.toLocaleString('en-US')
        + (markets.length === 1 ? ' market' : ' markets')
        + (found.length === 0 ? '; shorten the search, or choose All' : '');
      $('more').hidden = found.length <= shown;
      $('more').textContent = 'Show ' + Math.min(PAGE_ROWS, found.length - shown) + ' more';
    };
    const restart = () => {
      shown = PAGE_ROWS;
      update();
    };
    $('search').addEventListener('input', restart);
    $('state').addEventListener('change', restart);
    $('event').addEventListener('change', restart);
    $('series').addEventListener('change', () => {
      options($('event'), markets.filter((market) => !$('series').value || market.series === $('series').value).map((market) => market.event));
      restart();
    });
    document.querySelector('.filters').addEventListener('submit', (event) => event.preventDefault());
    $('more').addEventListener('click', () => {
      shown += PAGE_ROWS;
      update();
      const next = body.rows[shown - PAGE_ROWS];
      if (next) next.querySelector('a').focus();
    });
    for (const head of heads) {
      head.querySelector('button').addEventListener('click', () => {
        const by = head.dataset.sort;
        sorted = { by, down: sorted.by === by ? !sorted.down : by !== 'title' };
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
        restart();
      });
    }
    options($('series'), markets.map((market) => market.series));
    options($('event'), markets.map((market) => market.event));
    update();
  }

  // ----------------------------------------------------------------------------------------------------- charts

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const zone = (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');

  function axis(more) {
    return { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: '12px system-ui', ...more };
  }

  const clock = (u, splits, place, space, step) => splits.map((seconds) => {
    const [day, minute] = utc(seconds).split(' ');
    return step >= 86400 || minute === '00:00' ? day.slice(5) : minute;
  });

  // Room below for the volume, where no price is.
  function priceRange(u, low, high) {
    const span = Math.max(0.02, (high || 0) - (low || 0));
    return [(low || 0) - span * 0.4, (high || 0) + span * 0.06];
  }

  function priceTicks(u, all) {
    const digits = all.every((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6) ? 2 : 3;
    return all.map((value) => (value < -1e-9 ? '' : Math.max(0, value).toFixed(digits)));
  }

  // No line is drawn over a time that nothing is known of.
  function withHoles(columns, holes) {
    const [at] = columns;
    const made = columns.map(() => []);
    let hole = 0;
    for (let i = 0; i < at.length; i++) {
      while (hole < holes.length && holes[hole][0] < at[i]) {
        const start = holes[hole][0] + 1;
        if (i > 0 && at[i - 1] < start && start < at[i]) made.forEach((column, c) => column.push(c === 0 ? start : null));
        hole++;
      }
      columns.forEach((column, c) => made[c].push(column[i]));
    }
    return made;
  }

  function chart(place, columns, format, steps, status) {
    const paths = steps ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear();
    const few = columns[0].length < 400;
    const price = (u, value) => (value === null || value === undefined ? '\u2013' : value.toFixed(Math.max(2, format.price(0).length - 2)));
    const line = (label, name, dash) => ({ label, stroke: colour(name), width: 1.5, dash, paths, points: { show: !steps && few, size: 4 }, value: price });
    const size = () => ({ width: Math.max(260, place.clientWidth), height: place.clientWidth < 500 ? 260 : 340 });
    const plot = new uPlot({
      ...size(),
      tzDate: zone,
      cursor: { drag: { x: true, y: false }, points: { size: 6 } },
      scales: { y: { range: priceRange }, volume: { range: (u, low, high) => [0, Math.max(1, high || 0) * 4.5] } },
      axes: [axis({ values: clock }), axis({ size: 56, values: priceTicks }),
        axis({ scale: 'volume', side: 1, size: 56, grid: { show: false },
          values: (u, all) => all.map((value) => (value > u.scales.volume.max / 3 ? '' : value.toLocaleString('en-US', { notation: 'compact' }))) })],
      series: [
        { label: 'UTC', value: (u, at) => (at === null || at === undefined ? '\u2013' : utc(at)) },
        line('Bid', 'bid'),
        line('Ask', 'ask', [6, 3]),
        { label: 'Last', stroke: colour('last'), width: 1, paths: () => null, points: { show: true, size: few ? 5 : columns[0].length < 3000 ? 3 : 2, fill: colour('last') }, value: price },
        { label: 'Volume', scale: 'volume', stroke: colour('volume'), fill: colour('volume'), width: 0, points: { show: false },
          paths: uPlot.paths.bars({ size: [0.7, 8, 1] }), value: (u, value) => (value === null || value === undefined ? '\u2013' : value.toLocaleString('en-US')) },
      ],
    }, columns, place);
    new ResizeObserver(() => plot.setSize(size())).observe(place);

    const zoom = (from, to) => plot.setScale('x', { min: from, max: to });
    let at = columns[0].length - 1;
    place.addEventListener('keydown', (event) => {
      const { min, max } = plot.scales.x;
      const quarter = (max - min) / 4;
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        at = Math.min(columns[0].length - 1, Math.max(0, at + (event.key === 'ArrowLeft' ? -1 : 1)));
        plot.setCursor({ left: plot.valToPos(columns[0][at], 'x'), top: 10 });
        const values = columns.map((column) => column[at]);
        status.textContent = utc(values[0]) + ' UTC: bid ' + price(plot, values[1]) + ', ask ' + price(plot, values[2])
          + ', last ' + price(plot, values[3]);
      } else if (event.key === '+') {
        zoom(min + quarter, max - quarter);
      } else if (event.key === '-') {
        zoom(min - quarter, max + quarter);
      } else {
        return;
      }
      event.preventDefault();
    });
    return { plot, zoom };
  }

  // -------------------------------------------------------------------------------------------------- one market

  function facts(data, format, market) {
    const open = (label, ...value) => element('div', {}, element('dt', {}, label), element('dd', {}, ...value));
    const closes = data.closes[market.i];
    const interest = data.interest[market.i];
    return element('dl', { class: 'facts' },
      open('Bid', quote(format, market.bid)),
      open('Ask', quote(format, market.ask)),
      market.spread === null ? null : open('Spread', format.price(market.spread)),
      open('Last trade', market.last === null ? 'no trade' : format.price(market.last)),
      market.change === null ? null : open('1 day', format.change(market.change)),
      market.traded === null ? null : open('Volume in this time', format.count(market.traded)),
      data.volume[market.i] === null ? null : open('Volume of all time', format.count(data.volume[market.i])),
      interest === null ? null : open('Open interest', format.count(interest)),
      open('Status', market.status || 'unknown'),
      closes === null ? null : open('Closes', time(closes)),
      market.settled === null ? null : open('Settled', settlement(data, format, market)),
      open('Event', market.event));
  }

  function tradeTable(format, trades) {
    const rows = [];
    for (let i = trades[0].length - 1; i >= 0; i--) {
      const seconds = trades[0][i] / 1000;
      const exact = new Date(trades[0][i]);
      rows.push(element('tr', {},
        element('td', {}, element('time', { datetime: exact.toISOString(), title: local(exact) }, utc(seconds) + exact.toISOString().slice(16, 19))),
        element('td', {}, trades[3][i] === null ? '' : trades[3][i] ? 'YES' : 'NO'),
        element('td', { class: 'n' }, format.price(trades[1][i])),
        element('td', { class: 'n' }, trades[2][i] === null ? '' : format.count(trades[2][i]))));
    }
    return element('div', { class: 'scroll trades', role: 'region', 'aria-label': 'Trades', tabindex: '0' },
      element('table', {},
        element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Time (UTC)'), element('th', { scope: 'col' }, 'Taker'),
          element('th', { scope: 'col', class: 'n' }, 'YES price'), element('th', { scope: 'col', class: 'n' }, 'Contracts'))),
        element('tbody', {}, ...rows)));
  }

  // Volume of a snapshot is that since the market opened.
  function sinceTheOneBefore(volumes) {
    let before = null;
    return volumes.map((volume) => {
      const traded = volume === null || before === null ? null : volume - before;
      before = volume === null ? before : volume;
      return traded;
    });
  }

  function pageOf(data, series, format, market) {
    const i = market.i;
    const candles = series.candles(i);
    const hasCandles = Boolean(candles && candles[0].length);
    const source = hasCandles ? candles : series.snapshots(i);
    const prices = (column) => column.map((units) => (units === null ? null : format.dollars(units)));
    const volumes = (hasCandles ? source[4] : sinceTheOneBefore(source[4])).map((count) => (count === null ? null : count / 100));
    const columns = withHoles([source[0], prices(source[1]), prices(source[2]), prices(source[3]), volumes],
      data.holes[hasCandles ? 'candlesticks' : 'market_data'] || []);
    const article = $('market');
    const close = element('a', { href: '#markets', id: 'close' }, 'Close');
    const status = element('p', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
    const place = element('div', { class: 'chart', tabindex: '0', role: 'application', 'aria-roledescription': 'chart', 'aria-label':
      'Bid, ask, last price and volume of ' + market.title + ', ' + source[0].length + ' points. Left and right read them, plus and minus zoom.' });
    const bar = element('div', { class: 'bar', role: 'group', 'aria-label': 'Time shown' });
    const parts = [
      element('header', {}, element('div', {}, element('h3', { id: 'market-title', tabindex: '-1' }, element('bdi', {}, market.title)),
        element('span', { class: 'sub' }, market.ticker)), close),
      facts(data, format, market),
    ];
    const first = source[0][0];
    const last = source[0][source[0].length - 1];
    if (source[0].length > 1) {
      parts.push(bar, place, status, element('p', { class: 'hint' }, (hasCandles
        ? (data.minutes === 1 ? 'One-minute candles: a minute without a change has none.' : 'Candles of ' + data.minutes + ' minutes.')
        : 'Snapshots: no candles of this market are in the page, because there are none or others have more volume.')
        + ' Drag to zoom, double-click for all. Times are UTC.'));
    } else {
      parts.push(element('p', { class: 'empty' }, 'There is one snapshot only, so there is nothing to draw. '
        + (i < data.charts ? 'Another run adds the next one; --include=candlesticks adds each minute.'
          : 'The page has the candles of the ' + data.charts + ' markets with the most volume. --top=N shows more.')));
    }
    const trades = series.trades(i);
    const rules = [data.rules_primary[i], data.rules_secondary[i]].filter(Boolean);
    parts.push(element('div', { class: 'two' },
      element('div', {}, element('h4', {}, trades && trades[0].length ? 'Newest ' + trades[0].length + ' trades' : 'Trades'),
        trades && trades[0].length ? tradeTable(format, trades) : element('p', { class: 'empty' }, i < data.charts
          ? 'No trade of this market is stored in this time. --include=trades collects them.'
          : 'The page has the trades of the ' + data.charts + ' markets with the most volume. --top=N shows more.')),
      element('div', {}, element('h4', {}, 'Rules'),
        rules.length ? element('div', { class: 'rules', tabindex: '0', role: 'region', 'aria-label': 'Rules' },
          ...rules.map((text) => element('p', { dir: 'auto' }, text))) : element('p', { class: 'empty' }, 'The snapshots have none.'))));
    article.replaceChildren(...parts);
    article.hidden = false;
    if (source[0].length > 1) {
      const drawn = chart(place, columns, format, hasCandles, status);
      const spans = [['6 h', 6 * 3600], ['1 day', 86400], ['7 days', 7 * 86400], ['All', last - first]];
      for (const [label, span] of spans.filter(([name, seconds]) => name === 'All' || seconds < last - first)) {
        const button = element('button', { type: 'button', 'aria-pressed': String(label === 'All') }, label);
        button.addEventListener('click', () => {
          drawn.zoom(last - span, last);
          [...bar.children].forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
        });
        bar.append(button);
      }
      return drawn.plot;
    }
    return null;
  }

  function calibration() {
    const place = $('calibration-chart');
    if (!place) return;
    const rows = [...document.querySelectorAll('#buckets tbody tr')];
    const cell = (name) => rows.map((each) => Number(each.querySelector('.' + name).textContent));
    const x = [0, ...cell('mean'), 1];
    const share = [null, ...cell('share'), null];
    const percent = (u, all) => all.map((value) => value.toFixed(1));
    const width = () => Math.max(240, Math.min(420, place.clientWidth));
    const plot = new uPlot({
      width: width(),
      height: 280,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
      axes: [axis({ values: percent, label: 'Mean price a day before', labelSize: 22, labelFont: '12px system-ui' }),
        axis({ values: percent, label: 'Share of YES', labelSize: 22, labelFont: '12px system-ui' })],
      series: [{}, { stroke: colour('muted'), dash: [4, 4], width: 1, points: { show: false } },
        { stroke: colour('bid'), paths: () => null, points: { show: true, size: 9, fill: colour('bid') } }],
    }, [x, x, share], place);
    new ResizeObserver(() => plot.setSize({ width: width(), height: 280 })).observe(place);
  }

  // ------------------------------------------------------------------------------------------------------- start

  async function start() {
    localTimes();
    coverage();
    calibration();
    if (!$('list')) return;
    if (!window.DecompressionStream) {
      $('count').textContent = 'This browser cannot unpack the data of the page. Use one of 2023 or later.';
      return;
    }
    const data = await read();
    const format = formats(data.unit);
    const series = { snapshots: whenNeeded(data.snapshots), candles: whenNeeded(data.candles), trades: whenNeeded(data.trades) };
    const markets = index(data);
    list(data, series, format, markets);

    let plot = null;
    const open = () => {
      const wanted = location.hash;
      const market = markets.find((other) => wanted === `#market=${encodeURIComponent(other.ticker)}`);
      if (plot) plot.destroy();
      plot = null;
      $('market').hidden = true;
      if (market) {
        plot = pageOf(data, series, format, market);
        $('market').scrollIntoView();
        $('market-title').focus({ preventScroll: true });
      }
    };
    window.addEventListener('hashchange', open);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      open();
      $('calibration-chart')?.replaceChildren();
      calibration();
    });
    open();
    document.documentElement.dataset.ready = 'true';
  }

  start();
})();
