// SPDX-License-Identifier: GPL-2.0-only
// What the page can do beyond its tables: sort and filter them, and walk the treemap.
"use strict";

// --- pure: also run by a test without a browser ----------------------------------------------

/** The child of that name, made if need be, with so many bytes more. */
function addTo(node, name, bytes) {
	if (!node.children.has(name))
		node.children.set(name, { name, bytes: 0, children: new Map() });
	const child = node.children.get(name);
	child.bytes += bytes;
	return child;
}

/**
 * The tree of [path, bytes]: {name, bytes, children}; what has no positive size is left out.
 * symbols: by path, name and bytes in turn; what of a path no symbol names is a child, too.
 */
function makeTree(name, rows, symbols = {}) {
	const root = { name, bytes: 0, children: new Map() };
	for (const [path, bytes] of rows) {
		if (bytes <= 0)
			continue;
		let at = root;
		root.bytes += bytes;
		for (const part of path.startsWith("(") ? [path] : path.split("/"))
			at = addTo(at, part, bytes);
		const own = Object.hasOwn(symbols, path) ? symbols[path] : [];
		let rest = bytes;
		for (let i = 0; i + 1 < own.length; i += 2) {
			addTo(at, own[i], own[i + 1]);
			rest -= own[i + 1];
		}
		if (own.length && rest > 0)
			addTo(at, "(no symbol)", rest);
	}
	return root;
}

/** Squarified: one rectangle {x, y, w, h, node} a node; the areas are as the bytes. */
function layOut(nodes, x, y, w, h) {
	const left = [...nodes].sort((a, b) => b.bytes - a.bytes);
	let sum = left.reduce((n, node) => n + node.bytes, 0);
	const out = [];
	const worst = (row, total, side, scale) => {
		const thick = total * scale / side;
		return Math.max(...[row[0], row[row.length - 1]].map((node) => {
			const long = node.bytes * scale / thick;
			return Math.max(long / thick, thick / long);
		}));
	};
	while (left.length && w > 0 && h > 0) {
		const side = Math.min(w, h), scale = w * h / sum, row = [left.shift()];
		let total = row[0].bytes;
		while (left.length && worst([...row, left[0]], total + left[0].bytes, side, scale) <=
				worst(row, total, side, scale)) {
			total += left[0].bytes;
			row.push(left.shift());
		}
		const thick = total * scale / side;
		let along = 0;
		for (const node of row) {
			const long = side * node.bytes / total;
			out.push(w >= h ? { x, y: y + along, w: thick, h: long, node }
				: { x: x + along, y, w: long, h: thick, node });
			along += long;
		}
		if (w >= h) {
			x += thick;
			w -= thick;
		} else {
			y += thick;
			h -= thick;
		}
		sum -= total;
	}
	return out;
}

// --- the page --------------------------------------------------------------------------------

function cellValue(row, column) {
	const text = row.cells[column].textContent;
	return row.cells[column].className === "n" ? Number(text) || 0 : text;
}

function sortBy(table, column, header) {
	const down = header.getAttribute("aria-sort") !== "descending";
	for (const other of table.tHead.rows[0].cells)
		other.removeAttribute("aria-sort");
	header.setAttribute("aria-sort", down ? "descending" : "ascending");
	for (const body of table.tBodies) {
		const rows = [...body.rows].map((row) => [cellValue(row, column), row]);
		rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1));
		body.append(...rows.map(([, row]) => row));
	}
}

function makeSortable(table) {
	[...table.tHead.rows[0].cells].forEach((header, column) => {
		const button = document.createElement("button");
		button.textContent = header.textContent;
		button.addEventListener("click", () => sortBy(table, column, header));
		header.replaceChildren(button);
	});
}

function makeFilter(tools, table) {
	const kind = tools.querySelector("select"), find = tools.querySelector("input");
	const show = () => {
		for (const body of table.tBodies)
			for (const row of body.rows)
				row.hidden = (kind.value && row.dataset.kind !== kind.value) ||
					!row.cells[1].textContent.includes(find.value);
	};
	kind.addEventListener("change", show);
	find.addEventListener("input", show);
	tools.hidden = false;
}

function colorOf(name) {
	let hash = 7;
	for (const letter of name)
		hash = (hash * 31 + letter.codePointAt(0)) % 360;
	return `hsl(${hash} 45% 32%)`;
}

function makeMap(aside, root) {
	const map = aside.querySelector(".map"), nav = aside.querySelector("nav");
	let trail = [root];
	const go = (next) => {
		trail = next;
		draw();
		(map.querySelector("button") || nav.querySelector("button")).focus();
	};
	const draw = () => {
		const here = trail[trail.length - 1];
		nav.replaceChildren(...trail.flatMap((node, i) => {
			const step = document.createElement("button");
			step.textContent = node.name;
			step.addEventListener("click", () => go(trail.slice(0, i + 1)));
			return i ? [" / ", step] : [step];
		}), ` ${here.bytes} bytes`);
		const tiles = layOut(here.children.values(), 0, 0, map.clientWidth, map.clientHeight);
		map.replaceChildren(...tiles.filter((tile) => tile.w > 3 && tile.h > 3).map((tile) => {
			const button = document.createElement("button"), node = tile.node;
			button.title = `${node.name}: ${node.bytes} bytes`;
			button.setAttribute("aria-label", button.title);
			button.textContent = tile.w > 40 && tile.h > 14 ? node.name : "";
			Object.assign(button.style, { left: `${tile.x}px`, top: `${tile.y}px`,
				width: `${tile.w}px`, height: `${tile.h}px`, background: colorOf(node.name) });
			if (node.children.size)
				button.addEventListener("click", () => go([...trail, node]));
			return button;
		}));
	};
	map.addEventListener("keydown", (event) => {
		if ((event.key === "Backspace" || event.key === "Escape") && trail.length > 1) {
			event.preventDefault();
			go(trail.slice(0, -1));
		}
	});
	aside.hidden = false;
	draw();
	window.addEventListener("resize", draw);
}

function start() {
	const table = document.getElementById("rows"), aside = document.getElementById("map");
	for (const sortable of document.querySelectorAll("table"))
		makeSortable(sortable);
	if (!table)
		return;
	makeFilter(document.getElementById("tools"), table);
	const rows = [...table.querySelectorAll("tr[data-kind=object]")];
	const symbols = document.getElementById("symbols");
	if (rows.length)
		makeMap(aside, makeTree(table.dataset.name, rows.map((row) =>
			[row.cells[1].textContent, Number(row.cells[2].textContent)]),
		symbols ? JSON.parse(symbols.textContent) : {}));
}

if (typeof document === "undefined")
	module.exports = { makeTree, layOut };
else
	start();
