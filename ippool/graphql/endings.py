"""Why a WebSocket connection is closed: a code of the protocol and a reason in both languages, with nothing of the register."""

from __future__ import annotations

from enum import Enum

from ippool.domain.words import Words

LONGEST_REASON = 123
"""Bytes of a reason, by RFC 6455."""


class Ending(Enum):
    """An end of a connection. Shape: the code of the close, and its words, which fit into a close together."""

    NOT_OF_PROTOCOL = 4400, Words("プロトコルにないメッセージです", "Not a message of the protocol")
    INIT_MISSING = 4401, Words("先に connection_init を送ってください", "Send connection_init first")
    TOKEN_UNKNOWN = 4403, Words("トークンは無効です", "The token does not hold, or no longer")
    RIGHTS_CHANGED = 4403, Words("権限が変わりました。接続し直してください", "Rights have changed; connect again")
    OTHER_PROTOCOL = 4406, Words("graphql-transport-ws だけを使えます", "Only graphql-transport-ws is spoken")
    INIT_LATE = 4408, Words("connection_init が届きませんでした", "connection_init did not come in time")
    UNANSWERED = 4408, Words("ping に応答がありません", "No answer to ping")
    NOT_TAKEN = 4408, Words("送ったものが受け取られません", "What is sent is not taken in time")
    ID_IN_USE = 4409, Words("その id の購読は進行中です", "A subscription of that id is under way")
    INIT_TWICE = 4429, Words("connection_init は一度だけです", "connection_init is sent once only")
    CONNECTIONS = 4429, Words("同時接続の数が上限を超えました", "Too many connections at once")
    MESSAGES = 4429, Words("メッセージが多すぎます。少し待ってください", "Too many messages; wait a little")
    MESSAGE_SIZE = 1009, Words("メッセージが大きすぎます", "The message is too large")
    EVENT_SIZE = 1009, Words("選択が大きすぎます。減らしてください", "The event is too large; select less")
    SERVER_STOPS = 1012, Words("サーバーが停止します。接続し直してください", "The server stops; connect again")
    FAILED = 1011, Words("サーバー側で問題が起きました", "Something went wrong on our side")
    LATER = 1013, Words("しばらくして接続し直してください", "Connect again a little later")

    @property
    def code(self) -> int:
        """The code of the close."""
        return self.value[0]

    @property
    def reason(self) -> str:
        """The reason as it is sent, in both languages."""
        words = self.value[1]
        return f"{words.en} / {words.ja}"


class Ended(Exception):
    """The connection is to be closed."""

    def __init__(self, ending: Ending) -> None:
        self.ending = ending
        super().__init__(ending.name)
