"""Apps that make their own sockets, with a ticket: tickets that cannot be had, and sockets that come too late."""

from __future__ import annotations

from tests.browser.client.driver import Client
from tests.browser.client.scripted import ROOM, Line, ScriptedServer

START = """async ([socket, room, how]) => {
  const { SnugClient } = await import("/messaging/snug-client.js");
  window.log = [];
  window.asked = [];
  const open = {
    ticket: async (url, protocols) => (await fetch("/session"), new WebSocket(url, protocols)),
    none: () => Promise.reject(new Error("no ticket")),
    late: (url, protocols) => new Promise((resolve) => {
      window.arrive = () => resolve(window.late = new WebSocket(url, protocols));
    }),
  }[how];
  window.client = new SnugClient({
    url: socket, sessionUrl: "/session", owner: "app", storage: null, random: () => 0.01, open,
    fetch: (url, init) => (window.asked.push(url), fetch(url, init)),
    listener: { onState: (state) => window.log.push(["onState", state]), onLive: () => window.log.push(["onLive"]) },
  });
  window.client.follow(room, 0);
  window.client.start();
}"""


def start(client: Client, how: str) -> None:
    client.page.evaluate(START, [client.server.socket_url, ROOM, how])


def greet(line: Line) -> None:
    line.greet()
    line.grant(head=0)


def test_a_socket_that_is_promised_is_used_when_it_comes(client: Client, server: ScriptedServer) -> None:
    server.play(greet)
    start(client, "ticket")
    client.until("log.some(([name]) => name === 'onLive')")
    assert server.handshakes == 1


def test_a_ticket_that_cannot_be_had_counts_as_a_refused_handshake(client: Client, server: ScriptedServer) -> None:
    server.session_status = 401
    start(client, "none")
    client.until("log.some(([, state]) => state?.state === 'stopped')")
    assert client.told("onState")[-1] == [{"state": "stopped", "why": "signed_out"}]
    assert client.page.evaluate("window.asked") == ["/session"]
    assert server.handshakes == 0


def test_a_socket_that_comes_when_the_client_has_left_is_closed(client: Client, server: ScriptedServer) -> None:
    server.play(greet)
    start(client, "late")
    client.do("client.stop(); arrive()")
    client.page.wait_for_function("window.late?.readyState >= WebSocket.CLOSING")
    assert client.told("onState")[-1][0]["state"] == "stopped"
    assert client.told("onLive") == []
