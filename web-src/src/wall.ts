// The wall asks the server again every few seconds; while no answer comes it says so, for a wall that stands still
// looks like a quiet day.
export {};

const NOT_MODIFIED = 304;

document.addEventListener("htmx:afterRequest", (event) => {
  const { status } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
  const told = document.querySelector<HTMLElement>("#stale");
  if (told) told.hidden = (status >= 200 && status < 300) || status === NOT_MODIFIED;
});
