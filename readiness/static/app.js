// What the pages do beyond HTML. Every page works without this file, and nothing is
// kept in the browser: no storage, no cookies, no history.
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, words = "", kind = "") => {
    const element = document.createElement(tag);
    element.textContent = words;
    if (kind) element.className = kind;
    return element;
  };
  let leaving = false;

  // Leave this page: blank at once, because the next page takes its time to come.
  const leave = () => {
    leaving = true;
    document.title = "";
    document.body.append(make("div", "", "blank"));
    location.replace(one("[data-exit]").href);
  };
  one("[data-exit]")?.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    leave();
  });
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const now = Date.now();
    presses = event.key === "Shift" ? [...presses.filter((at) => now - at < 5000), now] : [];
    if (presses.length === 3 && one("[data-exit]")) leave();
  });
  // A page that the back button takes out of memory is asked for again.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  for (const element of all("[data-with-script]")) element.hidden = false;
  one("[data-errors]")?.focus();

  // The session: another tab that talks to the server keeps this one signed in as well.
  const idle = one("dialog[data-idle]");
  const tabs = new BroadcastChannel("alive");
  let heard = Date.now();
  const stay = () => {
    heard = Date.now();
    if (idle?.open) idle.close();
  };
  tabs.onmessage = stay;
  const alive = () => {
    stay();
    tabs.postMessage("");
  };
  const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  const signIn = () => {
    const link = make("a", "Sign in again in a new tab");
    Object.assign(link, { href: "/sign-in", target: "_blank", rel: "noopener" });
    return link;
  };

  if (idle) {
    alive();
    const words = one("[data-idle-words]", idle);
    const form = one("form", idle);
    setInterval(() => {
      const ends = heard + idle.dataset.idle * 1000;
      if (Date.now() < ends - 120000) {
        form.hidden = false;
      } else if (Date.now() < ends && !idle.open) {
        words.textContent = `You will be signed out at ${clock(ends)}.`;
        idle.showModal();
      } else if (Date.now() > ends && !form.hidden) {
        form.hidden = true;
        words.replaceChildren("You are signed out now. ", signIn(), ", then come back to this page.");
      }
    }, 1000);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
        if (!answer.ok) throw new Error();
        alive();
      } catch {
        words.textContent = "We could not reach the service. Please try once more.";
      }
    });
    // Escape says "I am here" as well as the button does.
    idle.addEventListener("cancel", (event) => {
      if (form.hidden) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  // Autosave: one question at a time, with the version it was read at.
  const form = one("form[data-autosave]");
  if (!form) return;
  const under = new Set();
  const items = all("[data-item]", form).map((place) => {
    const id = place.dataset.item;
    const field = (name) => form.elements[id + name];
    const status = one("[data-saved]", place);
    // A question has all three, a note of a meeting only one.
    const read = () => new URLSearchParams(
      Object.entries({ answer: "", note: "-note", evidence: "-evidence" })
        .filter(([, end]) => field(end))
        .map(([name, end]) => [name, field(end).value]),
    );
    const say = (...words) => status.replaceChildren(...words);
    const item = { saved: String(read()), failed: false, asking: false, tries: 0 };

    const saved = (reply, sent) => {
      field("-version").value = reply.version;
      Object.assign(item, { saved: sent, failed: false, tries: 0, asks: reply.message });
      status.innerHTML = '<svg class="m" viewBox="0 0 24 24" aria-hidden="true"><use href="#mark-check"/></svg>';
      // The clock on this wall, not the one of the server.
      status.append([`Saved at ${clock(Date.now())}`, reply.message].filter(Boolean).join(". "));
      alive();
    };

    // Somebody saved another answer meanwhile. Both are shown; neither is thrown away.
    const conflict = ({ theirs, version }) => {
      item.asking = true;
      const there = one(`input[value="${theirs.answer}"]`, place);
      const box = make("div", "", "note flush");
      const take = make("button", "Use what was saved there", "btn quiet");
      const keep = make("button", "Keep what is on this page", "btn quiet");
      const acts = make("div", "", "acts");
      take.type = keep.type = "button";
      acts.append(keep, take);
      box.append(
        make("p", "This was also saved on another page. Nothing is lost: choose which one to keep."),
        field("") ? make("p", `There: ${there ? there.labels[0].textContent : "no answer"}`) : "",
        make("p", theirs.note ? `With this note: ${theirs.note}` : "With no note."),
        acts,
      );
      const settle = () => {
        field("-version").value = version;
        item.asking = false;
        box.remove();
        (one("input:checked", place) || one(".pick input, textarea", place)).focus();
      };
      keep.onclick = () => { settle(); save(); };
      take.onclick = () => {
        for (const radio of all("input[type=radio]", place)) radio.checked = radio === there;
        field("-note").value = theirs.note;
        if (field("-evidence")) field("-evidence").value = theirs.evidence;
        item.saved = String(read());
        settle();
        say("Now as it was saved there.");
      };
      one(".pick, textarea", place).before(box);
      say("Saved on another page as well. Please choose which one to keep.");
    };

    const retry = () => {
      item.failed = true;
      say("Not saved yet. It stays on this page; we try again.");
      setTimeout(save, Math.min(30000, 2000 * 2 ** item.tries++));
    };

    const send = async (sent) => {
      const body = new URLSearchParams(sent);
      body.set("version", field("-version").value);
      body.set("csrf_token", form.elements.csrf_token.value);
      const answer = await fetch(`${form.dataset.autosave}/${id}`, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.ok) return saved(await answer.json(), sent);
      if (answer.status === 409) return conflict(await answer.json());
      if (answer.status === 422) {
        item.saved = sent;
        return say((await answer.json()).message);
      }
      if (answer.status >= 500 || answer.status === 429) return retry();
      // Signed out: what was typed stays, and is sent when one comes back signed in.
      item.failed = true;
      return say("Not saved yet. It stays on this page. ", signIn(), ", then come back here.");
    };

    const save = async () => {
      const sent = String(read());
      if (item.asking || item.busy || sent === item.saved) return;
      item.busy = send(sent).catch(retry);
      under.add(item.busy);
      await item.busy;
      under.delete(item.busy);
      item.busy = null;
      if (!item.failed) save();
    };
    place.addEventListener("change", save);
    if ("typed" in place.dataset) place.addEventListener("input", () => {
      clearTimeout(item.waits);
      item.waits = setTimeout(save, 1500);
    });
    return Object.assign(item, { save, field });
  });

  // Signing in again changes the token of every form: fetch the new one, then try again.
  const comeBack = async () => {
    if (!items.some((item) => item.failed)) return;
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = one("[name=csrf_token]", page).value;
      for (const field of all("[name=csrf_token]")) field.value = token;
      for (const item of items) item.save();
    } catch {
      // Still not reachable; the next try is on its way.
    }
  };
  addEventListener("online", comeBack);
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") comeBack();
    else for (const item of items) item.save();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && items.some((item) => item.failed)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    // A save under way would look like somebody else's to the page that is sent now.
    if (under.size) {
      event.preventDefault();
      for (const item of items) item.asks = "";
      // A note to look at again is said beside it, so the page stays for once.
      Promise.all(under).then(() => {
        const asks = items.find((item) => item.asks);
        if (asks) asks.field("-note").focus();
        else form.requestSubmit(event.submitter);
      });
    } else {
      leaving = true;
    }
  });
})();
