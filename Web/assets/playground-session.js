// The playground's training without its page: steps, the losses of its epochs, and the clock that plays it.
import { prepareExamples } from "./playground-examples.js";
import { Training } from "./training.js";

const mostEpochs = 20_000;

export class Session {
  /** A picture shows a step more when slow, at most an epoch more when normal, or as many steps as fit when fast. */
  speed = "normal";
  /** What there is to learn, and the training; null where `begin` has failed. */
  examples = null;
  training = null;
  /** The losses of the epochs so far, and those of the last one with the accuracies. */
  history = [];
  latest = null;
  #frame = 0;
  #trainingMemory;
  #observer;

  /** `observer` is told of progress while it plays (`progressed`), of start and pause (`played`), and of a loss that is no number (`failed`). */
  constructor(engine, observer) {
    this.#observer = observer;
    // One for the toys and splits, one for a training after the other.
    [this.memory, this.#trainingMemory] = [engine.memory(), engine.memory()];
  }

  /** Begins with the first weights, and goes on playing if it did. Pauses and throws where there is nothing to train. */
  begin(state, table) {
    this.training?.end();
    this.training = this.examples = null;
    this.history = [];
    try {
      const examples = prepareExamples(this.memory, state, table);
      this.training = new Training(this.#trainingMemory, state, examples.data);
      this.examples = examples;
    } catch (error) {
      this.pause();
      throw error;
    }
    this.#measure();
  }

  get isPlaying() { return this.#frame !== 0; }

  play() {
    if (!this.training) return;
    this.#frame = requestAnimationFrame(() => this.#tick());
    this.#observer.played(true);
  }

  pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#observer.played(false);
  }

  /** Takes `count` steps, or with 0 those to the end of the epoch. */
  take(count) {
    this.pause();
    if (!this.training) return;
    let left = count || this.training.stepsPerEpoch - this.training.stepInEpoch;
    while (left > 0 && this.#step()) left -= 1;
  }

  #tick() {
    const budget = this.speed === "fast" ? 28 : 10, start = performance.now();
    let left = this.speed === "slow" ? 1 : Infinity;
    while (left > 0 && performance.now() - start < budget && this.#step()) {
      left -= 1;
      if (this.speed === "normal" && this.training.stepInEpoch === 0) break;
    }
    if (this.training.epoch >= mostEpochs) this.pause();
    this.#observer.progressed();
    if (this.isPlaying) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  /** One step, and after an epoch what it has come to. */
  #step() {
    try {
      this.training.step();
    } catch (error) {
      this.pause();
      this.#observer.failed(error.message);
      return false;
    }
    if (this.training.stepInEpoch === 0) this.#measure();
    return true;
  }

  #measure() {
    const { training } = this, { epoch } = training, learned = training.evaluate("training"), held = training.evaluate("validation");
    this.latest = { learned, held };
    this.history.push({ epoch, training: learned.loss, validation: held?.loss ?? null });
    // Every other epoch of a long training is enough for the chart.
    if (this.history.length > 600) this.history = this.history.filter((_, index) => index % 2 === 0);
  }
}
