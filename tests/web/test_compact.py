"""Pages without the layout of their templates: what a break of a line says in HTML, and nothing else."""

import pytest
from jinja2 import DictLoader, Environment, TemplateAssertionError

from kawal.web.compact import Compact


def rendered(source: str, **values: object) -> str:
    """A template as the renderer sets it up."""
    environment = Environment(
        loader=DictLoader({"t": source}),
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        extensions=[Compact],
    )
    return environment.get_template("t").render(**values)


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("<ul>\n  <li>\n    a\n  </li>\n  <li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>\n  a\n  <b>b</b>\n  c\n</p>", "<p>a <b>b</b> c</p>"),
        ("<p>\n  {% if x %}\n    a\n  {% endif %}\n</p>", "<p>a</p>"),
        ("<p>\n  a\n  {%- if x -%}\n    , b\n  {%- endif %}\n</p>", "<p>a, b</p>"),
        (
            "{% for one in 'ab' %}\n  {% if x %}\n    <i>{{ one }}</i>\n  {%- endif %}\n{% endfor %}",
            " <i>a</i> <i>b</i>",
        ),
        ('<a class="x"\n    href="/">a</a>', '<a class="x" href="/">a</a>'),
        ("<pre>\n  a\n    b\n</pre>", "<pre>\n  a\n    b\n</pre>"),
        ("{{ '<td>\n</td>' }}", "&lt;td&gt;\n&lt;/td&gt;"),
        ('<label class="fld">\n  a\n</label>', '<label class="fld">a </label>'),
    ],
)
def test_a_break_is_nothing_beside_a_block_and_one_space_elsewhere(source: str, page: str) -> None:
    """Between two statements it is nothing either; a dash takes it away; what is said by a value stays."""
    assert rendered(source, x=True) == page


def test_an_error_names_the_line_of_the_file() -> None:
    """Four breaks were taken out before it."""
    with pytest.raises(TemplateAssertionError) as told:
        rendered("<ul>\n  <li>a</li>\n\n  <li>\n    {{ 1 | nothing }}\n  </li>\n</ul>")
    assert told.value.lineno == 5
