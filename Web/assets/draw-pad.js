// A pad to draw on with mouse, pen, touch and keyboard.
import { within } from "./dom.js";

/** The pad's own pixels, whatever size it is shown in. */
export const padSize = 280;

/**
 * Makes a canvas a pad. `changed` is called after every change, with whether a stroke has ended.
 *
 * Keyboard: arrows move the pen (Shift: finely), the space bar puts it down and lifts it, Control Z and Backspace take the
 * last stroke back, Delete clears.
 */
export class DrawPad {
  #canvas;
  #context;
  #changed;
  #strokes = [];
  #pointer = null;
  #pen = { x: padSize / 2, y: padSize / 2, isDown: false, isShown: false };
  /** The pen's width in pixels of the pad: 10 are one pixel of the picture that the network sees. */
  width = 22;

  constructor(canvas, changed, signal) {
    this.#canvas = canvas;
    this.#changed = changed;
    canvas.width = canvas.height = padSize;
    canvas.tabIndex = 0;
    canvas.classList.add("pad", "ink");
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
    const on = (name, handler) => canvas.addEventListener(name, handler, { signal });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) on(name, (event) => this.#up(event));
    on("keydown", (event) => this.#key(event));
    on("focus", () => this.#show(true));
    on("blur", () => this.#show(false));
    // Old browsers scroll in spite of touch-action.
    canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false, signal });
  }

  get isEmpty() { return this.#strokes.length === 0; }

  /** Grey levels from 0 (paper) to 1 (ink), row by row. */
  get grey() {
    this.#draw(false);
    const { data } = this.#context.getImageData(0, 0, padSize, padSize);
    const grey = new Float32Array(padSize * padSize);
    for (let index = 0; index < grey.length; index += 1) grey[index] = data[4 * index + 3] / 255;
    this.#draw(this.#pen.isShown);
    return grey;
  }

  undo() {
    this.#strokes.pop();
    this.#pen.isDown = false;
    this.#render(true);
  }

  clear() {
    this.#strokes = [];
    this.#pen.isDown = false;
    this.#render(true);
  }

  #place(event) { return within(this.#canvas, event).map((share) => share * padSize); }

  #down(event) {
    if (this.#pointer !== null || event.button > 0) return;
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
    this.#show(false);
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pen.isDown = false;
    this.#strokes.push({ width: this.width, points: [this.#place(event)] });
    this.#render(false);
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    event.preventDefault();
    const all = event.getCoalescedEvents?.() ?? [];
    for (const part of all.length ? all : [event]) this.#strokes.at(-1).points.push(this.#place(part));
    this.#render(false);
  }

  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#render(true);
  }

  #key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const pen = this.#pen, move = moves[event.key];
    if (move) {
      const step = event.shiftKey ? 2 : 10, inside = (value) => Math.min(padSize, Math.max(0, value));
      [pen.x, pen.y] = [inside(pen.x + step * move[0]), inside(pen.y + step * move[1])];
      if (pen.isDown) this.#strokes.at(-1).points.push([pen.x, pen.y]);
    } else if (event.key === " ") {
      pen.isDown = !pen.isDown;
      if (pen.isDown) this.#strokes.push({ width: this.width, points: [[pen.x, pen.y]] });
    } else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) {
      this.undo();
    } else if (event.key === "Delete") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
    pen.isShown = true;
    this.#render(!pen.isDown);
  }

  /** Shows where the pen of the keyboard is, while the pad has the focus and no pointer draws. */
  #show(isShown) {
    this.#pen.isShown = isShown && this.#canvas.matches(":focus-visible");
    if (!isShown) this.#pen.isDown = false;
    this.#draw(this.#pen.isShown);
  }

  #render(hasEnded) {
    this.#draw(this.#pen.isShown);
    this.#changed(hasEnded);
  }

  #draw(showsPen) {
    const context = this.#context, pen = this.#pen;
    context.clearRect(0, 0, padSize, padSize);
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = "#000";
    for (const { width, points } of this.#strokes) {
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(...points[0]);
      // A point alone is a dot.
      for (const point of points.length > 1 ? points.slice(1) : points) context.lineTo(...point);
      context.stroke();
    }
    if (!showsPen) return;
    context.lineWidth = 2;
    context.strokeStyle = pen.isDown ? "#000" : "#0008";
    context.beginPath();
    context.arc(pen.x, pen.y, Math.max(5, this.width / 2), 0, 7);
    for (const [x, y] of [[1, 0], [0, 1]]) {
      context.moveTo(pen.x - 9 * x, pen.y - 9 * y);
      context.lineTo(pen.x + 9 * x, pen.y + 9 * y);
    }
    context.stroke();
  }
}
