"""An order ID is read however it is typed and wherever it stands; words are not taken for one."""

import pytest

from fulfillment.references import TypedOrderId, new_reference, new_secret, read, read_payment_number

REFERENCE, SECRET = "AC7K2M9QXT4B", "ABCDEFGH23456789JKMN"
BOTH, ALONE = TypedOrderId(REFERENCE, SECRET), TypedOrderId(REFERENCE)


@pytest.mark.parametrize(
    "text",
    [
        "AC7K2M9QXT4B",
        "my order id is AC7K2M9QXT4B please",
        "my id is ac7k2m9qxt4b.",
        "AC7K2M9QXT4B?",
        "my order AC7K 2M9Q XT4B",
        "AC7K-2M9Q-XT4B is mine",
        "AC7K2M-9QXT4B is mine",
        "it was AC7 K2M 9QX T4B, I think",
        "ＡＣ７Ｋ２Ｍ９ＱＸＴ４Ｂ",
        "我的订单ＡＣ７Ｋ２Ｍ９ＱＸＴ４Ｂ在哪",
        "订单号AC7K2M9QXT4B，还没到",
        "where is\nAC7K2M9QXT4B\nplease",
        "I accomplished nothing with AC7K2M9QXT4B",
    ],
)
def test_a_reference_is_found_wherever_it_stands(text: str) -> None:
    assert read(text) == ALONE


@pytest.mark.parametrize(
    "text",
    [
        f"{REFERENCE}-{SECRET}",
        f"my order id is {REFERENCE}-{SECRET} please",
        f"{REFERENCE}-\n{SECRET}",
        f"order {REFERENCE}\n{SECRET} is mine",
        f"it is {REFERENCE}-ABCD EFGH 2345 6789 JKMN, thanks",
        "AC7K-2M9Q-XT4B ABCDE-FGH23-45678-9JKMN is mine",
        f"订单号：{REFERENCE}—{SECRET}，谢谢",
    ],
)
def test_the_secret_is_kept_with_it_in_groups_and_on_the_next_line(text: str) -> None:
    assert read(text) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "accomplished",
        "ACKNOWLEDGED",
        "I have acknowledged it",
        "achievements",
        "access my data",
        "accept 5 cards",
        "I will act now, 100 pcs",
        "what does AC mean",
        "AC7K2M9QXT4",
        "xAC7K2M9QXT4B",
        "AC7K2M9QXT4BB",
    ],
)
def test_words_are_no_order_id(text: str) -> None:
    assert read(text) is None


def test_every_order_id_is_read_as_it_is_written() -> None:
    for _ in range(2_000):
        reference, secret = new_reference(), new_secret()
        assert read(f"where is {reference} please") == TypedOrderId(reference)
        assert read(f"it is {reference}-{secret}.") == TypedOrderId(reference, secret)


@pytest.mark.parametrize(
    "text",
    [
        "AC6VEZNWE7E10D6JS72XHX",
        " ac6veznwe7e1-0d6js72xhx\n",
        "AC6VEZNWE7EIOD6JS72XHX",
        "the bill says AC6VEZNWE7E10D6JS72XHX, is that it?",
        "商户单号AC6VEZNWE7E10D6JS72XHX",
    ],
)
def test_the_number_on_a_bill_is_read_as_people_copy_it(text: str) -> None:
    assert read_payment_number(text) == "AC6VEZNWE7E10D6JS72XHX"


@pytest.mark.parametrize(
    "text",
    [
        "AC6VEZNWE7E1",
        "AC6VEZNWE7E1 order where",
        f"{REFERENCE}-{SECRET}",
        f"{REFERENCE}{SECRET}",
        "2026112722001433",
    ],
)
def test_an_order_id_is_no_number_on_a_bill(text: str) -> None:
    assert read_payment_number(text) is None
