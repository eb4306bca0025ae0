import pytest
from django.db import connection
@pytest.fixture(scope="module")
def w(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield 1
@pytest.mark.parametrize("n", range(6))
def test_x(n, w):
    with connection.cursor() as c:
        c.execute("select current_database()"); print(c.fetchall())
    assert 0
