void import("./playback/shaka_dash");
void import("./playback/shaka_hls");
