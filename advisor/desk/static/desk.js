/* The desk works without this file, but for evidence picked with the mouse: renews what is under way, counts a selection's offsets. */
"use strict";

(() => {
  const EVERY = 1000;

  async function poll() {
    const running = document.querySelector("#progress[data-poll]");
    if (!running) return;
    try {
      const answer = await fetch(running.dataset.poll, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = fresh.querySelector("main");
      if (answer.ok && main) document.querySelector("main").replaceChildren(...document.adoptNode(main).childNodes);
    } catch {
      /* The server does not answer: what is shown stays, and is asked for again. */
    }
    setTimeout(poll, EVERY);
  }
  if (document.querySelector("#progress[data-poll]")) setTimeout(poll, EVERY);

  const length = (text) => Array.from(text).length; // code points, as the server counts

  /* Offsets of a selection in the document: each .words holds the stored text from its data-start on. */
  function offsets(range, source) {
    let start = null;
    let end = null;
    for (const words of source.querySelectorAll(".words")) {
      if (!range.intersectsNode(words)) continue;
      const part = document.createRange();
      part.selectNodeContents(words);
      if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
      if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
      const chosen = length(part.toString());
      if (!chosen) continue;
      const before = document.createRange();
      before.setStart(words, 0);
      before.setEnd(part.startContainer, part.startOffset);
      const from = Number(words.dataset.start) + length(before.toString());
      if (start === null) start = from;
      end = from + chosen;
    }
    return start === null ? null : [start, end];
  }

  const source = document.getElementById("source");
  const take = document.getElementById("take");
  if (source && take) {
    const picked = document.getElementById("picked");
    const hint = picked.textContent;
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
      const found = range && range.intersectsNode(source) ? offsets(range, source) : null;
      if (!found) {
        // Pressing the button ends the selection in some browsers: what was picked last is kept until then.
        if (document.activeElement !== take && !take.matches(":hover")) {
          take.disabled = true;
          picked.textContent = hint;
        }
        return;
      }
      const text = source.querySelector(".text");
      document.getElementById("selection").value = `${text.dataset.document}:${found[0]}:${found[1]}:${source.dataset.version}`;
      const words = selection.toString().replace(/\s+/g, " ").trim();
      picked.textContent = words.length > 120 ? `« ${words.slice(0, 60)} … ${words.slice(-50)} »` : `« ${words} »`;
      take.disabled = false;
    });
  }
})();
