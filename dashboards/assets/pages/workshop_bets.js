/* Predict and reveal: what the room has bet, and how it compares with what came out. */
(function () {
  "use strict";
  const MOST_VOTES = 999;

  class Bets {
    /* names: {who: name}; texts: {room, room_right, room_wrong}. */
    constructor(names, texts) {
      this.names = names;
      this.texts = texts;
      this.votes = {};
    }

    clear() {
      this.votes = {};
    }

    place(who, by) {
      this.votes[who] = Math.min(Math.max(this.of(who) + by, 0), MOST_VOTES);
    }

    of(who) {
      return this.votes[who] || 0;
    }

    /* best: {leader, clear} of the answer that is revealed, or null. */
    said(best) {
      const placed = Object.entries(this.votes)
        .filter(([, count]) => count > 0)
        .sort(([, a], [, b]) => b - a);
      if (placed.length === 0) return "";
      const told = placed.map(([who, count]) => `${this.names[who]} ${count}`).join(", ");
      return [this.texts.room.replace("{votes}", told), this.judged(placed, best)].join(" ").trim();
    }

    judged(placed, best) {
      if (!best || !best.leader) return "";
      const [[first, most], second] = placed;
      const agreed = second === undefined || second[1] < most;
      const winner = best.clear ? best.leader : "unclear";
      return agreed && first === winner ? this.texts.room_right : this.texts.room_wrong;
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Bets });
})();
