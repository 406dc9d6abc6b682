"""Thirty texts that people, pastes and attackers put into a field, and what is left of each."""

LONG_WORD = "w" * 300

HOSTILE = {
    "script": "<script>alert('x')</script>",
    "image": '<img src="file:///etc/passwd" onerror="alert(1)">',
    "attachment": '<a rel="attachment" href="file:///etc/passwd">take this</a>',
    "link-attachment": '<link rel=attachment href="file:///etc/hostname">',
    "style-import": "<style>@import url('http://127.0.0.1:9/x.css');</style>",
    "frame": "<iframe src='http://127.0.0.1:9/'></iframe>",
    "svg": "<svg><image href='file:///etc/passwd'/></svg>",
    "object": "<object data='file:///etc/passwd'></object>",
    "base": "<base href='http://127.0.0.1:9/'>",
    "meta": "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "quote": "\"'><b>bold</b>",
    "comment": "--><!-- <b>x</b>",
    "cdata": "]]><![CDATA[ <b>x</b>",
    "entity": "&lt;b&gt; &amp;nbsp; &#x3c;script&#x3e;",
    "braces": "{{ 7*7 }} {% for x in y %} {# c #} ${7*7}",
    "percent": "%(name)s %s {0.__class__} {organization}",
    "formula": "=cmd|' /C calc'!A0",
    "sum": "=1+1",
    "plus": "+1+2",
    "minus": "-2+3",
    "at": "@SUM(A1:A9)",
    "link": '=HYPERLINK("http://127.0.0.1:9/","click")',
    "url": "http://127.0.0.1:9/ and file:///etc/passwd",
    "controls": "be\x00f\x08o\x0bre\x1b[31m af\x7fter\ufffe",
    "surrogate": "lone \ud800 and \udfff here",
    "direction": "abc\u202edcba\u2066 end",
    "right-to-left": "שלום עולם مرحبا بالعالم",
    "emoji": "thanks 👩🏽‍🤝‍👩🏿 and 🌻",
    "long-word": LONG_WORD,
    "new-lines": "first" + "\n" * 50_000 + "last",
}

CLEANED = {
    **HOSTILE,
    # Word writes a line break as U+000B, so words stay apart where one was.
    "controls": "befo\nre[31m after",
    "surrogate": "lone  and  here",
    "direction": "abcdcba end",
    "new-lines": "first\n\nlast",
}


def on_one_line(text: str) -> str:
    return " ".join(text.split())
