// What is typed in the studio is never lost. Every change is kept at once in
// this browser, and sent to the server a moment later; the bar says in words
// how that stands. It is one machine:
//
//   saved -> typing -> saving -> saved
//                        |-> offline, failed, signed_out: tried again by itself
//                        |-> refused: until it is changed
//                        '-> conflict: until somebody has looked at both texts
//
// Texts are told apart by a mark of their words. Each text carries the marks
// of those it was made from (known): a text that was made from mine may take
// its place, and mine may take that of one it was made from. Any other pair
// needs a person. The server's lock decides who saved first, and nothing here
// goes past it.
(() => {
  "use strict";

  const form = document.querySelector("[data-editor][data-key]");
  if (!form) return;

  const store = "pactdesk/text/" + form.dataset.key, me = store + "#" + Date.now().toString(36) + Math.random().toString(36).slice(2);
  const state = document.querySelector("[data-state]"), announce = document.querySelector("[data-announce]");
  const notice = document.querySelector("[data-conflict]"), aside = document.querySelector("[data-aside]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(store) : null;
  let lock = Number(form.elements.lock.value);
  let saved = "";             // the mark of what the server has, as far as we know
  let made = [], told = [];   // marks of what our words were made from; told are those that only other tabs have seen
  let sending = null, timer, telling, tries = 0, trouble = "", unkept = false, leaving = false;
  let other = null;           // a text that waits for somebody to choose: {title, source, lock, kind, known, settle}
  let waiting = [];           // and those behind it
  let instead = null;         // words on their way into fields that the server lays out

  const here = () => read("defaultValue"); // what the server has laid out

  /* ------------------------------------------------------------------ words */

  const fields = () => (form.elements.source ? [form.elements.source] : [...form.querySelectorAll("textarea[name=block]")]);
  const join = (parts) => parts.map((s) => s.replace(/^(?:[ \t]*\n)+|\s+$/g, "")).filter(Boolean).join("\n\n");
  const read = (value) => {
    const parts = fields().map((f) => f[value]);
    return { title: form.elements.title[value], source: form.elements.source ? parts[0] : join(parts) };
  };
  const words = () => instead ?? read("value");

  // As the server writes them: see markdown.Normalise and plain.Line. How many
  // empty lines there are is no difference.
  const tidy = (w) => w.title.trim().replace(/\s+/g, " ") + "\n" +
    w.source.replace(/^\ufeff+/, "").replace(/\r+\n/g, "\n").normalize("NFC").replace(/\n[ \t]*\n\s*/g, "\n\n").replace(/[ \t\n]+$/, "");

  // The mark of the same words is asked for several times at each letter.
  let marked = { title: "", source: "", mark: "" };
  function mark(w) {
    if (w.source === marked.source && w.title === marked.title && marked.mark) return marked.mark;
    const text = tidy(w);
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      const n = text.charCodeAt(i);
      a = Math.imul(a ^ n, 2654435761);
      b = Math.imul(b ^ n, 1597334677);
    }
    marked = { title: w.title, source: w.source, mark: [a >>> 0, b >>> 0, text.length].map((n) => n.toString(36)).join("-") };
    return marked.mark;
  }

  const current = () => mark(words());
  const known = () => [...new Set([saved, ...made, ...told])].filter(Boolean);
  const isKnown = (m) => known().includes(m);
  const know = (...marks) => { made = [...new Set([...made, ...marks])].slice(-400); };

  // Puts words in the fields; where the caret stood, it stays.
  function put(w) {
    form.elements.title.value = w.title;
    const field = form.elements.source;
    if (!field) { // blocks are laid out by the server, beside those of the source
      instead = w;
      submit("show", w);
      return;
    }
    const old = field.value, now = w.source;
    let from = 0, to = 0;
    while (from < old.length && from < now.length && old[from] === now[from]) from++;
    while (to < old.length - from && to < now.length - from && old[old.length - 1 - to] === now[now.length - 1 - to]) to++;
    const top = field.scrollTop;
    field.setRangeText(now.slice(from, now.length - to), from, old.length - to, "preserve");
    field.scrollTop = top;
    form.dispatchEvent(new Event("put"));
  }

  /* --------------------------------------------------------- in this browser */

  function keep() {
    const w = words();
    try {
      if (mark(w) === saved || ("held" in form.dataset && mark(w) === mark(here()))) localStorage.removeItem(me); // nothing of one's own
      else localStorage.setItem(me, JSON.stringify({ ...w, lock, known: known(), at: Date.now() }));
      unkept = false;
    } catch {
      unkept = mark(w) !== saved; // it is full, or off: then leaving asks
    }
  }

  // A page holds a lock of its name as long as it lives. What a page has kept
  // that lives no more is taken over.
  function adoptOrphans() {
    if (!navigator.locks) {
      for (const key of kept()) adopt(key);
      return;
    }
    navigator.locks.request(me, () => new Promise(() => {}));
    for (const key of kept()) waitFor(key);
    addEventListener("storage", (event) => {
      if (event.key?.startsWith(store + "#") && event.newValue) waitFor(event.key);
    });
  }

  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(store + "#") && key !== me).sort();
  const waitedFor = new Set();
  function waitFor(key) {
    if (key === me || waitedFor.has(key)) return;
    waitedFor.add(key);
    navigator.locks.request(key, () => adopt(key)).finally(() => waitedFor.delete(key));
  }

  function adopt(key) {
    let entry;
    try { entry = JSON.parse(localStorage.getItem(key)); } catch { return undefined; }
    if (!entry) return undefined;
    const m = mark(entry), now = current();
    const done = () => localStorage.removeItem(key);
    if (m === now || isKnown(m)) {
      done();
      return undefined;
    }
    if (entry.known.includes(now)) { // made from what is here
      know(...entry.known, now);
      put(entry);
      keep();
      done();
      say("restored", entry.at);
      schedule();
      return undefined;
    }
    if (now === saved && !other) { // somebody else has saved since: ours in the field, theirs beside it
      const theirs = { ...words(), lock, kind: "server" };
      [saved, made, told] = ["", entry.known, []]; // which theirs is not among
      put(entry);
      conflict(theirs);
      done();
      return undefined;
    }
    return new Promise((settle) => conflict({ ...entry, kind: "unsent", settle: () => { done(); settle(); } }));
  }

  /* ------------------------------------------------------------ to the server */

  function schedule(delay = Number(form.dataset.after)) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  const blocked = () => other && other.kind !== "unsent";

  async function send(always) {
    clearTimeout(timer);
    while (sending) await sending;
    const w = words(), m = mark(w);
    if (m === saved && (form.dataset.saved || !always)) {
      settled(m);
      return;
    }
    if (blocked() || "held" in form.dataset) return;
    know(m); // it may arrive although no answer does
    keep();
    say("saving");
    sending = post(w).then((answer) => answered(answer, m)).finally(() => { sending = null; });
    await sending;
  }

  // Sends until the server has it all, or cannot. A button means it also where
  // nothing is changed: a draft begins with the words that were offered.
  async function flush() {
    do await send(true); while (current() !== saved && !trouble && !blocked());
    return current() === saved;
  }

  async function post(w) {
    const body = new URLSearchParams({ ...w, lock, who: form.dataset.key.split("/")[0], do: "autosave" });
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST", headers: { Accept: "application/json" }, body, redirect: "error",
        keepalive: leaving && w.source.length < 15000, signal: AbortSignal.timeout(30000),
      });
      return { status: answer.status, ...(await answer.json().catch(() => ({}))) };
    } catch {
      return { status: 0 };
    }
  }

  function answered(answer, m) {
    const { status } = answer;
    if (status === 200) {
      lock = answer.lock;
      settled(m, answer.saved);
      channel?.postMessage({ from: me, words: words(), known: known(), sent: m, lock, saved: answer.saved });
      if (current() !== m) {
        say("typing");
        schedule();
      }
    } else if (status === 409) {
      met(answer);
    } else if (status === 422 || status === 413) {
      stuck("refused", answer.message ?? answer.title ?? "");
    } else if (answer.code === "error.sign_in") {
      stuck("signed_out");
    } else if (answer.code === "acceptance_required") {
      stuck("owed");
    } else if (status === 403 || status === 404) {
      stuck("forbidden", answer.title ?? "");
    } else {
      stuck(status === 0 ? "offline" : "failed");
      schedule(Math.min(60000, 2000 * 2 ** tries++));
    }
  }

  // The server has the words with this mark.
  function settled(m, at) {
    saved = m;
    tries = 0;
    know(m);
    keep();
    form.elements.lock.value = lock;
    if (at) form.dataset.saved = at;
    for (const part of document.querySelectorAll("[data-when-saved]")) part.hidden = !form.dataset.saved;
    const recovered = trouble !== "";
    trouble = "";
    if (m === current()) say("saved", form.dataset.saved, recovered);
  }

  // Somebody has saved since. If it is what we sent ourselves, and only the
  // answer was lost, or what we began with, ours comes after it.
  function met(theirs) {
    const m = mark(theirs);
    if (m !== current() && !isKnown(m)) {
      conflict({ ...theirs, kind: "server" });
      return;
    }
    lock = theirs.lock;
    settled(m, theirs.saved);
    if (m !== current()) schedule(0);
  }

  function stuck(why, detail) {
    const fresh = trouble !== why;
    trouble = why;
    say(why, detail, fresh);
  }

  // What the connection or a sign-in elsewhere may have mended.
  function again() {
    if (["offline", "failed", "signed_out", "owed"].includes(trouble)) {
      tries = 0;
      send();
    }
  }
  addEventListener("online", again);
  addEventListener("focus", again);
  document.addEventListener("visibilitychange", () => {
    leaving = document.visibilityState === "hidden";
    if (!leaving) again();
    else if (!trouble && current() !== saved) send();
  });
  addEventListener("pagehide", () => { leaving = true; });
  addEventListener("beforeunload", (event) => { if (unkept) event.preventDefault(); });
  document.querySelector("[data-again]")?.addEventListener("click", () => { tries = 0; send(); });

  /* -------------------------------------------------------------- other tabs */

  function tell() {
    clearTimeout(telling);
    telling = undefined;
    told = [...told, current()].slice(-100);
    keep();
    channel?.postMessage({ from: me, words: words(), known: known() });
  }

  channel?.addEventListener("message", ({ data }) => {
    const theirs = mark(data.words), now = current();
    if (theirs === now || data.known.includes(now)) { // the same, or made from what is here
      know(...data.known, now);
      if (other && data.known.includes(mark(other))) choose();
      if (theirs !== now) put(data.words);
    } else if (!isKnown(theirs)) {
      conflict({ ...data.words, known: data.known, sent: data.sent, from: data.from, lock: data.lock, kind: data.sent ? "server" : "tab" });
      return;
    }
    if (data.sent) {
      lock = data.lock;
      settled(data.sent, data.saved);
    }
    keep();
    if (current() === saved || trouble) return;
    say("typing");
    schedule(Number(form.dataset.after) * (theirs === now ? 1 : 5)); // who typed it sends it sooner, while that tab lives
  });

  /* ---------------------------------------------------------------- two texts */

  function conflict(theirs) {
    const same = (o) => mark(o) === mark(theirs) || (o.kind === theirs.kind && o.kind !== "unsent" && o.from === theirs.from); // the later one of a place
    const all = [other, ...waiting].filter(Boolean);
    for (const o of all.filter(same)) o.settle?.();
    waiting = [...all.filter((o) => !same(o)), theirs].sort((a, b) => (b.kind === "server") - (a.kind === "server"));
    other = waiting.shift();
    keep();
    showConflict();
  }

  function showConflict() {
    notice.hidden = aside.hidden = false;
    aside.dataset.kind = notice.dataset.kind = other.kind;
    for (const el of document.querySelectorAll("[data-for]")) el.hidden = el.dataset.for !== other.kind;
    for (const el of document.querySelectorAll("[data-choice]")) el.hidden = false;
    fill(other);
    clearTimeout(timer);
    if (blocked()) stuck("conflict");
    else schedule();
    notice.focus();
  }

  function fill(w) {
    aside.querySelector("[data-aside-title]").textContent = w.title;
    aside.querySelector("textarea").value = w.source;
  }

  // Takes what waited off the page; what it was stays beside, to copy from.
  function choose(shown) {
    const was = other;
    other = null;
    was.settle?.();
    if (trouble === "conflict") trouble = "";
    notice.hidden = true;
    for (const el of document.querySelectorAll("[data-choice]")) el.hidden = true;
    if (shown) {
      fill(shown.words);
      for (const el of document.querySelectorAll("[data-for]")) el.hidden = el.dataset.for !== shown.kind;
    }
    aside.hidden = !shown;
    if (waiting.length) conflict(waiting.shift());
  }

  function decide(mine) {
    const theirs = other, ours = words();
    know(mark(ours), mark(theirs), ...(theirs.known ?? []));
    if (theirs.kind === "server") {
      lock = theirs.lock;
      saved = theirs.sent ?? mark(theirs);
    }
    if (mine) {
      choose({ words: theirs, kind: "left" });
    } else {
      choose({ words: ours, kind: "mine" });
      put(theirs);
    }
    tell();
    send();
    fields()[0].focus();
  }
  notice?.querySelector("[data-mine]").addEventListener("click", () => decide(true));
  notice?.querySelector("[data-theirs]").addEventListener("click", () => decide(false));
  for (const close of document.querySelectorAll("[data-close]")) close.addEventListener("click", () => { aside.hidden = true; });

  /* -------------------------------------------------------------------- words */

  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: form.dataset.zone });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone: form.dataset.zone });
  function when(t) {
    const at = new Date(t);
    return (day.format(at) === day.format(new Date()) ? "" : day.format(at) + " ") + clock.format(at);
  }

  function say(is, detail, aloud) {
    if (is === "saved" && !detail) is = "none";
    let text = state.getAttribute("data-say-" + is.replace("_", "-"));
    if (detail) text = text.replace("§", is === "saved" || is === "restored" ? when(detail) : detail);
    state.dataset.is = is;
    state.replaceChildren();
    const [before, linked, behind] = text.split("|");
    state.append(before);
    if (linked) {
      const link = Object.assign(document.createElement("a"), { href: is === "owed" ? "/studio" : "/login", target: "_blank", textContent: linked });
      state.append(link, behind);
    }
    document.querySelector("[data-again]").hidden = !["offline", "failed", "signed_out", "owed"].includes(is);
    if (aloud || is === "restored") announce.textContent = state.textContent;
  }

  /* --------------------------------------------------------------- the form */

  form.addEventListener("input", (event) => {
    if (!event.target.name) return;
    keep();
    if (trouble === "refused") trouble = "";
    telling ??= setTimeout(tell, 150);
    if (trouble || "held" in form.dataset) return; // tried again when that is mended
    if (!sending) say("typing");
    schedule();
  });

  function submit(what, w) {
    const extra = { do: what, ...w };
    form.elements.lock.value = lock;
    for (const [name, value] of Object.entries(extra)) {
      const field = form.elements[name] instanceof HTMLElement ? form.elements[name] : form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value;
    }
    form.submit();
  }

  // A button saves first, and then goes where it leads. What the server will
  // not have it says itself, beside the field.
  form.addEventListener("submit", async (event) => {
    const what = event.submitter?.value ?? "save";
    event.preventDefault();
    event.stopPropagation();
    if (blocked()) {
      notice.focus();
      return;
    }
    delete form.dataset.held;
    const done = await flush();
    if (trouble === "refused" || (done && what !== "save" && what !== "publish")) submit(what);
    else if (!done) return;
    else if (what === "publish") location.assign(form.dataset.next);
    else say("saved", form.dataset.saved, true);
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=save]"));
  });

  // Throwing away is meant for what this page has kept as well.
  document.querySelector("[data-discard]")?.addEventListener("submit", () => {
    clearTimeout(timer);
    unkept = false;
    form.dataset.held = "";
    try { localStorage.removeItem(me); } catch { /* there was none */ }
  });

  /* ---------------------------------------------------------------- the start */

  know(mark(here()));
  if (!("unsaved" in form.dataset)) saved = mark(here());
  const held = "held" in form.dataset;
  if (!held && !aside.hidden) { // the server shows two texts already
    conflict({ title: aside.querySelector("[data-aside-title]").textContent, source: aside.querySelector("textarea").value, lock, kind: "server" });
  } else {
    keep();
    say(saved ? "saved" : held ? "held" : "typing", saved && form.dataset.saved);
    if (!saved && !held) schedule();
  }
  for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
  adoptOrphans();
  form.dataset.ready = "";
})();
