from tools.table_docs import PAGE, page


def test_the_page_of_tables_says_what_the_contracts_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tools.table_docs`"
