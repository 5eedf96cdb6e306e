// What every page needs: the stylesheet and htmx, which swaps the parts that the server renders anew.
import "./kawal.css";
import { currentInView } from "./bar";
import { copyButtons } from "./copy";
import { followNode } from "./live/follow";
import { readReceipt } from "./read";
import { stayingForms } from "./stay";
import htmx from "htmx.org";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;
currentInView();
copyButtons();
stayingForms();
readReceipt();
followNode();
