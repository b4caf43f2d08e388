"use strict";
const facts = JSON.parse(document.getElementById("facts").textContent);
const byId = (id) => document.getElementById(id);

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function place(fact) {
  return `${fact.file}:${fact.line}`;
}

function fill(table, headings, rows) {
  const head = element("tr");
  for (const heading of headings) head.append(element("th", heading));
  const top = element("thead");
  top.append(head);
  const body = element("tbody");
  body.append(...rows);
  table.replaceChildren(top, body);
}

function row(...cells) {
  const made = element("tr");
  for (const cell of cells) {
    if (cell instanceof Node) made.append(cell);
    else made.append(element("td", cell[0], cell[1]));
  }
  return made;
}

// Header.

document.title = `${facts.name} · Flaskwright`;
byId("name").textContent = facts.name;
byId("apps").textContent =
  facts.apps.slice(0, 4).map((app) => `${app.module}:${app.factory ? app.factory + "()" : app.name}`).join("   ") || "No Flask application was found.";
const tiles = [
  ["routes", "routes"], ["blueprints", "blueprints"], ["models", "models"], ["templates", "templates"],
  ["extensions", "extensions"], ["config", "settings"], ["differences", "differences"], ["problems", "problems"],
];
for (const [key, label] of tiles) {
  const count = (facts[key] || []).length;
  byId(key).hidden = count === 0 && key !== "routes";
  if (count === 0) continue;
  const link = element("a");
  link.href = `#${key}`;
  link.append(element("strong", count), element("span", label));
  byId("tiles").append(link);
}

// Routes.

const chosen = { words: "", methods: new Set(), blueprint: null };

