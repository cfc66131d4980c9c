"""The closed Markdown of answers, and what must not get through it."""

from __future__ import annotations

import pytest

from advisor.web.markup import to_html, typeset


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**Douze** semaines\n\nFin", "<p><strong>Douze</strong> semaines</p><p>Fin</p>"),
        ("Deux parties :\n1) a\n2) b", "<p>Deux parties :<br>1) a<br>2) b</p>"),
        ("Il faut :\n- a\n- b", "<p>Il faut :</p><ul><li>a</li><li>b</li></ul>"),
        (
            "> « Le rapport :\n> - un résumé »",
            "<blockquote><p>« Le rapport :</p><ul><li>un résumé »</li></ul></blockquote>",
        ),
        ("<script>x</script> & [lien](http://a.b)", "<p>&lt;script&gt;x&lt;/script&gt; &amp; [lien](http://a.b)</p>"),
        ('![i](http://a.b/"onload=x)', "<p>![i](http://a.b/&quot;onload=x)</p>"),
        ("**<b>**", "<p><strong>&lt;b&gt;</strong></p>"),
        ("Voir [2].", "<p>Voir [2].</p>"),
    ],
)
def test_markdown_to_html(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_a_known_mark_opens_its_source_and_keeps_its_full_stop() -> None:
    assert to_html("Oui [1]. Non [2]", anchors=[1], prefix="t0-") == (
        '<p>Oui <span class="adv-tight"><button type="button" class="adv-ref" data-action="source" data-target="t0-1"'
        ' aria-label="Source 1">[1]</button>.</span> Non [2]</p>'
    )


def test_a_table_has_headers_for_its_rows_and_columns() -> None:
    html = to_html("| Voie | Durée |\n|---|---|\n| apprenti | 12 semaines [1] |")
    assert '<th scope="col">Durée</th>' in html
    assert '<tr><th scope="row">apprenti</th><td>12 semaines [1]</td></tr>' in html
    assert '<tr><th scope="row"></th><td>12 semaines</td></tr>' in to_html("|Voie|Durée|\n|---|---|\n||12 semaines|")


def test_our_own_words_hold_to_their_signs_and_a_quote_stays_as_it_is() -> None:
    quote = "<blockquote><p>« L&#x27;écrit : « E8 » ; oui ?<br>Non »</p></blockquote>"
    html = f"<p title=\"J'ai : « x »\">J&#x27;ai <b>lu</b> : « l'annexe » ; et l&#x27;arrêté &amp; ?</p>{quote}"
    assert typeset(html) == (
        '<p title="J\'ai : « x »">J’ai <b>lu</b>\u00a0: «\u00a0l’annexe\u00a0»\u00a0; et l’arrêté &amp;\u00a0?</p>'
        + quote.replace("<p>« ", "<p>«\u00a0").replace("Non »", "Non\u00a0»")
    )
