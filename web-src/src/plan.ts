// The plan's page: the map, and the slider that asks the server for the plan of another number of officers.
import { PlanMap } from "./map/planmap";
import { Slider } from "./slider";

const canvas = document.querySelector<HTMLElement>("[data-map]");
const planMap = canvas ? new PlanMap(canvas) : undefined;
const slider = document.querySelector<HTMLInputElement>("input[data-solve]");
if (slider) new Slider(slider, (plan) => planMap?.show(plan));