function routeRow(route) {
  const methods = element("td");
  for (const method of route.methods) methods.append(element("span", method, `method ${method}`));
  const rule = element("td", undefined, "code");
  for (const part of route.rule.split(/(<[^>]*>|\{\?\})/)) rule.append(/^[<{]/.test(part) ? element("span", part, "variable") : part);
  const remarks = element("td");
  if (route.dynamic) remarks.append(element("span", "dynamic", "badge warn"));
  if (!route.reachable) remarks.append(element("span", "not registered", "badge warn"));
  for (const condition of route.condition) remarks.append(element("span", `if ${condition}`, "badge"));
  return row(methods, rule, [route.endpoint, "code"], [place(route), "place"], remarks);
}

function showRoutes() {
  const words = chosen.words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = facts.routes.filter((route) => {
    const text = `${route.rule} ${route.endpoint} ${route.file} ${route.methods.join(" ")}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (chosen.methods.size === 0 || route.methods.some((method) => chosen.methods.has(method))) &&
      (chosen.blueprint === null || (route.blueprint || "") === chosen.blueprint)
    );
  });
  found.sort((a, b) => a.rule.localeCompare(b.rule) || a.methods.join().localeCompare(b.methods.join()));
  fill(byId("route-table"), ["Methods", "Rule", "Endpoint", "Place", "Remarks"], found.map(routeRow));
  const where = chosen.blueprint === null ? "" : ` in ${chosen.blueprint || "the application itself"}`;
  byId("found").textContent = `${found.length} of ${facts.routes.length}${where}`;
}

function toggle(button, set, value) {
  const on = !set.has(value);
  if (on) set.add(value);
  else set.delete(value);
  button.setAttribute("aria-pressed", on);
  showRoutes();
}

for (const method of [...new Set(facts.routes.flatMap((route) => route.methods))].sort()) {
  const button = element("button", method);
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => toggle(button, chosen.methods, method));
  byId("methods").append(button);
}
byId("search").addEventListener("input", (event) => { chosen.words = event.target.value; showRoutes(); });
showRoutes();

// Blueprints: the application, its blueprints, how many routes each has.

function blueprintTree() {
  const counts = new Map();
  for (const route of facts.routes) counts.set(route.blueprint || "", (counts.get(route.blueprint || "") || 0) + 1);
  const most = Math.max(1, ...counts.values());
  // A blueprint inside another one has both names in its routes, and its own in the source.
  const nested = new Set([...counts.keys()].filter((name) => name.includes(".")).map((name) => name.slice(name.lastIndexOf(".") + 1)));
  const plain = facts.blueprints.map((b) => b.name).filter((name) => counts.has(name) || !nested.has(name));
  const names = [...new Set([...plain, ...counts.keys()])].filter(Boolean).sort();
  // Dagre takes no empty name: the application's own node is "/".
  const nodes = [box("/", facts.apps.length ? facts.apps[0].name || "app" : "application", counts.get("") || 0, most)];
  const edges = [];
  for (const name of names) {
    nodes.push(box(name, name, counts.get(name) || 0, most));
    const parent = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "/";
    edges.push({ from: names.includes(parent) ? parent : "/", to: name, end: "none" });
  }
  graph(byId("tree"), nodes, edges, { nodesep: 10 });
}

function box(id, label, count, most) {
  const text = shorten(label, 30);
  const width = Math.max(150, widthOf(text) + 70);
  return {
    id, width, height: 40, title: `${label}: ${count} routes`,
    choose() {
      const blueprint = id === "/" ? "" : id;
      chosen.blueprint = chosen.blueprint === blueprint ? null : blueprint;
      showRoutes();
      byId("routes").scrollIntoView({ behavior: "smooth" });
    },
    paint(group) {
      draw("rect", { class: "box", width, height: 40, rx: 10 }, group);
      draw("text", { class: "strong", x: 12, y: 18, text }, group);
      draw("rect", { class: "bar", x: 12, y: 26, height: 5, rx: 2.5, width: Math.max(2, ((width - 24) * count) / most) }, group);
      draw("text", { class: "soft", x: width - 12, y: 18, "text-anchor": "end", text: count }, group);
    },
  };
}

// Models: entities with their columns, lines along foreign keys.

const entityId = (model) => `${place(model)} ${model.table || model.name}`;

function entities() {
  const loose = facts.tables.map((table) => ({ ...table, table: table.name, relations: [], loose: true }));
  const models = [...facts.models.filter((model) => model.table || model.columns.length), ...loose];
  const byTable = new Map(models.map((model) => [model.table, entityId(model)]));
  const byName = new Map(models.map((model) => [model.name, entityId(model)]));
  const edges = [];
  for (const model of models) {
    for (const column of model.columns) {
      const owner = column.foreign_key && column.foreign_key.split(".").slice(0, -1).join(".");
      const target = byTable.get(owner) || byName.get(owner);
      const title = `${model.name}.${column.name} → ${column.foreign_key}`;
      if (target) edges.push({ from: entityId(model), to: target, kind: model.loose ? "dashed" : "", title });
    }
  }
  graph(byId("entities"), models.map(entity), edges, { ranksep: 90, nodesep: 28 });
}

function entity(model) {
  const rows = model.columns.map((column) => {
    const marks = [column.primary_key && "key", column.foreign_key && "ref", column.unique && "unique", column.nullable && "null"];
    return [shorten(column.name, 28), shorten(column.type, 22), marks.filter(Boolean).join(" ")];
  });
  const mono = "12px ui-monospace, monospace";
  const name = Math.max(...rows.map((r) => widthOf(r[0], mono)), 60);
  const type = Math.max(...rows.map((r) => widthOf(r[1], mono)), 40);
  const marks = Math.max(...rows.map((r) => widthOf(r[2], "11.5px system-ui")), 0);
  const width = Math.max(name + type + marks + 56, widthOf(model.name, "650 13px system-ui") + 40);
  const height = 34 + rows.length * 20 + (rows.length ? 8 : 0);
  return {
    id: entityId(model), width, height, title: place(model),
    paint(group) {
      draw("rect", { class: "box", width, height, rx: 10 }, group);
      draw("path", { class: model.loose ? "head plain" : "head", d: `M0,32 V10 Q0,0 10,0 H${width - 10} Q${width},0 ${width},10 V32 Z` }, group);
      draw("text", { class: "strong", x: 14, y: 21, text: model.name }, group);
      rows.forEach(([column, kind, mark], index) => {
        const y = 50 + index * 20;
        draw("text", { class: "mono", x: 14, y, text: column }, group);
        draw("text", { class: "mono soft", x: 26 + name, y, text: kind }, group);
        draw("text", { class: "soft", x: width - 12, y, "text-anchor": "end", text: mark }, group);
      });
    },
  };
}

// Templates: who extends, includes and imports whom.

function templateGraph() {
  const edges = [];
  const linked = new Set();
  for (const template of facts.templates) {
    for (const [kind, names] of [["", template.extends], ["dashed", [...template.includes, ...template.imports]]]) {
      for (const name of names) {
        edges.push({ from: template.name, to: name, kind });
        linked.add(template.name).add(name);
      }
    }
  }
  const there = new Set(facts.templates.map((template) => template.name));
  const away = facts.missing_templates.filter((one) => linked.has(one.name) && !there.has(one.name));
  const shown = [
    ...facts.templates.filter((template) => linked.has(template.name)),
    ...away.map((one) => ({ name: one.name, extends: [], away: one.outside ? `brought by ${one.outside}` : "not there" })),
  ];
  const nodes = [...new Map(shown.map((template) => [template.name, template])).values()].map((template) => {
    const text = shorten(template.name, 44);
    const width = widthOf(text) + 28;
    return {
      id: template.name, width, height: 30, title: template.away || template.path,
      paint(group) {
        const kind = template.away ? `away ${template.away === "not there" ? "lost" : ""}` : template.extends.length ? "box" : "head";
        draw("rect", { class: kind, width, height: 30, rx: 8 }, group);
        draw("text", { x: 14, y: 20, text }, group);
      },
    };
  });
  graph(byId("template-graph"), nodes, edges, { nodesep: 8, ranksep: 90 });
}

byId("tree").dataset.label = "The application and its blueprints";
byId("entities").dataset.label = "Models, their columns and references";
byId("template-graph").dataset.label = "Templates and what they extend and include";
if (facts.blueprints.length) blueprintTree();
if (facts.models.length || facts.tables.length) entities();
if (facts.templates.length) templateGraph();

// Tables.

function kept(state, successor) {
  const cell = element("td");
  if (state !== "unknown") cell.append(element("span", state, `badge state ${state}`));
  if (successor) cell.append(element("span", `→ ${successor}`, "soft"));
  return cell;
}

const byPackage = new Map(facts.packages.map((one) => [one.name, one]));
fill(byId("extension-table"), ["Object", "Class", "Distribution", "Version", "Kept", "Place", "Remarks"], facts.extensions.map((extension) => {
  const about = byPackage.get(extension.distribution) || { breaks: [] };
  const remarks = element("td");
  if (!extension.initialised.length) remarks.append(element("span", "never initialised", "badge warn"));
  if (about.required === null) remarks.append(element("span", "not required anywhere", "badge warn"));
  for (const one of about.breaks) {
    const badge = element("span", `breaks with ${one.other}`, "badge bad");
    badge.title = `${one.problem}. Instead: ${one.fix}`;
    remarks.append(badge);
  }
  const version = (facts.installed || {})[extension.distribution] || about.locked || about.required || "";
  return row([extension.name, "code"], [extension.class_name], [extension.distribution, "code"], [version, "code"],
    kept(extension.status, extension.successor), [place(extension), "place"], remarks);
}));
const extensionsOnly = new Set(facts.extensions.map((extension) => extension.distribution));
const others = facts.packages.filter((one) => !extensionsOnly.has(one.name) && (one.state === "abandoned" || one.breaks.length));
byId("other-packages").hidden = others.length === 0;
fill(byId("package-table"), ["Package", "Required", "Kept", "Breaks"], others.map((one) =>
  row([one.name, "code"], [one.required || "", "code"], kept(one.state, one.successor),
    [one.breaks.map((pair) => `with ${pair.other}: ${pair.problem}`).join("; ")])));

// Settings: a row for each key, a column for each environment.

function settingsTable() {
  const environments = facts.environments.filter((held, index, all) =>
    held.name !== "testing" || all.findIndex((other) => other.name === "testing") === index).slice(0, 4);
  const keys = [...new Set(facts.config.map((setting) => setting.key))].sort();
  const base = new Map();
  for (const setting of facts.config) if (!setting.environment && !base.has(setting.key)) base.set(setting.key, setting);
  const first = new Map();
  for (const setting of facts.config) if (!first.has(setting.key)) first.set(setting.key, setting);
  fill(byId("config-table"), ["Setting", "Value", ...environments.map((held) => held.owner || held.name), "From", "Place"], keys.map((key) => {
    const setting = base.get(key) || first.get(key);
    const plain = base.has(key) ? base.get(key).value : "";
    const cells = environments.map((held) => {
      const value = held.settings[key];
      return value === undefined || value === plain ? [value === undefined ? "" : "″", "soft center"] : [shorten(value, 60), "code"];
    });
    return row([key, "code"], [shorten(plain, 90), "code"], ...cells, [setting.variables.join(", "), "code"], [place(setting), "place"]);
  }));
}
settingsTable();

// What else there is, as short lists.

function also(title, items) {
  if (!items.length) return;
  const box = element("details", undefined, "also");
  const head = element("summary", title);
  head.append(element("span", items.length, "count"));
  const list = element("ul");
  for (const [name, about] of items.slice(0, 200)) {
    const item = element("li");
    item.append(element("code", name), " ", element("span", about, "soft"));
    list.append(item);
  }
  box.append(head, list);
  byId("also-boxes").append(box);
}
const tests = facts.tests.reduce((sum, suite) => sum + suite.tests.length, 0);
also("Forms", facts.forms.map((form) => [form.name, form.fields.map((field) => field.name).join(", ")]));
also("Tasks", facts.tasks.map((task) => [task.name, task.queue]));
also("Commands", facts.commands.map((command) => [command.name, place(command)]));
also("Migrations", facts.migrations.map((one) => [one.folder, `${one.revisions.length} revisions, head ${one.heads.join(", ") || "none"}`]));
also("Deployment", facts.deployment.map((one) => [one.file, [one.kind, ...one.commands].join(" · ")]));
also(`Tests (${tests})`, facts.tests.map((suite) => [suite.file, `${suite.tests.length}`]));
also("Requirements", facts.requirements.map((one) => [`${one.name}${one.limits}`, [one.group, place(one)].filter(Boolean).join(" · ")]));
byId("also").hidden = byId("also-boxes").children.length === 0;

fill(byId("difference-table"), ["Only in", "What", "Name", "Because"], (facts.differences || []).map((difference) =>
  row([difference.only], [difference.noun], [difference.name, "code"], [difference.reason])));
fill(byId("problem-table"), ["Place", "Why"], facts.problems.map((problem) => row([place(problem), "place"], [problem.message])));
