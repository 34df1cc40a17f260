import { followMap } from "./map.mjs";

const holder = document.getElementById("map");
followMap(holder, (id) => location.assign(`${holder.dataset.review}#s-${id}`));
