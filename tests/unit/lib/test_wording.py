"""Which statements can be asked with their parameters apart."""

import pytest

from iqm_coe.lib.postgresql.wording import groups_by_a_parameter, numbered


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM t WHERE b = %s ORDER BY a LIMIT %s", False),
        ("SELECT a, COUNT(*) FILTER (WHERE b = %s) FROM t GROUP BY a ORDER BY a", False),
        ("SELECT a, COUNT(*) FILTER (WHERE b = %s) FROM t GROUP BY 1", False),
        ("SELECT a, GREATEST(b, %s) FROM t GROUP BY 2", True),
        ("SELECT a, GREATEST(b, %s) FROM t GROUP BY 1, GREATEST(b, %s)", True),
        ("SELECT a FROM t GROUP BY a HAVING COUNT(*) > %s", False),
        ("SELECT a FROM t GROUP BY a ORDER BY a = %s", False),
        ("SELECT DISTINCT a, CASE WHEN a = %s THEN 1 END FROM t ORDER BY CASE WHEN a = %s THEN 1 END", True),
        ("SELECT DISTINCT a FROM t WHERE a = %s ORDER BY 1", False),
        ("SELECT a FROM (SELECT b AS a, b + %s AS c FROM t GROUP BY 2) s", True),
        ("SELECT a FROM t WHERE b IN (SELECT b FROM s WHERE c = %s GROUP BY b) ORDER BY a", False),
        ("SELECT a, (SELECT DISTINCT b FROM s WHERE c = %s) FROM t ORDER BY a", False),
        ("SELECT a, EXTRACT(YEAR FROM b), %s FROM t GROUP BY 1, 2", False),
        ("SELECT a, EXTRACT(YEAR FROM b), %s FROM t GROUP BY 1, 3", True),
    ],
)
def test_a_statement_that_groups_by_a_parameter_is_told(sql: str, *, expected: bool) -> None:
    assert groups_by_a_parameter(sql) is expected


def test_parameters_are_numbered_in_their_order_and_signs_of_percent_stay() -> None:
    assert numbered("SELECT a FROM t WHERE a LIKE '5%%' AND b = %s OR c = %s") == (
        "SELECT a FROM t WHERE a LIKE '5%' AND b = $1 OR c = $2"
    )
    assert numbered("SELECT a + %s FROM t GROUP BY 1") is None
