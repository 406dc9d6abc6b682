// Keying answers in from paper: one key saves an answer and goes on to the next question.
// Without this file the same page is sent as a form.
"use strict";
(() => {
  const form = document.querySelector("form[data-key-in]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const levels = form.dataset.levels.split("|");
  const names = { 0: levels[0], 1: levels[1], 2: levels[2], 3: levels[3], d: "Don't know yet", n: "Does not apply", "": "Empty" };
  // Whoever keys for half an hour is still there: the tab's own clock hears it.
  const alive = new BroadcastChannel("alive");
  const say = (...words) => said.replaceChildren(...words);
  const under = new Set();

  const items = [...form.querySelectorAll("[data-key]")].map((place) => {
    const field = place.querySelector("input:not([type=hidden])");
    const version = place.querySelector("[type=hidden]");
    const words = document.getElementById(`hint-${field.id}`);
    const question = place.querySelector("label").textContent.replace(/\s+/g, " ").trim();
    const item = { id: field.id, field, question, applies: place.dataset.key === "n", saved: field.value, tries: 0 };

    const send = async (key) => {
      const body = new URLSearchParams({ key, version: version.value, csrf_token: form.elements.csrf_token.value });
      const answer = await fetch(`${form.dataset.keyIn}/${item.id}`, { method: "POST", body, redirect: "manual", keepalive: true });
      item.failed = false;
      if (answer.ok || answer.status === 409) {
        const reply = await answer.json();
        version.value = reply.version;
        alive.postMessage("");
        item.tries = 0;
        if (answer.ok) {
          item.saved = key;
          words.textContent = reply.words;
        } else {
          item.saved = reply.key;
          if (field.value === key) field.value = reply.key;
          words.textContent = `You keyed ${key || "nothing"}. Another page keyed ${reply.key || "nothing"}: ${reply.words} Key the one to keep.`;
          say(`${item.id}: ${words.textContent}`);
        }
      } else if (answer.status === 422) {
        item.saved = key;
        words.textContent = (await answer.json()).message;
        say(`${item.id}: not saved. ${words.textContent}`);
      } else if (answer.status >= 500 || answer.status === 429) {
        throw new Error();
      } else {
        item.failed = true;
        const link = document.createElement("a");
        Object.assign(link, { href: "/sign-in", target: "_blank", rel: "noopener", textContent: "Sign in again in a new tab" });
        words.textContent = "Not saved yet. It stays on this page.";
        say(`${item.id}: not saved yet. `, link, ", then come back here.");
      }
    };
    item.save = async () => {
      const key = field.value;
      if (item.busy || key === item.saved) return;
      item.busy = send(key).catch(() => {
        item.failed = true;
        words.textContent = "Not saved yet. It stays on this page; we try again.";
        setTimeout(item.save, Math.min(30000, 2000 * 2 ** item.tries++));
      });
      under.add(item.busy);
      await item.busy;
      under.delete(item.busy);
      item.busy = null;
      if (!item.failed) item.save();
    };
    return item;
  });

  const go = (to, before) => {
    const next = items[to];
    if (to < 0) return say("This is the first question.");
    const target = next ? next.field : form.querySelector("button");
    target.focus();
    target.scrollIntoView({ block: "center" });
    next?.field.select();
    say(`${before} ${next ? `Next: ${next.question}` : "That was the last question."}`.trim());
  };
  const put = (at, key) => {
    const item = items[at];
    if (key === "n" && !item.applies) return say(`${item.id} has no “does not apply”. Nothing was changed. Key 0, 1, 2 or 3, or d.`);
    item.field.value = key;
    item.save();
    if (key) go(at + 1, `${item.id}: ${names[key]}.`);
    else say(`${item.id}: empty.`);
  };
  form.addEventListener("keydown", (event) => {
    const at = items.findIndex((item) => item.field === event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const does = {
      " ": () => go(at + 1, `${items[at].id}: skipped.`),
      enter: () => go(at + 1, `${items[at].id}: skipped.`),
      arrowdown: () => go(at + 1, ""),
      arrowup: () => go(at - 1, "Back."),
      backspace: () => go(at - 1, "Back."),
      delete: () => put(at, ""),
    }[key] || (/^[0-3dn]$/.test(key) ? () => put(at, key) : null);
    if (does) {
      event.preventDefault();
      if (!event.repeat) does();
    } else if (key.length === 1) {
      event.preventDefault();
      say(`“${event.key}” is no answer. Nothing was changed. Key 0, 1, 2 or 3, or d for don't know.`);
    }
  });
  // The keyboards of phones tell what was typed, and not which key it was.
  form.addEventListener("input", (event) => {
    const at = items.findIndex((item) => item.field === event.target);
    if (at < 0) return;
    const key = event.target.value.trim().toLowerCase().slice(-1);
    event.target.value = items[at].saved;
    if (/^[0-3dn]?$/.test(key)) put(at, key);
    else say("That is no answer. Nothing was changed. Key 0, 1, 2 or 3, or d for don't know.");
  });

  // Signing in again changes the token of every form: fetch the new one, then try again.
  addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible" || !items.some((item) => item.failed)) return;
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[name=csrf_token]").value;
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
    for (const item of items) item.save();
  });
  let leaving = false;
  addEventListener("beforeunload", (event) => {
    if (!leaving && items.some((item) => item.failed)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (!under.size) {
      leaving = true;
      return;
    }
    event.preventDefault();
    Promise.all(under).then(() => form.requestSubmit(event.submitter));
  });
})();
