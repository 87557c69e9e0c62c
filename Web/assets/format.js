// Numbers and times as they are read.

const minus = (text) => text.replace("-", "−");

/** A number with about four digits that matter. */
export function number(value) {
  if (value == null || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return minus(value.toExponential(2));
  if (Number.isInteger(value)) return minus(value.toLocaleString("en"));
  return minus(value.toFixed(size >= 100 ? 1 : size >= 1 ? 3 : 4));
}

/** A share in per cent. */
export const percent = (value) => value == null ? "–" : `${(100 * value).toFixed(2)} %`;

/** Seconds in the unit that suits them. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago a time was, given in seconds since 1970. */
export function ago(time) {
  const seconds = Date.now() / 1000 - time;
  if (seconds < 5) return "now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(time * 1000).toISOString().slice(0, 10);
}

export const byteCount = (count) =>
  count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : count >= 1e6 ? `${(count / 1e6).toFixed(1)} MB`
    : count >= 1e3 ? `${(count / 1e3).toFixed(1)} kB` : `${count} B`;

const names = {
  training_loss_seen: "training (while learning)", training_accuracy_seen: "training (while learning)",
  training_loss: "training", training_accuracy: "training", validation_loss: "validation", validation_accuracy: "validation",
};

/** What a column of a history is called in a chart of its quantity. */
export const columnName = (column) => names[column] ?? column.replaceAll("_", " ");

/** What a metric is called. */
export const metricName = (metric) => metric.replace("_seen", " (while learning)").replaceAll("_", " ");

/** A metric's value in its unit. */
export const metric = (name, value) => name.includes("accuracy") || name.startsWith("dead_share") ? percent(value) : number(value);
