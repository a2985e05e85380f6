from ocop.platform.actors import Actor


def test_everyone_stands_where_the_cast_says(lan: Actor, minh: Actor, hoa: Actor, binh: Actor) -> None:
    assert lan.unit_path == minh.unit_path == "VN/15/03037/"
    assert hoa.unit_path == "VN/15/"
    assert binh.unit_path == "VN/04/01290/"
