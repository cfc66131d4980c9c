// The conversation of the page. It lives in this tab only (sessionStorage): each turn is sent with the turns before it, so
// that the server keeps nothing, a reload loses nothing and two tabs cannot mix. HTML comes from the server, escaped there;
// what a person types is only ever set as text.
(() => {
  "use strict";
  const KEY = "advisor.conversation";
  const CONTEXT = 12; // earlier turns that are sent with a question
  const ROOT = document.querySelector('meta[name="advisor-root"]').content;
  const TEXT = JSON.parse(document.getElementById("adv-texts").textContent);
  const find = (id) => document.getElementById(id);

  let state = { turns: [], since: 0, next: 0 }; // since: number of the first turn that a question may refer to
  let busy = false;
  let chosen = ["", "", []]; // what Gradio's choices are set to after a chip was removed
  let reading = null; // the source in the panel
  let opener = null; // what had the focus before the source panel
  let begin = null;
  // Gradio builds the page piece by piece, the field perhaps before the conversation's place: a question waits for it.
  const ready = new Promise((resolve) => { begin = resolve; });

  // ---------------------------------------------------------------- keeping

  function save() {
    // A tab may keep about five million characters: beyond, the oldest answers are the first to go.
    for (let first = 0; first <= state.turns.length; first += 20) {
      try {
        return sessionStorage.setItem(KEY, JSON.stringify({ ...state, turns: state.turns.slice(first) }));
      } catch (error) {
        message(TEXT.STORAGE_FULL);
      }
    }
  }

  function restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      if (kept && Array.isArray(kept.turns)) state = kept;
    } catch (error) {
      sessionStorage.removeItem(KEY);
    }
    for (const turn of state.turns) {
      if (turn.html === null && !turn.error) turn.error = TEXT.INTERRUPTED;
      draw(turn);
    }
    show();
    const last = find("adv-turns").lastElementChild;
    if (last) last.scrollIntoView();
  }

  // ---------------------------------------------------------------- showing

  function message(text) {
    const place = find("adv-message");
    if (place) place.textContent = text;
  }

  function announce(text) {
    const live = find("adv-live");
    live.textContent = "";
    setTimeout(() => (live.textContent = text), 50);
  }

  function show() {
    document.body.classList.toggle("adv-started", state.turns.length > 0);
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function actionButton(text, action, className = "adv-button adv-strong") {
    const made = element("button", className, text);
    made.type = "button";
    made.dataset.action = action;
    return made;
  }

  function draw(turn) {
    let item = find(`turn-${turn.key}`);
    if (!item) {
      item = element("li", "adv-turn");
      item.id = `turn-${turn.key}`;
      find("adv-turns").append(item);
    }
    const asked = element("p", "adv-asked");
    const words = element("span", "adv-words", turn.asked);
    asked.append(element("span", "adv-hidden", `${TEXT.YOU} : `), words);
    item.replaceChildren(asked);
    // A long question would push its answer out of sight.
    asked.classList.add("adv-folded");
    if (words.scrollHeight > words.clientHeight + 1) asked.append(actionButton(TEXT.MORE, "unfold", "adv-more"));
    else asked.classList.remove("adv-folded");
    if (turn.error) {
      const failed = element("div", "adv-answer adv-failed");
      failed.append(element("p", "", turn.error));
      if (!turn.final) failed.append(actionButton(TEXT.RETRY, "retry"));
      item.append(failed);
    } else if (turn.html === null) {
      item.append(element("p", "adv-pending", TEXT.PENDING));
    } else {
      const answer = element("div", "adv-answered-turn");
      answer.innerHTML = turn.html;
      item.append(answer);
    }
    return item;
  }

  function bring(item) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }

  // ---------------------------------------------------------------- asking

  function conversation(turn) {
    const before = state.turns.filter((other) => turn.since <= other.number && other.number < turn.number);
    const messages = before
      .filter((other) => other.html !== null)
      .slice(-CONTEXT)
      .flatMap((other) => [
        { role: "user", content: other.asked },
        { role: "assistant", content: other.answer || "…" },
      ]);
    return [...messages, { role: "user", content: turn.asked }];
  }

  async function request(turn) {
    busy = true;
    turn.error = null;
    turn.html = null;
    const item = draw(turn);
    show();
    save();
    bring(item);
    announce(TEXT.PENDING);
    try {
      const response = await fetch(`${ROOT}/page/turn`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ messages: conversation(turn), diploma: turn.diploma || null, status: turn.status, key: turn.key }),
      });
      const data = await response.json().catch(() => ({}));
      if (response.ok) {
        turn.html = data.html;
        turn.answer = data.answer;
        announce(data.said);
      } else {
        turn.error = data.error || TEXT.FAILED;
        turn.final = [413, 422].includes(response.status); // the same question would be refused again
      }
    } catch (error) {
      turn.error = TEXT.UNREACHABLE;
    }
    busy = false;
    message(""); // the next question may be sent
    if (turn.error) announce(turn.error);
    if (find(`turn-${turn.key}`)) bring(draw(turn));
    save();
  }

  // Returns what the question's field must hold afterwards: nothing, or the question when it was not sent.
  async function ask(question, diploma, status) {
    await ready;
    const text = (question || "").trim();
    const length = [...text].length;
    message("");
    if (!text) return message(TEXT.NO_QUESTION), "";
    if (length > TEXT.limit) return message(TEXT.TOO_LONG.replace("{length}", length).replace("{limit}", TEXT.limit)), question;
    if (busy) return message(TEXT.BUSY), question;
    const number = state.next++;
    const turn = { key: `t${number.toString(36)}`, number, asked: text, diploma, status, since: state.since, html: null, answer: "", error: null };
    state.turns.push(turn);
    request(turn);
    // Gradio's field keeps the height of the question that has just left it.
    setTimeout(() => document.querySelector("#adv-question textarea").style.removeProperty("height"), 100);
    return "";
  }

  function current() {
    const last = state.turns[state.turns.length - 1];
    return last ? { diploma: last.diploma, status: last.status } : { diploma: "", status: [] };
  }

  // ---------------------------------------------------------------- actions on an answer

  // `source` names a text, and either a quote's place in it or a section to read.
  async function openSource(source, whole) {
    if (!source) return;
    const { document: name, start = 0, end = 0, section, version = "" } = source.dataset;
    const query = new URLSearchParams({ start, end, section, version, whole: whole ? "true" : "false" });
    const body = find("adv-panel-body");
    const panel = find("adv-panel");
    if (!panel.open) {
      opener = document.activeElement;
      panel.showModal();
      // Back closes the panel; without an entry of its own it would leave the page.
      if (!history.state?.advisorPanel) history.pushState({ advisorPanel: true }, "");
    }
    body.textContent = TEXT.PENDING;
    reading = source;
    try {
      const response = await fetch(`${ROOT}/page/source/${encodeURIComponent(name)}?${query}`);
      if (response.ok) body.innerHTML = await response.text();
      else body.textContent = (await response.json()).error;
    } catch (error) {
      body.replaceChildren(element("p", "", TEXT.SOURCE_UNREACHABLE), actionButton(TEXT.RETRY, whole ? "whole" : "reread"));
    }
    const mark = body.querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
    else panel.scrollTo(0, 0);
    body.focus({ preventScroll: true });
  }

  function turnOf(button) {
    return state.turns.find((turn) => `turn-${turn.key}` === button.closest(".adv-turn").id);
  }

  function drop(button) {
    const turn = turnOf(button);
    const others = [...button.closest("ul").children].filter((chip) => !chip.contains(button));
    const values = (kind) => others.filter((chip) => chip.dataset.kind === kind).map((chip) => chip.dataset.value);
    const diploma = values("diploma")[0] || "";
    const status = values("status");
    const also = ["a_distance", "redoublant", "non_scolarise"];
    if (busy) return message(TEXT.BUSY);
    chosen = [diploma, status.find((code) => !also.includes(code)) || "", status.filter((code) => also.includes(code))];
    find("adv-sync").click();
    state.since = state.next; // what was said before must not bring the removed thing back
    ask(turn.asked, diploma, status);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      message(TEXT.COPIED);
    } catch (error) {
      const area = element("textarea", "adv-hidden", text);
      document.body.append(area);
      area.select();
      message(document.execCommand("copy") ? TEXT.COPIED : TEXT.COPY_FAILED);
      area.remove();
    }
  }

  async function sendFeedback(form) {
    const said = form.querySelector(".adv-said");
    const data = new FormData(form);
    if (!data.get("useful")) return void (said.textContent = TEXT.FEEDBACK_CHOOSE);
    const record = JSON.parse(form.closest(".adv-answer").querySelector('input[name="record"]').value);
    const body = { record, useful: data.get("useful") === "yes", reasons: data.getAll("reasons"), comment: data.get("comment") };
    try {
      const response = await fetch(`${ROOT}/api/feedback`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      said.textContent = response.ok ? answer.message : answer.error;
      if (response.ok) form.querySelectorAll("fieldset, label, button").forEach((part) => part.remove());
    } catch (error) {
      said.textContent = TEXT.FEEDBACK_UNREACHABLE;
    }
  }

  const actions = {
    say: (button) => {
      const { diploma, status } = current();
      ask(button.dataset.text, diploma, status);
    },
    retry: (button) => {
      if (busy) return message(TEXT.BUSY);
      request(turnOf(button));
    },
    source: (button) => openSource(button.dataset.target ? find(button.dataset.target) : button, false),
    whole: () => openSource(reading, true),
    reread: () => openSource(reading, false),
    close: () => find("adv-panel").close(),
    unfold: (button) => {
      const folded = button.parentElement.classList.toggle("adv-folded");
      button.textContent = folded ? TEXT.MORE : TEXT.LESS;
    },
    copy: (button) => copy(button.dataset.text),
    drop,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button && Object.hasOwn(actions, button.dataset.action)) {
      message("");
      actions[button.dataset.action](button);
    } else if (event.target.id === "adv-panel") event.target.close(); // outside the panel's content
    else if (event.target.closest(".adv-skip")) {
      event.preventDefault();
      document.querySelector("#adv-question textarea, #adv-question input").focus();
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.form !== "feedback") return;
    event.preventDefault();
    sendFeedback(event.target);
  });

  // ---------------------------------------------------------------- what Gradio's components call

  window.advisor = {
    send: (question, diploma, status, also) =>
      ask(question, diploma || "", [...(status ? [status] : []), ...(also || [])]),
    choices: () => chosen,
    // What the fold of the choices is called: they are sent with each question even when it is closed.
    named: async (diploma, status, also) => {
      await ready;
      const labels = JSON.parse(document.querySelector("[data-labels]").dataset.labels);
      const made = [diploma, status, ...(also || [])].filter(Boolean).map((code) => labels[code] || code);
      return { __type__: "update", label: made.length ? TEXT.PRECISIONS_MADE.replace("{choices}", made.join(", ")) : TEXT.PRECISIONS };
    },
    // Returns what question and choices must hold: nothing, for the next person starts from nothing.
    restart: (...values) => {
      if (busy) return message(TEXT.BUSY), values;
      state = { turns: [], since: state.next, next: state.next };
      find("adv-turns").replaceChildren();
      sessionStorage.removeItem(KEY);
      show();
      message("");
      announce(TEXT.CLEARED);
      scrollTo(0, 0);
      document.querySelector("#adv-question textarea, #adv-question input").focus({ preventScroll: true });
      return ["", "", "", []];
    },
  };

  // Gradio builds the page after this script has run.
  history.scrollRestoration = "manual"; // the browser knows a place of the page as it was before the conversation stands
  const waiting = new MutationObserver(() => {
    if (!find("adv-turns") || !document.querySelector("[data-labels]")) return;
    waiting.disconnect();
    find("adv-panel").addEventListener("close", () => {
      if (history.state?.advisorPanel) history.back();
      if (opener && opener.isConnected) opener.focus();
    });
    addEventListener("popstate", () => !history.state?.advisorPanel && find("adv-panel").close());
    // Gradio's foldable section does not say whether it is open.
    const fold = document.querySelector("#adv-precisions > button");
    const tell = () => fold.setAttribute("aria-expanded", String(fold.classList.contains("open")));
    fold && (tell(), new MutationObserver(tell).observe(fold, { attributeFilter: ["class"] }));
    restore();
    begin();
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
