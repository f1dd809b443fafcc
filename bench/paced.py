"""Messages at a fixed rate, whatever the server does; each delivery is looked at by its stamp."""

from __future__ import annotations

import time
from collections import Counter

from bench.generator import Line as Socket
from bench.generator import Load
from bench.words import stamps

PATIENCE_S = 10.0


class Paced:
    def __init__(self, load: Load) -> None:
        self.load = load
        self.delays: list[int] = []  # microseconds
        self.heard: dict[Socket, Counter[int]] = {line: Counter() for line in load.lines.values()}
        self.sent: list[tuple[Socket, int]] = []
        self.places: dict[Socket, int] = {}
        self.out_of_line = 0

    def run(self, rate: int, seconds: float) -> None:
        """The groups take turns. Waits for what is still on its way afterwards."""
        load = self.load
        former, load.hear = load.hear, self._hear
        begun = time.monotonic()
        for number in range(int(rate * seconds)):
            load.run(begun + number / rate)
            group = load.groups[number % len(load.groups)]
            self.sent.append((group.turns[0], load.sent + 1))
            load.send(group)
        load.drain(PATIENCE_S)
        load.hear = former

    def _hear(self, line: Socket, data: bytes) -> None:
        now = time.monotonic_ns() // 1000
        found = stamps(data)
        if not found:
            return
        heard = self.heard[line]
        for sent, number in found:
            self.delays.append(now - sent)
            heard[number] += 1
        self.load.events += len(found)
        self.load.follow(line.group, len(found))
        if self.load.system.sequence is not None:
            self._check_places(line, [int(seq) for seq in self.load.system.sequence.findall(data)])

    def _check_places(self, line: Socket, seqs: list[int]) -> None:
        for seq in seqs:
            self.out_of_line += seq != self.places.get(line, seq - 1) + 1
            self.places[line] = seq

    def expected(self) -> int:
        """Deliveries to all others, and to the sender where a system does that."""
        return sum(self._expected_of(line) for line in self.heard)

    def _expected_of(self, line: Socket) -> int:
        echoes = self.load.system.echoes
        return sum(1 for sender, _ in self.sent if sender.group is line.group and (echoes or sender is not line))

    def lost(self) -> int:
        return self.expected() - sum(len(heard) for heard in self.heard.values())

    def doubled(self) -> int:
        return sum(heard.total() - len(heard) for heard in self.heard.values())

    def percentile(self, of_hundred: int) -> float:
        """Milliseconds. Infinite when nothing came."""
        ordered = sorted(self.delays)
        return ordered[min(len(ordered) - 1, len(ordered) * of_hundred // 100)] / 1000 if ordered else float("inf")
