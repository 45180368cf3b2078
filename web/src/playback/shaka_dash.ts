// Shaka Player with the DASH parser and without the HLS one: a third less to load than the whole build.
export { default } from "shaka-player/dist/shaka-player.dash-es2021.js";
